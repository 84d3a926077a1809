#!/usr/bin/env bash
# Random walks through the mask: a model that knows nothing writes answers over random catalogs and
# candidates. Each must end within its budget and be clean as it was written. The walks are done in
# ranges; each leaves a line in a ledger, and a range that stands there for this commit is not done
# again, so that a run can be stopped and taken up.
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
COMMIT=$(git rev-parse --short HEAD)

say() { printf 'walk: %s\n' "$*"; }

started=$SECONDS
swift build -c release --product nightloom-walk
touch "$LEDGER"
for ((from = 0; from < WALKS; from += RANGE)); do
  count=$((WALKS - from < RANGE ? WALKS - from : RANGE))
  range="\"commit\":\"$COMMIT\",\"seed\":$SEED,\"from\":$from,\"walks\":$count,"
  grep -qF "$range" "$LEDGER" || printf '%s %s\n' "$from" "$count"
done | LEDGER=$LEDGER SEED=$SEED COMMIT=$COMMIT xargs -r -P "$JOBS" -L 1 bash -c '
  .build/release/nightloom-walk --from "$0" --walks "$1" --seed "$SEED" --commit "$COMMIT" \
    >> "$LEDGER" || exit 255'
sums=$(sed -n "s/.*\"commit\":\"$COMMIT\",\"seed\":$SEED,.*\"walks\":\([0-9]*\),\"failures\":\([0-9]*\),\"tokens\":\([0-9]*\),.*/\1 \2 \3/p" "$LEDGER" |
  awk '{ walks += $1; failures += $2; tokens += $3 }
    END { printf "%d walks, %d not clean, %d tokens", walks, failures, tokens }')
[[ $sums == *", 0 not clean,"* ]] || {
  say "$COMMIT: $sums"
  exit 1
}
say "$COMMIT: $sums; $((SECONDS - started)) s"
