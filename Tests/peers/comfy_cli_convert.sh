#!/bin/sh
# Developer check: does our reader of UI files queue what comfy-cli's offline converter queues?
#
# usage: Tests/peers/comfy_cli_convert.sh [--keep DIR]
#
# Converts every official template (PyPI comfyui-workflow-templates-json) whose nodes are all known
# with `nightloom convert --to api` and with comfy-cli (PyPI), and names every difference with its
# reason. Where both differ, ComfyUI's own frontend is asked, when it can run here
# (frontend_judge.sh). Then each template goes API -> UI -> API. NIGHTLOOM_DATA names the folder
# with object_info/. Variables: NIGHTLOOM (binary), PEER (folder of the Python environment, made
# once; needs the network). --keep leaves all files in DIR.
# Exit code 0: every difference has a reason, or skipped with one line; 1: some have none.
set -eu

binary=${NIGHTLOOM:-.build/release/nightloom}
peer=${PEER:-${TMPDIR:-/tmp}/nightloom-comfy-cli}
here=$(dirname "$0")
[ -x "$binary" ] || { echo "skipped: no $binary; run swift build -c release first"; exit 0; }
if [ ! -r "${NIGHTLOOM_DATA:-}/object_info/extended.json.gz" ]; then
  echo "skipped: NIGHTLOOM_DATA does not name a folder with object_info/extended.json.gz"
  exit 0
fi
if ! "$peer/bin/python" -c 'import comfy_cli, comfyui_workflow_templates_json' 2>/dev/null; then
  mkdir -p "$peer"
  if ! { python3 -m venv "$peer" && "$peer/bin/pip" install --quiet comfy-cli \
    comfyui-workflow-templates-json; } >"$peer/install.log" 2>&1; then
    echo "skipped: comfy-cli cannot be installed here; see $peer/install.log"
    exit 0
  fi
fi
if [ "${1:-}" = --keep ] && [ $# -eq 2 ]; then
  work=$2
  mkdir -p "$work"
else
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi
python=$peer/bin/python
"$python" "$here/comfy_cli_convert.py" convert "$work" "$binary" \
  "$NIGHTLOOM_DATA/object_info/extended.json.gz"
env -u PEER "$here/frontend_judge.sh" "$work/pairs" --conversion --default-settings \
  --write "$work/frontend" >"$work/judge.txt" 2>&1 || true
"$python" "$here/comfy_cli_convert.py" compare "$work"
