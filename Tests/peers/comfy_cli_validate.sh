#!/bin/sh
# Developer check: how long does `nightloom validate` take beside comfy-cli's `workflow validate`?
#
# usage: Tests/peers/comfy_cli_validate.sh FOLDER [FILES [ROUNDS]]
#
# Times both programs, started anew for each file, on the first FILES [10] *.api.json below FOLDER,
# ROUNDS [3] times each, with the same node definitions: the object_info of NIGHTLOOM_DATA. Then
# both in one process each, many prompts at once, definitions apart, by processor time. Prints the
# medians and their ratio. Whether they agree is another question: validator parity is with the real
# server.
# Variables: NIGHTLOOM (binary), PEER (folder of the Python environment, made once).
# Exit code 0: measured, or skipped with one line; 2: wrong use.
set -eu

[ $# -ge 1 ] && [ $# -le 3 ] || { echo "usage: $0 FOLDER [FILES [ROUNDS]]" >&2; exit 2; }
binary=${NIGHTLOOM:-.build/release/nightloom}
peer=${PEER:-${TMPDIR:-/tmp}/nightloom-comfy-cli}
here=$(dirname "$0")
[ -x "$binary" ] || { echo "skipped: no $binary; run swift build -c release first"; exit 0; }
definitions=${NIGHTLOOM_DATA:-}/object_info/extended.json.gz
if [ ! -r "$definitions" ]; then
  echo "skipped: NIGHTLOOM_DATA does not name a folder with object_info/extended.json.gz"
  exit 0
fi
if ! "$peer/bin/python" -c 'import comfy_cli' 2>/dev/null; then
  mkdir -p "$peer"
  if ! { python3 -m venv "$peer" && "$peer/bin/pip" install --quiet comfy-cli \
    comfyui-workflow-templates-json; } >"$peer/install.log" 2>&1; then
    echo "skipped: comfy-cli cannot be installed here; see $peer/install.log"
    exit 0
  fi
fi
exec "$peer/bin/python" "$here/comfy_cli_validate.py" "$binary" "$peer/bin/comfy" \
  "$definitions" "$1" "${2:-10}" "${3:-3}"
