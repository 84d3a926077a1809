#!/usr/bin/env bash
# Measures a model on the test split: validity, precision, recall and F1 of nodes and graphs, with
# and without the grammar mask, beside baselines that use no model.
#
# Variables:
#   NIGHTLOOM_DATA  folder that holds workflows/ (required)
#   MODEL           the model file [the one of Config/nightloom.conf]
#   CANDIDATES      paper: gold nodes among random ones; retrieved: by our own search [paper]
#   MASK            on, off or both [both]
#   ANSWERS         answers a prompt [8]
#   SEED            seed of sampling and of candidates [1]
#   RUN             where everything goes [Jobs/runs/evaluate-<UTC time>]
set -euo pipefail
cd "$(dirname "$0")/.."

: "${NIGHTLOOM_DATA:?set it to the folder that holds workflows/}"
MODEL=${MODEL:-}
CANDIDATES=${CANDIDATES:-paper}
MASK=${MASK:-both}
ANSWERS=${ANSWERS:-8}
SEED=${SEED:-1}
RUN=${RUN:-Jobs/runs/evaluate-$(date -u +%Y%m%dT%H%M%SZ)}

say() { printf 'evaluate: %s\n' "$*"; }

started=$SECONDS
say "model ${MODEL:-of the configuration}, candidates $CANDIDATES, mask $MASK, answers $ANSWERS," \
  "seed $SEED, run $RUN"
mkdir -p "$RUN"
swift build -c release --product nightloom
for name in test train; do
  gzip -dc "$NIGHTLOOM_DATA/workflows/$name.jsonl.gz" >"$RUN/$name.part"
  mv "$RUN/$name.part" "$RUN/$name.jsonl"
done

model=()
if [ -n "$MODEL" ]; then model=(--model "$MODEL"); fi
.build/release/nightloom evaluate --set "$RUN/test.jsonl" --train "$RUN/train.jsonl" \
  --candidates "$CANDIDATES" --mask "$MASK" --answers "$ANSWERS" --seed "$SEED" \
  "${model[@]}" --json "$RUN/evaluation.json" --plot "$RUN/evaluation.svg"
rm -f "$RUN/test.jsonl" "$RUN/train.jsonl"

say "figures in $RUN/evaluation.json, drawn in $RUN/evaluation.svg, $((SECONDS - started)) s"
