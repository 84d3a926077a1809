#!/usr/bin/env bash
# Sets up, builds, turns the example prompts into workflows, and says where they are.
#
# Variables:
#   ANSWERS  answers sampled a prompt [8]
#   SEED     seed of the run [1]
#   PROMPTS  folder of *.prompt files [Jobs/examples]
#   RUN      where everything goes [Jobs/runs/demo-<UTC time>]
set -euo pipefail
cd "$(dirname "$0")/.."

ANSWERS=${ANSWERS:-8}
SEED=${SEED:-1}
PROMPTS=${PROMPTS:-Jobs/examples}
RUN=${RUN:-Jobs/runs/demo-$(date -u +%Y%m%dT%H%M%SZ)}

say() { printf 'demo: %s\n' "$*"; }

# The number that follows a name in the summary, a line of JSON.
number() { tail -n 1 "$RUN/summary.json" | sed -nE "s/.*\"$1\": *([0-9.eE+-]+).*/\1/p"; }

say "answers $ANSWERS, seed $SEED, prompts $PROMPTS, run $RUN"
Config/setup.sh

say "building (release; the first time takes some minutes)"
swift build -c release --product nightloom
nightloom=.build/release/nightloom

# Dropped as the spool's contract asks for: written aside, then renamed.
spool=$RUN/spool
mkdir -p "$spool/inbox/tmp"
cp "$PROMPTS"/*.prompt "$spool/inbox/tmp/"
mv "$spool"/inbox/tmp/*.prompt "$spool/inbox/"

# Progress goes to the terminal, the summary into a file. Exit code 65 says that a job failed for
# good, as the empty example must.
status=0
"$nightloom" once --spool "$spool" --answers "$ANSWERS" --seed "$SEED" --json \
  >"$RUN/summary.json" || status=$?
if [ "$status" -ne 0 ] && [ "$status" -ne 65 ]; then exit "$status"; fi

say "every job:"
"$nightloom" history --spool "$spool"
say "workflows are in $spool/outbox: open a 1.workflow.json or 1.preview.svg in ComfyUI"
say "what failed is in $spool/dead, each with a reason.json"

done_jobs=$(number "done")
dead_jobs=$(number dead)
seconds=$(number seconds)
tokens=$(number tokens)
speed=$(awk -v t="${tokens:-0}" -v s="${seconds:-0}" 'BEGIN { printf "%.1f", (s > 0 ? t / s : 0) }')
say "$done_jobs done, $dead_jobs dead, $seconds s, $tokens tokens, $speed tokens/s"
