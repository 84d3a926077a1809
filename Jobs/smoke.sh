#!/usr/bin/env bash
# End to end in about two minutes: two short prompts and an empty one through the spool with the
# shipped model; every result must be whole, and every API file accepted by the validator.
#
# Variables:
#   NIGHTLOOM  the binary [.build/debug/nightloom, built when missing or old]
#   ANSWERS    answers a prompt [2]
#   SEED       seed of the run [1]
#   CATALOG    node definitions to validate against: core, extended or a file [extended]
#   RUN        where everything goes [Jobs/runs/smoke-<UTC time>]
set -euo pipefail
cd "$(dirname "$0")/.."

ANSWERS=${ANSWERS:-2}
SEED=${SEED:-1}
CATALOG=${CATALOG:-extended}
RUN=${RUN:-Jobs/runs/smoke-$(date -u +%Y%m%dT%H%M%SZ)}
NIGHTLOOM=${NIGHTLOOM:-}

say() { printf 'smoke: %s\n' "$*"; }
fail() {
  printf 'smoke: error: %s\n' "$*" >&2
  exit 1
}

started=$SECONDS
if [ -z "$NIGHTLOOM" ]; then
  NIGHTLOOM=.build/debug/nightloom
  swift build --product nightloom
fi
say "answers $ANSWERS, seed $SEED, catalog $CATALOG, run $RUN"

# Dropped as the spool's contract asks for: written aside, then renamed.
spool=$RUN/spool
mkdir -p "$spool/inbox/tmp"
printf 'a red fox in the snow, text to image with SDXL\n' >"$spool/inbox/tmp/fox.prompt"
printf 'upscale a photo by a factor of four\n' >"$spool/inbox/tmp/upscale.prompt"
: >"$spool/inbox/tmp/empty.prompt"
mv "$spool"/inbox/tmp/*.prompt "$spool/inbox/"

# 65 says that a job failed for good: the empty prompt does.
status=0
"$NIGHTLOOM" once --spool "$spool" --answers "$ANSWERS" --seed "$SEED" --json \
  >"$RUN/once.jsonl" || status=$?
if [ "$status" -ne 0 ] && [ "$status" -ne 65 ]; then fail "once ended with exit code $status"; fi
tail -n 1 "$RUN/once.jsonl"

# A folder is whole when its record ends in its own digest and lists the digest of every file.
check_whole() {
  local folder=$1 record=$1/$2 listed name digest
  [ -f "$record" ] || fail "$record is missing"
  listed=$(tail -c 76 "$record" | sed -n 's/^"end": "\([0-9a-f]*\)"$/\1/p')
  digest=$(head -c -76 "$record" | sha256sum | cut -d ' ' -f 1)
  [ "$listed" = "$digest" ] || fail "$record is torn"
  sed -n '/"files": *\[/,$p' "$record" | grep -oE '"(name|sha256)": *"[^"]*"' | cut -d '"' -f 4 |
    while read -r name && read -r listed; do
      digest=$(sha256sum <"$folder/$name" | cut -d ' ' -f 1)
      [ "$listed" = "$digest" ] || fail "$folder/$name is not what $2 says"
    done
}

done_jobs=0
: >"$RUN/api.jsonl"
for folder in "$spool"/outbox/*/; do
  [ -d "$folder" ] || continue
  folder=${folder%/}
  check_whole "$folder" manifest.json
  for name in 1.workflow.json 1.api.json 1.preview.svg 1.code.txt rank.json; do
    [ -s "$folder/$name" ] || fail "$folder/$name is missing or empty"
  done
  # Line ends inside JSON texts are escaped, so that joining the lines changes nothing.
  for api in "$folder"/*.api.json; do
    printf '{"id":"%s","prompt":%s}\n' "${api#"$spool"/outbox/}" "$(tr -d '\n' <"$api")"
  done >>"$RUN/api.jsonl"
  done_jobs=$((done_jobs + 1))
done
[ "$done_jobs" -eq 2 ] || fail "$done_jobs of 2 prompts came out of $spool"

dead_jobs=0
for folder in "$spool"/dead/*/; do
  [ -d "$folder" ] || continue
  check_whole "${folder%/}" reason.json
  grep -q '"empty"' "$folder/reason.json" || fail "$folder does not say that it was empty"
  dead_jobs=$((dead_jobs + 1))
done
[ "$dead_jobs" -eq 1 ] || fail "$dead_jobs jobs are in dead/ instead of 1"

# Exit code 1 says that some are not accepted; the count below says how many.
"$NIGHTLOOM" validate --catalog "$CATALOG" --jsonl "$RUN/api.jsonl" --json \
  >"$RUN/verdicts.jsonl" || [ "$?" -eq 1 ]
files=$(wc -l <"$RUN/api.jsonl")
accepted=$(grep -cE '"status": *"accepted"' "$RUN/verdicts.jsonl" || true)
[ "$accepted" -eq "$files" ] || fail "$accepted of $files API files are accepted, see $RUN"

say "2 prompts done, 1 refused, $files API files accepted, $((SECONDS - started)) s, in $RUN"
