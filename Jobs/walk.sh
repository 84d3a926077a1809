#!/usr/bin/env bash
# Random walks through the mask: a model that knows nothing writes answers over random catalogs and
# candidates. Each must end within its budget and be clean as it was written. The walks are done in
# ranges; each leaves a line in a ledger, and a range that stands there for this state of the mask
# and of what completes and judges answers is not done again, so that a run can be taken up.
#
# Variables:
#   WALKS   answers [1000000]
#   SEED    seed of the run [1]
#   RANGE   answers of one range [10000]
#   JOBS    ranges at a time [2]
#   LEDGER  where ranges are noted [.build/walks.jsonl]
set -euo pipefail
cd "$(dirname "$0")/.."

WALKS=${WALKS:-1000000}
SEED=${SEED:-1}
RANGE=${RANGE:-10000}
JOBS=${JOBS:-2}
LEDGER=${LEDGER:-.build/walks.jsonl}
PARTS="Sources/Generation Sources/KnowledgeBase Sources/Sampling Sources/Validation
  Sources/WorkflowCode Sources/WorkflowGraph Config/Catalog Tests/Walking"

say() { printf 'walk: %s\n' "$*"; }

# What a walk depends on, in twelve letters.
# shellcheck disable=SC2086
git diff --quiet HEAD -- $PARTS || { say "commit what is changed in: $PARTS"; exit 1; }
STATE=$(for part in $PARTS; do git rev-parse "HEAD:$part"; done | sha256sum | cut -c1-12)

started=$SECONDS
swift build -c release --product nightloom-walk
touch "$LEDGER"
for ((from = 0; from < WALKS; from += RANGE)); do
  count=$((WALKS - from < RANGE ? WALKS - from : RANGE))
  range="\"state\":\"$STATE\",\"seed\":$SEED,\"from\":$from,\"walks\":$count,"
  grep -qF "$range" "$LEDGER" || printf '%s %s\n' "$from" "$count"
done | LEDGER=$LEDGER SEED=$SEED STATE=$STATE xargs -r -P "$JOBS" -L 1 bash -c '
  .build/release/nightloom-walk --from "$0" --walks "$1" --seed "$SEED" --state "$STATE" \
    >> "$LEDGER" || exit 255'
sums=$(sed -n "s/.*\"state\":\"$STATE\",\"seed\":$SEED,.*\"walks\":\([0-9]*\),\"failures\":\([0-9]*\),\"tokens\":\([0-9]*\),.*/\1 \2 \3/p" "$LEDGER" |
  awk '{ walks += $1; failures += $2; tokens += $3 }
    END { printf "%d walks, %d not clean, %d tokens", walks, failures, tokens }')
[[ $sums == *", 0 not clean,"* ]] || {
  say "$STATE: $sums"
  exit 1
}
say "$STATE: $sums; $((SECONDS - started)) s"
