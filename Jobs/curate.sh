#!/usr/bin/env bash
# Cleans a corpus of collected workflows and counts what each rule leaves over.
#
# Variables:
#   NIGHTLOOM_DATA  folder that holds workflows/ (required unless WORKFLOWS is set)
#   WORKFLOWS       the corpus, JSON Lines, .gz or plain [workflows/train.jsonl.gz in that folder]
#   TEXTS           their texts in other languages, from Tests/peers/template_texts.py [none]
#   FOLDS           parts of the families held out in turn to measure the scorers [0]
#   RUN             where everything goes [Jobs/runs/curate-<UTC time>]
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${WORKFLOWS:-}" ]; then
  : "${NIGHTLOOM_DATA:?set it to the folder that holds workflows/, or set WORKFLOWS}"
  WORKFLOWS=$NIGHTLOOM_DATA/workflows/train.jsonl.gz
fi
RUN=${RUN:-Jobs/runs/curate-$(date -u +%Y%m%dT%H%M%SZ)}

TEXTS=${TEXTS:-}
FOLDS=${FOLDS:-0}

say() { printf 'curate: %s\n' "$*"; }

started=$SECONDS
say "workflows $WORKFLOWS, texts ${TEXTS:-none}, folds $FOLDS, run $RUN"
mkdir -p "$RUN"
swift build -c release --product nightloom
.build/release/nightloom curate --workflows "$WORKFLOWS" \
  --out "$RUN/curated.jsonl" --report "$RUN/curation.json" \
  --knowledge-base "$RUN/knowledge" --folds "$FOLDS" ${TEXTS:+--texts "$TEXTS"}

count=$(wc -l <"$RUN/curated.jsonl")
say "$count workflows kept, $((SECONDS - started)) s, counts in $RUN/curation.json"
