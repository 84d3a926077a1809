#!/usr/bin/env bash
# Measures what a wish's language costs: 20 test workflows asked for in English, as they are
# described, and in German, Spanish, Japanese, Korean and Chinese, candidates found by the wish.
#
# Variables:
#   NIGHTLOOM_DATA  folder that holds workflows/ (required)
#   MODEL           the model file [Config/Models/nightloom.gguf]
#   ANSWERS         answers a prompt [8]
#   SEED            seed of sampling and of candidates [1]
#   RUN             where everything goes [Jobs/runs/languages-<UTC time>]
set -euo pipefail
cd "$(dirname "$0")/.."

: "${NIGHTLOOM_DATA:?set it to the folder that holds workflows/}"
MODEL=${MODEL:-Config/Models/nightloom.gguf}
ANSWERS=${ANSWERS:-8}
SEED=${SEED:-1}
RUN=${RUN:-Jobs/runs/languages-$(date -u +%Y%m%dT%H%M%SZ)}

say() { printf 'languages: %s\n' "$*"; }

started=$SECONDS
mkdir -p "$RUN"
swift build -c release --product nightloom
gzip -dc "$NIGHTLOOM_DATA/workflows/test.jsonl.gz" >"$RUN/test.part"
mv "$RUN/test.part" "$RUN/test.jsonl"

against=()
for language in own de es ja ko zh; do
  .build/release/nightloom evaluate --set "$RUN/test.jsonl" --candidates retrieved --mask on \
    --wishes "Tests/Fixtures/languages/$language.jsonl" --answers "$ANSWERS" --seed "$SEED" \
    --model "$MODEL" "${against[@]}" --json "$RUN/$language.json" >"$RUN/$language.txt"
  rows='^masked, ranked first  |^masked, choice.ranked first.(node|graph).f1 '
  say "$language: $(grep -E "$rows" "$RUN/$language.txt" | tr -s ' ' | paste -sd ';')"
  against=(--against "$RUN/own.json")
done
say "reports in $RUN, $((SECONDS - started)) s"
