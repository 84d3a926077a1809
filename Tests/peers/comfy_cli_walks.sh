#!/bin/sh
# Developer check: what does comfy-cli say of answers that random walks through the mask wrote?
#
# usage: Tests/peers/comfy_cli_walks.sh [WALKS [SEED]]
#
# Exports WALKS [2000] answers over random catalogs, of which our validator says that they are clean
# as written, and has comfy-cli validate each. Prints how many it finds valid, and for each kind of
# its errors how many answers have it, with one example. Some of its rules are not the server's
# (Jobs/LOG.md): it wants sockets of optional growing inputs, knows no boolean choices, and refuses
# what only runs behind the frontend.
# Variables: WALK (binary), PEER (folder of the Python environment, made once).
# Exit code 0: checked, or skipped with one line.
set -eu

binary=${WALK:-.build/release/nightloom-walk}
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
  if ! { python3 -m venv "$peer" && "$peer/bin/pip" install --quiet comfy-cli; } \
    >"$peer/install.log" 2>&1; then
    echo "skipped: comfy-cli cannot be installed here; see $peer/install.log"
    exit 0
  fi
fi
walks=$(mktemp)
trap 'rm -f "$walks"' EXIT
"$binary" --export "$walks" --walks "${1:-2000}" --seed "${2:-77}"
"$peer/bin/python" "$here/comfy_cli_walks.py" "$definitions" "$walks"
