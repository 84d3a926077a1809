#!/usr/bin/env bash
# Corpus to model, the whole story: curate, synthesize, train the tokenizer, train the model by
# imitation and then by reward, export it, evaluate it. Each step is left out when its output is
# there, and training goes on from its snapshots, so that a run that was stopped is resumed with the
# same RUN:
#
#     NIGHTLOOM_DATA=… RUN=Jobs/runs/pipeline-… Jobs/pipeline.sh
#
# Variables:
#   NIGHTLOOM_DATA  folder that holds workflows/train.jsonl.gz and test.jsonl.gz (required)
#   RUN             where everything goes [Jobs/runs/pipeline-<UTC time>]
#   HOURS           longest time of training in this call [2]
#   STEPS           steps of the whole training; the rate falls in the last fifth [2800]
#   VOCABULARY      tokens to learn [6144]
#   CHANNELS LAYERS HEADS FEED_FORWARD   size of the model [256 8 8 768]
#   BATCH_TOKENS CONTEXT RATE            tokens a batch and a sample, peak rate [8192 1792 0.001]
#   POSITIONS       tokens that the model file allows; masks keep room that is seldom used [4096]
#   INITIAL         a model file to go on from, with its vocabulary [none; then RATE 0.0004 serves]
#   GRPO_STEPS      steps of 8 prompts and 8 answers each by reward, once imitation is done; 0 for
#                   none [100]
#   GRPO_RATE       their peak rate [0.0001]
#   RECOMBINED      workflows made of pieces of the curated ones, two samples each [11000]
#   SEED            seed of wording, weights and order [1]
#   ANSWERS         answers a prompt in the evaluation [8]
#   NAME            the model's name [nightloom]
#   TEXTS           texts in other languages, from Tests/peers/template_texts.py [none]
#   PROMOTE         1 copies model and knowledge base to Config/ at the end [0]
set -euo pipefail
cd "$(dirname "$0")/.."

: "${NIGHTLOOM_DATA:?set it to the folder that holds workflows/}"
RUN=${RUN:-Jobs/runs/pipeline-$(date -u +%Y%m%dT%H%M%SZ)}
HOURS=${HOURS:-2}
STEPS=${STEPS:-2800}
VOCABULARY=${VOCABULARY:-6144}
CHANNELS=${CHANNELS:-256}
LAYERS=${LAYERS:-8}
HEADS=${HEADS:-8}
FEED_FORWARD=${FEED_FORWARD:-768}
BATCH_TOKENS=${BATCH_TOKENS:-8192}
CONTEXT=${CONTEXT:-1792}
POSITIONS=${POSITIONS:-4096}
RATE=${RATE:-0.001}
GRPO_STEPS=${GRPO_STEPS:-100}
GRPO_RATE=${GRPO_RATE:-0.0001}
RECOMBINED=${RECOMBINED:-11000}
SEED=${SEED:-1}
ANSWERS=${ANSWERS:-8}
NAME=${NAME:-nightloom}
TEXTS=${TEXTS:-}
INITIAL=${INITIAL:-}
PROMOTE=${PROMOTE:-0}

say() { printf 'pipeline: %s\n' "$*"; }

# Runs a step unless its output is there; commands write their outputs whole or not at all.
step() {
  local output=$1
  shift
  if [ -e "$output" ]; then
    say "there already: $output"
    return
  fi
  say "making $output"
  "$@"
}

started=$SECONDS
mkdir -p "$RUN"
for name in NIGHTLOOM_DATA RUN HOURS STEPS VOCABULARY CHANNELS LAYERS HEADS FEED_FORWARD \
  BATCH_TOKENS CONTEXT POSITIONS RATE INITIAL GRPO_STEPS GRPO_RATE RECOMBINED SEED ANSWERS NAME TEXTS PROMOTE; do
  printf '%s=%s\n' "$name" "${!name}"
done | tee "$RUN/settings.txt"

Config/setup.sh
swift build -c release --product nightloom
nightloom=.build/release/nightloom

step "$RUN/curated.jsonl" "$nightloom" curate \
  --workflows "$NIGHTLOOM_DATA/workflows/train.jsonl.gz" \
  --knowledge-base "$RUN/knowledge" --report "$RUN/curation.json" \
  ${TEXTS:+--texts "$TEXTS"} --out "$RUN/curated.jsonl"

step "$RUN/samples.jsonl" "$nightloom" synthesize --curated "$RUN/curated.jsonl" \
  --knowledge-base "$RUN/knowledge" --recombined "$RECOMBINED" \
  --held-out "$RUN/held-out.jsonl" --out "$RUN/samples.jsonl" --seed "$SEED"

