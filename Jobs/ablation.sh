#!/usr/bin/env bash
# One ablation: the compared rows side by side, with 95 % intervals and gains in pairs.
#
#     SET=dev.jsonl Jobs/ablation.sh A6
#
#   A1  imitation against imitation and reward (the paper's)          trains, 3 models
#   A2  workflows written as code against a JSON list of links, no mask  trains, 2 models
#   A3  answers with against without a plan                           trains, 2 models
#   A4  the extended reward, each of its terms left out, the paper's  trains, 6 models
#   A5  what is offered: gold, gold among random nodes, found ones; found how many, closed or not,
#       in which order
#   A6  who chooses among sampled answers: chance, the likeliest, consensus, and further parts of
#       the score; and what the best by gold would reach
#   A7  with and without the grammar's mask; before and after repair
#   A8  answers of any other system, scored alike (ANSWERS_FILE)
#   A9  with and without the wiring of a known workflow in the model's input
#
# A1 to A4 train small models at an equal number of steps, one after the other. A1 and A4 begin with
# an imitating model that is at hand, if INITIAL and SAMPLES say so. Their rewards are given to
# answers that no mask holds, as in the paper: under a mask nothing is ever vetoed, and to leave a
# veto out would mean nothing. What has no form has no graph, and what has no graph keeps to no
# candidates: leaving out the veto on form or on graphs alone changes the reason, not the reward, so
# A4 leaves out fidelity only. With the sizes below a step of imitation takes about 3 s and one of
# reward about 18 s on two cores beside other work (Jobs/LOG.md), so A1 takes 2 h, A2 and A3 2.5 h,
# A4 4 h; with the same RUN A1 takes its models from A4. Steps that are done are kept, so that a run
# that was stopped is resumed with the same RUN. The others train nothing: about a minute a row for
# 71 workflows, two or three with 8 sampled answers.
#
# Variables:
#   SET             held-out workflows, JSON Lines [test.jsonl.gz of NIGHTLOOM_DATA/workflows]
#   TRAIN           the training split, for examples and baselines [train.jsonl.gz, the same place]
#   MODEL           the model [Config/Models/nightloom.gguf]; its tokenizer serves what is trained
#   CONFIG          configuration file [Config/nightloom.conf]
#   LIMIT           only the first n held-out workflows [all]
#   ANSWERS         sampled answers a wish [8]
#   ANSWERS_FILE    A8: lines {id, answer} or {id, workflow}
#   WORKFLOWS       training: only the first n curated workflows [all]
#   STEPS           training: steps of imitation [1400]
#   GRPO_STEPS      training: steps of reward [100]
#   CHANNELS LAYERS HEADS FEED_FORWARD   size of the models [256 8 8 768]
#   BATCH_TOKENS CONTEXT RATE            tokens a batch and a sample, peak rate [8192 1792 0.001]
#   INITIAL SAMPLES                      A1 and A4: a model that imitated these samples, in F32
#   PROMPTS GROUP TOKENS                 reward: prompts a step, answers each, longest [8 8 600]
#   TEMPERATURE     reward: how freely answers are drawn [0.7]
#   SEED            seed of everything [1]
#   NIGHTLOOM       the binary [.build/release/nightloom, built]
#   RUN             where everything goes [Jobs/runs/ablation-<UTC time>]
set -euo pipefail
cd "$(dirname "$0")/.."

SET=${SET:-${NIGHTLOOM_DATA:-}/workflows/test.jsonl.gz}
TRAIN=${TRAIN:-${NIGHTLOOM_DATA:-}/workflows/train.jsonl.gz}
MODEL=${MODEL:-Config/Models/nightloom.gguf}
CONFIG=${CONFIG:-Config/nightloom.conf}
LIMIT=${LIMIT:-1000000}
ANSWERS=${ANSWERS:-8}
ANSWERS_FILE=${ANSWERS_FILE:-}
WORKFLOWS=${WORKFLOWS:-1000000}
STEPS=${STEPS:-1400}
GRPO_STEPS=${GRPO_STEPS:-100}
CHANNELS=${CHANNELS:-256}
LAYERS=${LAYERS:-8}
HEADS=${HEADS:-8}
FEED_FORWARD=${FEED_FORWARD:-768}
BATCH_TOKENS=${BATCH_TOKENS:-8192}
CONTEXT=${CONTEXT:-1792}
RATE=${RATE:-0.001}
PROMPTS=${PROMPTS:-8}
GROUP=${GROUP:-8}
TOKENS=${TOKENS:-600}
TEMPERATURE=${TEMPERATURE:-0.7}
INITIAL=${INITIAL:-}
SAMPLES=${SAMPLES:-}
SEED=${SEED:-1}
RUN=${RUN:-Jobs/runs/ablation-$(date -u +%Y%m%dT%H%M%SZ)}
NIGHTLOOM=${NIGHTLOOM:-}

