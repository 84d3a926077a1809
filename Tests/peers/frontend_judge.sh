#!/bin/sh
# Developer check: do our UI files open in ComfyUI's own frontend, and does it queue our API files?
#
# usage: Tests/peers/frontend_judge.sh FOLDER [--screenshots DIR N] [--default-settings]
#                                             [--conversion]
#
# FOLDER holds pairs NAME.workflow.json + NAME.api.json, in subfolders too: frontend_own.sh fills one
# with answers, comfy_cli_convert.sh --keep one with official templates as we write them
# (back/pairs). NIGHTLOOM_DATA names the folder with object_info/, the definitions the frontend is
# given. --conversion judges only what the frontend would queue, for UI files of others beside the
# API files we made of them. The frontend (PyPI comfyui-frontend-package) and the browser are tools
# of this check only, never shipped.
# Variables: PEER (folder of the Python environment, made once; needs the network), CHROMIUM.
# Exit code 0: every file passes, or skipped with one line; 1: some do not; 2: wrong use.
set -eu

[ $# -ge 1 ] || {
  echo "usage: $0 FOLDER [--screenshots DIR N] [--default-settings] [--conversion]" >&2
  exit 2
}
peer=${PEER:-${TMPDIR:-/tmp}/nightloom-frontend}
here=$(dirname "$0")

definitions=${NIGHTLOOM_DATA:-}/object_info
if [ ! -r "$definitions/extended.json.gz" ]; then
  echo "skipped: NIGHTLOOM_DATA does not name a folder with object_info/extended.json.gz"
  exit 0
fi
if ! "$peer/bin/python" -c 'import comfyui_frontend_package, playwright' 2>/dev/null; then
  mkdir -p "$peer"
  if ! { python3 -m venv "$peer" && { "$peer/bin/pip" install --quiet \
    comfyui-frontend-package==1.58.1 playwright || "$peer/bin/pip" install --quiet \
    comfyui-frontend-package playwright; }; } >"$peer/install.log" 2>&1; then
    echo "skipped: the frontend cannot be installed here; see $peer/install.log"
    exit 0
  fi
fi
find_browser() {
  command -v "${CHROMIUM:-chromium-headless-shell}" || command -v chromium
}
if ! find_browser >/dev/null && [ "$(id -u)" = 0 ]; then
  apt-get install -y --no-install-recommends chromium-headless-shell fonts-dejavu-core \
    >"$peer/apt.log" 2>&1 || true
fi
browser=$(find_browser) || {
  echo "skipped: no browser; install chromium-headless-shell or name one in CHROMIUM"
  exit 0
}
exec "$peer/bin/python" "$here/frontend_judge.py" "$@" --browser "$browser" \
  --object-info "$definitions"