tokenizer=${INITIAL:-$RUN/tokenizer.json}
step "$tokenizer" "$nightloom" train tokenizer --samples "$RUN/samples.jsonl" \
  --vocabulary "$VOCABULARY" --tokenizer "$tokenizer"

# Always called: it resumes, and ends at once when all steps are done.
say "training for at most $HOURS h"
"$nightloom" train sft --samples "$RUN/samples.jsonl" --held-out "$RUN/held-out.jsonl" \
  --tokenizer "$tokenizer" ${INITIAL:+--initial "$INITIAL"} \
  --snapshot "$RUN/snapshot" --log "$RUN/training.jsonl" \
  --seconds "$(awk -v h="$HOURS" 'BEGIN { printf "%d", h * 3600 }')" --steps "$STEPS" \
  --channels "$CHANNELS" --layers "$LAYERS" --heads "$HEADS" --feed-forward "$FEED_FORWARD" \
  --batch-tokens "$BATCH_TOKENS" --context "$CONTEXT" --rate "$RATE" --seed "$SEED"

snapshot=$RUN/snapshot
done_steps=$(grep -o '"step":[0-9]*' "$RUN/training.jsonl" | tail -n 1 | cut -d : -f 2)
if [ "$GRPO_STEPS" -gt 0 ] && [ "${done_steps:-0}" -ge "$STEPS" ]; then
  # Another length of imitation is another beginning.
  say "training by reward"
  imitation=$RUN/imitation-$STEPS.gguf
  step "$imitation" "$nightloom" train export --snapshot "$RUN/snapshot" \
    --tokenizer "$tokenizer" --f32 --positions "$POSITIONS" --out "$imitation"
  "$nightloom" train grpo --samples "$RUN/samples.jsonl" --initial "$imitation" \
    --snapshot "$RUN/grpo-$STEPS-snapshot" --log "$RUN/grpo-$STEPS.jsonl" --steps "$GRPO_STEPS" \
    --rate "$GRPO_RATE" --prompts 8 --group 8 --reward extended --mask on \
    --candidates mixed --knowledge-base "$RUN/knowledge" --maximum-tokens 900 \
    --decay-share 0.4 --seed "$SEED"
  snapshot=$RUN/grpo-$STEPS-snapshot
fi

for log in "$RUN"/training.jsonl "$RUN"/grpo-*.jsonl; do
  if [ -e "$log" ]; then "$nightloom" train plot --log "$log" --out "${log%.jsonl}.svg"; fi
done

# The same snapshot gives the same bytes; another model makes the figures out of date.
say "exporting"
"$nightloom" train export --snapshot "$snapshot" --tokenizer "$tokenizer" \
  --name "$NAME" --positions "$POSITIONS" --out "$RUN/exported.gguf"
if cmp -s "$RUN/exported.gguf" "$RUN/$NAME.gguf"; then
  rm "$RUN/exported.gguf"
else
  rm -f "$RUN/evaluation.json"
  mv "$RUN/exported.gguf" "$RUN/$NAME.gguf"
fi

step "$RUN/evaluation.json" env RUN="$RUN" MODEL="$RUN/$NAME.gguf" ANSWERS="$ANSWERS" \
  SEED="$SEED" Jobs/evaluate.sh

if [ "$PROMOTE" = 1 ]; then
  mkdir -p Config/Models
  cp "$RUN/$NAME.gguf" "Config/Models/.$NAME.gguf.part"
  mv "Config/Models/.$NAME.gguf.part" "Config/Models/$NAME.gguf"
  printf '{\n  "file": "%s",\n  "sha256": "%s",\n  "recipe": "Jobs/pipeline.sh",\n' \
    "$NAME.gguf" "$(sha256sum <"Config/Models/$NAME.gguf" | cut -d ' ' -f 1)" \
    >Config/Models/MANIFEST.json
  printf '  "commit": "%s",\n  "settings": "%s"\n}\n' "$(git rev-parse HEAD || echo unknown)" \
    "$(grep -v NIGHTLOOM_DATA "$RUN/settings.txt" | paste -sd ' ')" >>Config/Models/MANIFEST.json
  mkdir -p Config/KnowledgeBase
  for name in workflows.kb nodes.json files.json; do
    cp "$RUN/knowledge/$name" "Config/KnowledgeBase/.$name.part"
    mv "Config/KnowledgeBase/.$name.part" "Config/KnowledgeBase/$name"
  done
  say "promoted to Config/Models/$NAME.gguf and Config/KnowledgeBase"
fi

say "$RUN/$NAME.gguf, figures in $RUN/evaluation.json, $((SECONDS - started)) s in this call"
