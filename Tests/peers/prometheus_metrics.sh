#!/usr/bin/env bash
# Holds the metrics text against Prometheus's own parser (PyPI prometheus_client), over a spool
# with done, dead and held prompts.
#
# Variables:
#   NIGHTLOOM  the binary [.build/debug/nightloom]
set -euo pipefail
cd "$(dirname "$0")/../.."

NIGHTLOOM=${NIGHTLOOM:-.build/debug/nightloom}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet prometheus_client==0.22.1

printf 'min_free = 0\nsettle = 100 ms\nmetrics_file = %s/run.prom\n' "$folder" >"$folder/test.conf"
mkdir -p "$folder/spool/inbox/tmp"
printf 'a fox' >"$folder/spool/inbox/fox.txt"
printf 'stub:no-answer' >"$folder/spool/inbox/bad.txt"
printf 'x' >"$folder/spool/inbox/tool.exe"
"$NIGHTLOOM" once --stub-model --spool "$folder/spool" --config "$folder/test.conf" || true
"$NIGHTLOOM" metrics --spool "$folder/spool" --config "$folder/test.conf" >"$folder/now.prom"
for file in run.prom now.prom; do
  "$folder/venv/bin/python" Tests/peers/prometheus_metrics.py "$folder/$file"
done