say() { printf 'ablation: %s\n' "$*"; }
fail() {
  printf 'ablation: error: %s\n' "$*" >&2
  exit 64
}

which=${1:-}
case $which in
  A1 | A2 | A3 | A4 | A5 | A6 | A7 | A9) ;;
  A8) [ -n "$ANSWERS_FILE" ] || fail "A8 needs ANSWERS_FILE" ;;
  *) fail "which one? A1 to A9, not '$which'" ;;
esac
[ -z "$INITIAL" ] || [ -n "$SAMPLES" ] || fail "INITIAL needs SAMPLES, what it imitated"
for file in "$SET" "$TRAIN" ${INITIAL:+"$INITIAL" "$SAMPLES"}; do
  [ -e "$file" ] || fail "$file is missing; set SET and TRAIN, or NIGHTLOOM_DATA"
done

started=$SECONDS
mkdir -p "$RUN"
if [ -z "$NIGHTLOOM" ]; then
  NIGHTLOOM=.build/release/nightloom
  swift build -c release --product nightloom
fi

# Evaluates under a name, unless that was done: evaluated NAME OPTION …
evaluated() {
  local name=$1
  shift
  if [ -e "$RUN/$name.json" ]; then return; fi
  say "evaluating $name" >&2
  "$NIGHTLOOM" evaluate --config "$CONFIG" --set "$SET" --train "$TRAIN" --limit "$LIMIT" \
    --seed "$SEED" "$@" --json "$RUN/$name.json" >"$RUN/$name.txt"
}

# The named evaluations side by side, the first one as the base.
side_by_side() {
  local rows=()
  for name in "$@"; do
    case $name in
      *#*) rows+=("$name=$RUN/${name%#*}.json#${name#*#}") ;;
      *) rows+=("$name=$RUN/$name.json") ;;
    esac
  done
  "$NIGHTLOOM" contrast "${rows[@]}" | tee -a "$RUN/$which.txt"
}

# The samples to train on: samples NAME OPTION …
samples() {
  local name=$1
  shift
  if [ ! -e "$RUN/curated.jsonl" ]; then
    "$NIGHTLOOM" curate --config "$CONFIG" --workflows "$TRAIN" --out "$RUN/all.jsonl" \
      --report "$RUN/curation.json"
    awk -v n="$WORKFLOWS" 'NR <= n' "$RUN/all.jsonl" >"$RUN/curated.part"
    mv "$RUN/curated.part" "$RUN/curated.jsonl"
  fi
  if [ -e "$RUN/$name.jsonl" ]; then return; fi
  "$NIGHTLOOM" synthesize --config "$CONFIG" --curated "$RUN/curated.jsonl" --seed "$SEED" "$@" \
    --held-out "$RUN/$name-held-out.jsonl" --out "$RUN/$name.jsonl"
}

# A model by imitation of samples, in full precision: imitated NAME SAMPLES
imitated() {
  "$NIGHTLOOM" train sft --config "$CONFIG" --samples "$RUN/$2.jsonl" --tokenizer "$MODEL" \
    --snapshot "$RUN/$1.snapshot" --log "$RUN/$1.log" --steps "$STEPS" --seed "$SEED" \
    --channels "$CHANNELS" --layers "$LAYERS" --heads "$HEADS" --feed-forward "$FEED_FORWARD" \
    --batch-tokens "$BATCH_TOKENS" --context "$CONTEXT" --rate "$RATE"
  exported "$1"
}

# The model that rewards begin with.
begun() {
  if [ -z "$INITIAL" ]; then
    samples samples
    imitated imitation samples
  else
    ln -sf "$(realpath "$INITIAL")" "$RUN/imitation.gguf"
    ln -sf "$(realpath "$SAMPLES")" "$RUN/samples.jsonl"
  fi
}

