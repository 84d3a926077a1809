#!/usr/bin/env bash
# A runner at work for a long time without a model: jobs come steadily; memory, descriptors and the
# database's log must stay flat, every job must be done once, and the doctor must find nothing.
#
# Variables:
#   MINUTES    how long [30]
#   RATE       jobs a second [2]
#   GROWTH     MiB by which memory may grow after the first quarter [8]
#   FOLDER     where the spool goes; a local disk [a temporary folder]
#   NIGHTLOOM  the program [.build/release/nightloom, built]
set -euo pipefail
cd "$(dirname "$0")/.."

MINUTES=${MINUTES:-30}
RATE=${RATE:-2}
GROWTH=${GROWTH:-8}
NIGHTLOOM=${NIGHTLOOM:-}

say() { printf 'soak: %s\n' "$*"; }

if [ -z "$NIGHTLOOM" ]; then
  NIGHTLOOM=.build/release/nightloom
  swift build -c release --product nightloom
fi
folder=$(mktemp -d "${FOLDER:-${TMPDIR:-/tmp}}/nightloom-soak-XXXXXX")
runner=
clean_up() {
  [ -z "$runner" ] || kill -9 "$runner" 2>/dev/null || true
  rm -rf "$folder"
}
trap clean_up EXIT
say "minutes $MINUTES, $RATE jobs a second, in $folder"
printf 'min_free = 0\nmetrics_file = %s/soak.prom\n' "$folder" >"$folder/soak.conf"
mkdir -p "$folder/spool/inbox/tmp"
"$NIGHTLOOM" run --stub-model --stub-delay-ms 20 --spool "$folder/spool" \
  --config "$folder/soak.conf" >"$folder/run.out" 2>"$folder/run.log" &
runner=$!

# One line a sample: second, pages of memory, descriptors, bytes of the log.
sample() {
  local pages log
  read -r _ pages _ <"/proc/$runner/statm"
  log=$(stat -c %s "$folder/spool/state/queue.db-wal" 2>/dev/null || echo 0)
  printf '%s %s %s %s\n' "$1" "$pages" "$(find "/proc/$runner/fd" -mindepth 1 | wc -l)" "$log"
}
number=0
bad=0
begun=$SECONDS
end=$((begun + MINUTES * 60))
while [ "$SECONDS" -lt "$end" ]; do
  for _ in $(seq "$RATE"); do
    number=$((number + 1))
    text="wish number $number"
    if [ $((number % 50)) = 0 ]; then
      text="stub:no-answer $number"
      bad=$((bad + 1))
    fi
    printf '%s' "$text" >"$folder/spool/inbox/tmp/s$number.txt"
    mv "$folder/spool/inbox/tmp/s$number.txt" "$folder/spool/inbox/s$number.txt"
  done
  sleep 1
  # The clients that people run meanwhile are part of it.
  if [ $((number / RATE % 10)) = 0 ]; then
    "$NIGHTLOOM" status --json --spool "$folder/spool" --config "$folder/soak.conf" >/dev/null
    sample $((SECONDS - begun)) >>"$folder/samples"
  fi
done
sleep 5
kill -TERM "$runner"
wait "$runner"
runner=

grep -q "^nightloom run: .*done=$((number - bad)) .*dead=$bad " "$folder/run.out" ||
  { cat "$folder/run.out"; say "of $number jobs others than $bad failed"; exit 1; }
"$NIGHTLOOM" doctor --deep --spool "$folder/spool" --config "$folder/soak.conf" \
  >"$folder/doctor.txt" || true
grep -v "^ok\|^note\|model" "$folder/doctor.txt" | grep "^problem" && exit 1

# Slopes over the samples after the first quarter, by least squares.
awk -v growth="$GROWTH" -v page="$(getconf PAGESIZE)" '
  { t[NR] = $1; memory[NR] = $2 * page / 1048576; files[NR] = $3; if ($4 > log_most) log_most = $4 }
  END {
    first = int(NR / 4) + 1
    for (i = first; i <= NR; i++) {
      n++; st += t[i]; sm += memory[i]; stt += t[i] * t[i]; stm += t[i] * memory[i]
      if (i == first || files[i] < least) least = files[i]
      if (files[i] > most) most = files[i]
    }
    slope = n * stt - st * st > 0 ? (n * stm - st * sm) / (n * stt - st * st) : 0
    grown = slope * (t[NR] - t[first])
    printf "soak: memory %.1f to %.1f MiB, slope %.3f MiB an hour, %.2f over the time\n",
      memory[first], memory[NR], slope * 3600, grown
    printf "soak: %d to %d descriptors, log at most %.2f MiB, %d samples\n", least, most,
      log_most / 1048576, NR
    exit grown > growth || most - least > 3 || log_most > 16 * 1048576
  }' "$folder/samples"
say "$number jobs in $MINUTES minutes, $((number - bad)) done, $bad failed as they should; all flat"
