#!/usr/bin/env bash
# Damaged JSON, workflows, pictures, code, definitions and models through every parser, under the
# address sanitizer, in a release build of its own. The short form is FuzzingTests.
#
# Variables:
#   CASES   inputs, shared among the kinds [10000000]
#   TARGET  one kind alone, such as model [all]
#   SEED    seed of the run [1]
#   BUILD   build folder [.build-fuzz]
set -euo pipefail
cd "$(dirname "$0")/.."

CASES=${CASES:-10000000}
TARGET=${TARGET:-}
SEED=${SEED:-1}
BUILD=${BUILD:-.build-fuzz}

say() { printf 'fuzz: %s\n' "$*"; }

started=$SECONDS
swift build -c release --sanitize=address --scratch-path "$BUILD" --product nightloom-fuzz
# What lives until the end of the process is no leak.
ASAN_OPTIONS=detect_leaks=0 "$BUILD/release/nightloom-fuzz" --cases "$CASES" --seed "$SEED" \
  ${TARGET:+--target "$TARGET"}
say "no trap, no broken promise, $((SECONDS - started)) s"
