#!/usr/bin/env bash
# The goals of the queue, measured on the real program without a model: acceptance of many files,
# durable writes, drop to row, restart after kill -9, drain, overhead of a job, and questions to a
# long history. Every line says whether its goal is met; the exit code is 1 when one is missed.
#
# Variables:
#   FILES      files dropped at once [100000]
#   ROWS       rows of the long history [1000000]
#   DROPS      single drops [200]
#   FOLDER     where the spools go; a local disk [a temporary folder]
#   NIGHTLOOM  the program [.build/release/nightloom, built]
#   BENCH      the bench [.build/release/nightloom-bench, built]
set -euo pipefail
cd "$(dirname "$0")/.."

FILES=${FILES:-100000}
ROWS=${ROWS:-1000000}
DROPS=${DROPS:-200}
NIGHTLOOM=${NIGHTLOOM:-}
BENCH=${BENCH:-}

say() { printf 'queue-speed: %s\n' "$*"; }
now() { printf '%s\n' "${EPOCHREALTIME/[.,]/}"; }

started=$SECONDS
if [ -z "$NIGHTLOOM" ]; then
  NIGHTLOOM=.build/release/nightloom
  swift build -c release --product nightloom
fi
if [ -z "$BENCH" ]; then
  BENCH=.build/release/nightloom-bench
  swift build -c release --product nightloom-bench
fi
folder=$(mktemp -d "${FOLDER:-${TMPDIR:-/tmp}}/nightloom-queue-XXXXXX")
runner=
clean_up() {
  [ -z "$runner" ] || kill -9 "$runner" 2>/dev/null || true
  rm -rf "$folder"
}
trap clean_up EXIT
printf 'min_free = 0\n' >"$folder/speed.conf"
missed=0
say "files $FILES, rows $ROWS, in $folder"

# Prints one line: name, milliseconds, goal in milliseconds.
goal() {
  if [ "$2" -le "$3" ]; then
    printf 'met    %s: %s ms (goal: at most %s)\n' "$1" "$2" "$3"
  else
    printf 'missed %s: %s ms (goal: at most %s)\n' "$1" "$2" "$3"
    missed=$((missed + 1))
  fi
}
bench() { "$BENCH" queue "$@" || missed=$((missed + 1)); }
start_runner() {
  "$NIGHTLOOM" run --stub-model --stub-delay-ms "$2" --spool "$1" --config "$folder/speed.conf" \
    >"$folder/run.out" 2>"$folder/run.log" &
  runner=$!
}
# Waits until the runner's log has a line of this form.
await() {
  local tries=0
  until grep -q "$1" "$folder/run.log"; do
    tries=$((tries + 1))
    [ "$tries" -lt 12000 ] || { say "no line '$1' after 120 s"; exit 1; }
    sleep 0.01
  done
}

bench store "$folder/store"
bench overhead "$folder/overhead"

# Many files at once: read, parsed, committed and removed.
"$BENCH" queue files "$folder/many" --count "$FILES"
from=$(now)
"$NIGHTLOOM" once --stub-model --max-jobs 0 --spool "$folder/many" --config "$folder/speed.conf" \
  >"$folder/once.txt" 2>&1 || true
grep -q "jobs=$FILES " "$folder/once.txt" || { cat "$folder/once.txt"; exit 1; }
goal "$FILES files to ready" $((($(now) - from) / 1000)) 30000

# Killed at work over that many rows, then started again: the first job that is done.
start_runner "$folder/many" 60000
await "watching"
sleep 2
kill -9 "$runner"
wait "$runner" 2>/dev/null || true
from=$(now)
start_runner "$folder/many" 0
await ": done"
goal "restart to the first recovered job, $FILES rows" $((($(now) - from) / 1000)) 5000
grep -q "recovered from a run that was cut off" "$folder/run.log" || { say "nothing recovered"; exit 1; }
kill -9 "$runner"
wait "$runner" 2>/dev/null || true

# Single drops while a runner watches, then the drain with a job at work.
mkdir -p "$folder/watched/inbox/tmp"
start_runner "$folder/watched" 0
await "watching"
sleep 1
bench drops "$folder/watched" --count "$DROPS"
kill -TERM "$runner"
wait "$runner"
start_runner "$folder/watched" 3000
await "watching"
printf 'the last wish' >"$folder/watched/inbox/last.txt"
sleep 1
from=$(now)
kill -TERM "$runner"
wait "$runner"
runner=
goal "drain with a job of 3 s at work" $((($(now) - from) / 1000)) 120000

# Questions to a long history: inside a process, then as commands with their start.
bench history "$folder/long" --count "$ROWS"
for words in "status --json" "history --json" "history --state dead --since now-2days --json"; do
  slowest=0
  for _ in $(seq 20); do
    from=$(now)
    # shellcheck disable=SC2086
    "$NIGHTLOOM" $words --spool "$folder/long" --config "$folder/speed.conf" >/dev/null
    taken=$((($(now) - from) / 1000))
    if [ "$taken" -gt "$slowest" ]; then slowest=$taken; fi
  done
  goal "nightloom $words on $ROWS rows, slowest of 20" "$slowest" 300
done

trap 'clean_up; exit $((missed > 0))' EXIT
say "$missed goals missed, $((SECONDS - started)) s"
