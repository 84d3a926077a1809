#!/bin/sh
# Developer check: do 200 workflows that nightloom wrote for 200 wishes open in ComfyUI's own
# frontend without a fault, and does it queue our API files?
#
# usage: Tests/peers/frontend_own.sh DIR [--wishes N] [--keep N] [OPTIONS OF frontend_judge.sh]
#
# Draws N [200] wishes from descriptions in train.jsonl.gz of NIGHTLOOM_DATA (frontend_wishes.py),
# writes the --keep [1] best answers to each below DIR/answers with `nightloom generate --seed 1`,
# and judges them all (frontend_judge.sh, schema validation on). With `--screenshots SHOTS 10`, ten of
# them are photographed in the frontend. DIR must be new. Variables: NIGHTLOOM (binary), and those
# of frontend_judge.sh.
# Exit code 0: every file passes, or skipped with one line; 1: some do not; 2: wrong use.
set -eu

usage="usage: $0 DIR [--wishes N] [--keep N] [OPTIONS OF frontend_judge.sh]"
[ $# -ge 1 ] && [ ! -e "$1" ] || { echo "$usage" >&2; exit 2; }
folder=$1 wishes=200 keep=1
shift
while [ $# -ge 2 ]; do
  case $1 in
    --wishes) wishes=$2 ;;
    --keep) keep=$2 ;;
    *) break ;;
  esac
  shift 2
done
binary=${NIGHTLOOM:-.build/release/nightloom}
here=$(dirname "$0")
[ -x "$binary" ] || { echo "skipped: no $binary; run swift build -c release first"; exit 0; }
workflows=${NIGHTLOOM_DATA:-}/workflows/train.jsonl.gz
if [ ! -r "$workflows" ]; then
  echo "skipped: NIGHTLOOM_DATA does not name a folder with workflows/train.jsonl.gz"
  exit 0
fi
mkdir -p "$folder"
python3 "$here/frontend_wishes.py" "$workflows" "$wishes" >"$folder/wishes.jsonl"
"$binary" generate --prompts "$folder/wishes.jsonl" --keep "$keep" --seed 1 \
  --out "$folder/answers" >"$folder/generate.log" 2>&1
exec "$here/frontend_judge.sh" "$folder/answers" "$@"
