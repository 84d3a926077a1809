#!/bin/sh
# Developer check: what do our masks cost beside those of llguidance and xgrammar?
#
# usage: Tests/peers/grammar_speed.sh [FILE.gguf]
#
# FILE [Config/Models/nightloom.gguf] answers one wish 20 times; each program then makes the mask
# of every token of these answers, and moves on by it. The others get a grammar of the same
# language for the same candidates, see grammar_speed.py for what ours holds besides.
# Variables: ANSWERS [20], RUNS [5], BENCH (binary, else .build/release/nightloom-bench), PEER
# (folder of the Python environment, 1 GB, made once; needs the network).
# Exit code 0: measured, or skipped with one line.
set -eu

here=$(dirname "$0")
file=${1:-Config/Models/nightloom.gguf}
bench=${BENCH:-.build/release/nightloom-bench}
peer=${PEER:-${TMPDIR:-/tmp}/nightloom-grammar}

mkdir -p "$peer"
if ! "$peer/bin/python" -c 'import gguf, llguidance, xgrammar' 2>/dev/null; then
  if ! { python3 -m venv "$peer" && "$peer/bin/pip" install --quiet numpy gguf==0.19.0 \
    llguidance==1.9.1 apache-tvm-ffi pydantic transformers \
    && { "$peer/bin/pip" install --quiet torch==2.13.0+cpu || "$peer/bin/pip" install --quiet \
      --index-url https://download.pytorch.org/whl/cpu torch==2.13.0+cpu; } \
    && "$peer/bin/pip" install --quiet --no-deps xgrammar==0.2.9; } >"$peer/install.log" 2>&1
  then
    echo "skipped: llguidance and xgrammar cannot be installed here; see $peer/install.log"
    exit 0
  fi
fi
"$peer/bin/python" "$here/grammar_speed.py" --bench "$bench" --answers "${ANSWERS:-20}" \
  --runs "${RUNS:-5}" "$file"
