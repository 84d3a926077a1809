#!/usr/bin/env bash
# Decoding with several threads under the thread sanitizer: the tests of Transformer, of parallel
# regions and of the worker pool, in a debug build of its own.
#
# Variables:
#   FILTER  tests [TransformerTests|ParallelTests|ThreadTeamTests|CachedAttentionTests|WorkerPoolTests]
#   BUILD   build folder [.build-tsan]
#
# Swift's own Mutex is not instrumented on Linux: what it guards is reported as a race although it
# is none. The tests named here hold no Mutex.
set -euo pipefail
cd "$(dirname "$0")/.."

FILTER=${FILTER:-TransformerTests|ParallelTests|ThreadTeamTests|CachedAttentionTests|WorkerPoolTests}
BUILD=${BUILD:-.build-tsan}

say() { printf 'races: %s\n' "$*"; }

started=$SECONDS
swift build --build-tests --sanitize=thread --scratch-path "$BUILD"
# One test asks for more memory than there is, and expects to be refused.
TSAN_OPTIONS="allocator_may_return_null=1 exitcode=66" swift test --disable-xctest --skip-build \
  --sanitize=thread --scratch-path "$BUILD" --filter "$FILTER"
say "no race, $((SECONDS - started)) s"
