#!/usr/bin/env bash
# Random walks through the mask: a model that knows nothing writes answers over random catalogs and
# candidates. Each must end within its budget and be clean as it was written.
#
# Variables:
#   WALKS   answers [1000000]
#   SEED    seed of the run [1]
set -euo pipefail
cd "$(dirname "$0")/.."

WALKS=${WALKS:-1000000}
SEED=${SEED:-1}

say() { printf 'walk: %s\n' "$*"; }

started=$SECONDS
swift build -c release --product nightloom-walk
.build/release/nightloom-walk --walks "$WALKS" --seed "$SEED"
say "every answer ended and was clean, $((SECONDS - started)) s"
