#!/usr/bin/env bash
# What cron calls: hand over new prompt files, work until the inbox is empty, say what came of it.
#
#     30 22 * * *  cd /path/of/the/checkout && Jobs/nightly.sh >>"$HOME/nightloom.log" 2>&1
#
# Variables:
#   SPOOL      the spool [Spool]
#   PROMPTS    folder of prompt files that are moved into the spool first [none]
#   ANSWERS    answers sampled a prompt [8]
#   SEED       seed of the run [1]
#   NIGHTLOOM  the binary [.build/release/nightloom]
#   CONFIG     the configuration [Config/nightloom.conf]
set -euo pipefail
cd "$(dirname "$0")/.."

SPOOL=${SPOOL:-Spool}
PROMPTS=${PROMPTS:-}
ANSWERS=${ANSWERS:-8}
SEED=${SEED:-1}
NIGHTLOOM=${NIGHTLOOM:-.build/release/nightloom}
CONFIG=${CONFIG:-Config/nightloom.conf}

say() { printf 'nightly: %s\n' "$*"; }

started=$SECONDS
say "$(date -u +%Y-%m-%dT%H:%M:%SZ), spool $SPOOL, prompts ${PROMPTS:-none}, answers $ANSWERS," \
  "seed $SEED"
[ -x "$NIGHTLOOM" ] || swift build -c release --product nightloom

if [ -n "$PROMPTS" ]; then
  for file in "$PROMPTS"/*; do
    [ -f "$file" ] || continue
    # A file that cannot be read as prompts stays where it is; the others go on.
    if "$NIGHTLOOM" submit "$file" --spool "$SPOOL" --config "$CONFIG"; then rm -- "$file"; fi
  done
fi

# 65: a job failed for good; 75: another runner is at work, or work is left. Both are news, and the
# exit code of this recipe.
status=0
"$NIGHTLOOM" once --spool "$SPOOL" --answers "$ANSWERS" --seed "$SEED" --config "$CONFIG" --json \
  || status=$?
"$NIGHTLOOM" history --spool "$SPOOL" --config "$CONFIG" --since today || true

trap 'exit "$status"' EXIT
say "ended with $status after $((SECONDS - started)) s, results in $SPOOL/outbox"