# The same model after rewards: rewarded NAME INITIAL SAMPLES OPTION …
rewarded() {
  local name=$1 initial=$2 samples=$3
  shift 3
  "$NIGHTLOOM" train grpo --config "$CONFIG" --samples "$RUN/$samples.jsonl" \
    --initial "$RUN/$initial.gguf" --snapshot "$RUN/$name.snapshot" --log "$RUN/$name.log" \
    --steps "$GRPO_STEPS" --rate 0.0001 --prompts "$PROMPTS" --group "$GROUP" --mask off \
    --temperature "$TEMPERATURE" --maximum-tokens "$TOKENS" --decay-share 0.4 --seed "$SEED" "$@"
  exported "$name"
}

exported() {
  "$NIGHTLOOM" train export --config "$CONFIG" --snapshot "$RUN/$1.snapshot" \
    --tokenizer "$MODEL" --f32 --out "$RUN/$1.gguf"
}

# What trained models reach without a mask and with it, side by side: measured NAME …
measured() {
  for name in "$@"; do
    evaluated "$name" --model "$RUN/$name.gguf" --candidates paper --mask both \
      --answers "$ANSWERS"
  done
  side_by_side "${@/%/#free-running}"
  side_by_side "${@/%/#masked}"
}

case $which in
  A1)
    begun
    rewarded paper imitation samples --reward paper
    rewarded extended imitation samples --reward extended
    measured imitation paper extended
    ;;
  A2)
    samples code --example off
    samples links --example off --form links
    for name in code links; do
      imitated "$name" "$name"
      evaluated "$name" --model "$RUN/$name.gguf" --candidates paper --example off --mask off \
        --answers 0 --maximum-tokens 1600
    done
    side_by_side code links
    ;;
  A3)
    samples with-plan
    samples without-plan --plan off
    for name in with-plan without-plan; do imitated "$name" "$name"; done
    measured with-plan without-plan
    ;;
  A4)
    begun
    rewarded extended imitation samples --reward extended
    names=(extended)
    for term in fidelity validity correctness; do
      rewarded "without-$term" imitation samples --reward extended --reward-without "$term"
      names+=("without-$term")
    done
    rewarded paper imitation samples --reward paper
    names+=(paper imitation)
    measured "${names[@]}"
    ;;
  A5)
    options=(--model "$MODEL" --mask on --answers 0)
    evaluated gold "${options[@]}" --candidates gold
    evaluated gold-in-order "${options[@]}" --candidates gold --shuffle off
    evaluated paper "${options[@]}" --candidates paper
    names=(retrieved-16)
    for count in 16 8 24 40; do
      evaluated "retrieved-$count" "${options[@]}" --candidates retrieved --offered "$count"
      if [ "$count" != 16 ]; then names+=("retrieved-$count"); fi
    done
    evaluated not-closed "${options[@]}" --candidates retrieved --offered 16 --closure off
    evaluated in-order "${options[@]}" --candidates retrieved --offered 16 --shuffle off
    side_by_side "${names[@]}" not-closed in-order paper gold
    side_by_side gold gold-in-order
    ;;
  A6)
    for candidates in paper retrieved; do
      evaluated "$candidates" --model "$MODEL" --mask on --answers "$ANSWERS" \
        --candidates "$candidates"
      printf '%s candidates\n' "$candidates"
      awk '/^best by gold|^chosen without gold|^gain, in pairs/ { on = 1 } /^$/ { on = 0 } on' \
        "$RUN/$candidates.txt"
    done | tee "$RUN/$which.txt"
    ;;
  A7)
    for candidates in paper retrieved; do
      evaluated "$candidates" --model "$MODEL" --mask both --answers 0 --candidates "$candidates"
      printf '%s candidates\n' "$candidates"
      "$NIGHTLOOM" contrast "free-running=$RUN/$candidates.json#free-running" \
        "masked=$RUN/$candidates.json#masked"
      grep "^Repair's gain" "$RUN/$candidates.txt"
    done | tee "$RUN/$which.txt"
    ;;
  A8)
    evaluated model --model "$MODEL" --mask on --answers 0
    evaluated other --answers-file "$ANSWERS_FILE"
    side_by_side model other
    ;;
  A9)
    for candidates in paper retrieved; do
      for example in on off; do
        evaluated "$candidates-example-$example" --model "$MODEL" --mask on --answers 0 \
          --candidates "$candidates" --example "$example"
      done
      side_by_side "$candidates-example-on" "$candidates-example-off"
    done
    ;;
esac

say "$which in $RUN/$which.txt, $((SECONDS - started)) s"
