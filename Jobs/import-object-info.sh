#!/usr/bin/env bash
# Fits nightloom to your own ComfyUI: asks the running server for its node definitions and takes
# them over, so that answers use only nodes and files that are there. Run it again after a change
# of packs or models; remove Config/Catalog/installed.catalog to go back.
#
# Variables:
#   SERVER   address of the server [http://127.0.0.1:8188]
#   CONFIG   configuration file [Config/nightloom.conf]
set -euo pipefail
cd "$(dirname "$0")/.."

SERVER=${SERVER:-http://127.0.0.1:8188}
CONFIG=${CONFIG:-Config/nightloom.conf}

say() { printf 'import-object-info: %s\n' "$*"; }

answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

say "asking $SERVER"
curl --fail --silent --show-error --max-time 300 --output "$answer" "$SERVER/object_info"
[ -x .build/release/nightloom ] || swift build -c release --product nightloom
.build/release/nightloom nodes import "$answer" --config "$CONFIG"
say "done; nightloom inventory lists the model files it knows now"
