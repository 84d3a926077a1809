#!/usr/bin/env bash
# Memory of a model in the shape of seven billion weights: writes a Q4_K file with random numbers,
# decodes a prompt and a few tokens at a context of 2,048, and fails when the process takes more
# than BEYOND MiB beyond the file. The file is deleted afterwards.
#
# Variables:
#   KV_HEADS       key and value heads: 8 (Mistral's shape) or 32 (Llama 2's) [8]
#   FEED_FORWARD   feed-forward channels [14336 with 8 heads, else 11008]
#   PROMPT, STEPS  tokens of the prompt and steps after it [32, 8]
#   THREADS        threads [2]
#   BEYOND         MiB allowed beyond the file [1536]
#   FOLDER         where the file of 4 GB goes [a temporary folder]
#   BENCH          the binary [.build/release/nightloom-bench, built]
set -euo pipefail
cd "$(dirname "$0")/.."

KV_HEADS=${KV_HEADS:-8}
FEED_FORWARD=${FEED_FORWARD:-$([ "$KV_HEADS" = 8 ] && echo 14336 || echo 11008)}
BENCH=${BENCH:-}

say() { printf 'memory: %s\n' "$*"; }

started=$SECONDS
if [ -z "$BENCH" ]; then
  BENCH=.build/release/nightloom-bench
  swift build -c release --product nightloom-bench
fi
folder=$(mktemp -d "${FOLDER:-${TMPDIR:-/tmp}}/nightloom-memory-XXXXXX")
trap 'rm -rf "$folder"' EXIT
file=$folder/large.gguf
"$BENCH" write-large --kv-heads "$KV_HEADS" --feed-forward "$FEED_FORWARD" >"$file"
say "wrote $(stat -c %s "$file") bytes after $((SECONDS - started)) s"
"$BENCH" model "$file" --prompt "${PROMPT:-32}" --steps "${STEPS:-8}" --context 2048 \
  --threads "${THREADS:-2}" --beyond "${BEYOND:-1536}"
say "within the limit after $((SECONDS - started)) s"
