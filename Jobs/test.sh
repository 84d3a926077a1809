#!/usr/bin/env bash
# Sets up, builds with warnings as errors, lints, runs all tests, then the end-to-end smoke run and
# the short form of the fault harnesses.
#
# Variables:
#   NIGHTLOOM_DATA         folder of workflows/, object_info/, verdicts/; tests that need it skip
#                          when it is not set
#   NIGHTLOOM_SLOW_TESTS   1 also runs tests of more than a second each that are tagged slow
#   SMOKE                  0 leaves the smoke run out [1]
#   FAULTS                 0 leaves the fault harnesses out [1]
set -euo pipefail
cd "$(dirname "$0")/.."

SMOKE=${SMOKE:-1}
FAULTS=${FAULTS:-1}

say() { printf 'test: %s\n' "$*"; }

started=$SECONDS
say "data ${NIGHTLOOM_DATA:-not set, tests that need it skip}"
Config/setup.sh

say "building (debug, warnings are errors)"
swift build --build-tests

say "linting"
swift format lint --strict --recursive Sources Tests Package.swift

say "testing"
swift test --disable-xctest --skip-build

if [ "$SMOKE" != 0 ]; then Jobs/smoke.sh; fi

if [ "$FAULTS" != 0 ]; then Tests/faults --short; fi

say "all passed in $((SECONDS - started)) s"
