#!/usr/bin/env bash
# Installs what nightloom needs beside Swift: the headers of SQLite and OpenBLAS. Does nothing when
# they are there. Works as root and with sudo; says what to do when it can do neither.
set -euo pipefail

say() { printf 'setup: %s\n' "$*"; }
fail() {
  printf 'setup: error: %s\nhint: %s\n' "$1" "$2" >&2
  exit 69
}

# Whether the compiler will find a header: in the folders of Debian and of hand-made installations.
has_header() {
  local name=$1 folder
  for folder in /usr/include /usr/include/*-linux-gnu /usr/local/include; do
    if [ -e "$folder/$name" ]; then return 0; fi
  done
  return 1
}

command -v swift >/dev/null || fail "there is no swift in the PATH" \
  "install Swift 6.2 or newer from https://www.swift.org/install/linux"

missing=()
has_header sqlite3.h || missing+=(libsqlite3-dev)
has_header cblas.h || missing+=(libopenblas-dev)
if [ "${#missing[@]}" -eq 0 ]; then
  say "SQLite and OpenBLAS headers are there"
  exit 0
fi

by_hand="run as root: apt-get update && apt-get install ${missing[*]}"
command -v apt-get >/dev/null || fail "missing: ${missing[*]}, and there is no apt-get here" \
  "install the development files of SQLite 3 and OpenBLAS with this system's package manager"

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || fail "missing: ${missing[*]}; not root, and no sudo here" "$by_hand"
  if ! sudo -n true 2>/dev/null && [ ! -t 0 ]; then
    fail "missing: ${missing[*]}; sudo wants a password, and nobody is here to type it" "$by_hand"
  fi
  as_root=(sudo)
fi

say "installing ${missing[*]}"
install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq
  --no-install-recommends "${missing[@]}")
# A fresh machine has no package lists yet; one with lists is spared the download.
if ! "${install[@]}" >/dev/null 2>&1; then
  "${as_root[@]}" apt-get update -qq || fail "the package lists cannot be read" "$by_hand"
  "${install[@]}" >/dev/null || fail "${missing[*]} cannot be installed" "$by_hand"
fi
say "installed ${missing[*]}"
