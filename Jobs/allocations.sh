#!/usr/bin/env bash
# Memory that decoding asks for per token: counts every call of malloc and its like, in runs of N
# and of 2 N steps of the same work; what the second has more is shared among its further tokens.
#
# Variables:
#   MODEL    model file [Config/Models/nightloom.gguf]
#   STEPS    N [64]
#   THREADS  threads of the session [2]
#   BENCH    the binary [.build/release/nightloom-bench, built]
#
# Fails when a step of the session asks for memory. Masks may; what they ask for is shown.
set -euo pipefail
cd "$(dirname "$0")/.."

MODEL=${MODEL:-Config/Models/nightloom.gguf}
STEPS=${STEPS:-64}
THREADS=${THREADS:-2}
BENCH=${BENCH:-}

say() { printf 'allocations: %s\n' "$*"; }

if [ -z "$BENCH" ]; then
  BENCH=.build/release/nightloom-bench
  swift build -c release --product nightloom-bench
fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/nightloom-allocations-XXXXXX")
trap 'rm -rf "$folder"' EXIT
cat >"$folder/counter.c" <<'C'
// Counts the calls that ask glibc for memory; says how many there were when the process ends.
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
static atomic_long calls;

void *malloc(size_t size) { calls++; return __libc_malloc(size); }
void *calloc(size_t count, size_t size) { calls++; return __libc_calloc(count, size); }
void *realloc(void *old, size_t size) { calls++; return __libc_realloc(old, size); }
void *aligned_alloc(size_t alignment, size_t size) {
  calls++;
  return __libc_memalign(alignment, size);
}
int posix_memalign(void **place, size_t alignment, size_t size) {
  calls++;
  *place = __libc_memalign(alignment, size);
  return *place ? 0 : ENOMEM;
}
__attribute__((destructor)) static void report(void) {
  FILE *file = fopen(getenv("ALLOCATIONS"), "w");
  long count = calls;
  if (file) fprintf(file, "%ld\n", count), fclose(file);
}
C
cc -O2 -shared -fPIC -o "$folder/counter.so" "$folder/counter.c"

# count WORDS...: the calls of one run of the bench; what it prints goes to $folder/output.
count() {
  LD_PRELOAD=$folder/counter.so ALLOCATIONS=$folder/calls "$BENCH" "$@" >"$folder/output"
  cat "$folder/calls"
}

# compare NAME TOKENS ONCE TWICE: the calls for each further token.
compare() {
  awk -v name="$1" -v tokens="$2" -v once="$3" -v twice="$4" 'BEGIN {
    printf "allocations: %s: %.3f a token (%d calls for %d more tokens)\n",
      name, (twice - once) / tokens, twice - once, tokens
  }'
}

# session NAME TOKENS WORDS...: steps of the session, which must ask for nothing.
failed=0
session() {
  name=$1 tokens=$2
  shift 2
  once=$(count model "$MODEL" "$@" --steps "$STEPS")
  twice=$(count model "$MODEL" "$@" --steps $((2 * STEPS)))
  compare "$name" "$tokens" "$once" "$twice"
  [ "$once" = "$twice" ] || failed=1
}

for threads in 1 $([ "$THREADS" = 1 ] || echo "$THREADS"); do
  session "step of 8 rows, threads $threads" $((8 * STEPS)) --rows 8 --threads "$threads" \
    --context 2048
  session "step of 4 tokens of 2 rows, threads $threads" $((8 * STEPS)) --rows 2 --feed 4 \
    --threads "$threads" --context 2048
done
once=$(count mask-answers "$MODEL" --answers 8 --runs 1)
twice=$(count mask-answers "$MODEL" --answers 8 --runs 2)
tokens=$(sed 's/.*"tokens":\([0-9]*\).*/\1/' "$folder/output")
compare "masks of 8 answers" "$tokens" "$once" "$twice"
[ $failed = 0 ] || { say "the session asks for memory per token"; exit 1; }
say "the session asks for no memory per token"
