#!/bin/sh
# Developer check: does llama.cpp read our GGUF files and choose the same tokens?
#
# usage: Tests/peers/llama_cpp_gguf.sh FILE.gguf [NIGHTLOOM]
#
# NIGHTLOOM is the command (default .build/debug/nightloom) that understands
#   NIGHTLOOM model check FILE --tokens 1,2,3 --count 32 --json
# Variables: TOKENS, COUNT, TOLERANCE (of logits of size about 1: F32 and F16 0.05, because our
# cache, and in F16 llama.cpp's activations, are in half precision; Q8_0 0.5, both round activations
# to 8 bits),
# PEER (folder of the Python environment, made once; needs the network, a C++ compiler, minutes).
# Exit code 0: agreement, or skipped with one line; 1: disagreement; 2: wrong use.
set -eu

[ $# -ge 1 ] || { echo "usage: $0 FILE.gguf [NIGHTLOOM]" >&2; exit 2; }
file=$1
nightloom=${2:-.build/debug/nightloom}
tokens=${TOKENS:-1,2,3}
count=${COUNT:-32}
tolerance=${TOLERANCE:-0.05}
peer=${PEER:-${TMPDIR:-/tmp}/nightloom-llama-cpp}
here=$(dirname "$0")

if ! "$peer/bin/python" -c 'import llama_cpp' 2>/dev/null; then
  mkdir -p "$peer"
  if ! { python3 -m venv "$peer" && nice -n 19 "$peer/bin/pip" install --quiet \
    llama-cpp-python==0.3.36 numpy; } >"$peer/install.log" 2>&1; then
    echo "skipped: llama-cpp-python cannot be installed here; see $peer/install.log"
    exit 0
  fi
fi

ours=$(mktemp)
trap 'rm -f "$ours"' EXIT
"$nightloom" model check "$file" --tokens "$tokens" --count "$count" --json >"$ours"
"$peer/bin/python" "$here/llama_cpp_gguf.py" "$file" --tokens "$tokens" --count "$count" \
  --tolerance "$tolerance" --ours "$ours"
