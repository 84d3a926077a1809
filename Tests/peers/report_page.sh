#!/usr/bin/env bash
# Holds the morning report against a browser's way of reading HTML (PyPI html5lib): the real program
# works off prompts, tags, names and file names full of markup, and every page must have exactly the
# elements and attributes of the page of harmless prompts.
#
# Variables:
#   NIGHTLOOM  the binary [.build/debug/nightloom]
#   CHROMIUM   a browser that also has to find no script and the same elements [none]
set -euo pipefail
cd "$(dirname "$0")/../.."

NIGHTLOOM=${NIGHTLOOM:-.build/debug/nightloom}
CHROMIUM=${CHROMIUM:-}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet html5lib==1.1
printf 'min_free = 0\nsettle = 100 ms\n' >"$folder/test.conf"

# One spool per payload: a done job, a job without a valid answer, and a file that is put aside.
"$folder/venv/bin/python" - "$folder" <<'PY'
import json, os, sys
folder = sys.argv[1]
payloads = ["fox", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onload='x",
            "]]></svg><b>", "</title></style><script>x</script>", "\x1b[31mred\x1b[0m", "\u202etxt.exe",
            "&lt;b&gt;&#60;i&#62;", "javascript:alert(1)", "<!--", "<base href=//x.example/>",
            "=cmd|' /C calc'!A0", "{a}", "null", "<svg><script>1</script></svg>", "a" * 200,
            "<iframe src=data:text/html,x>", "\u2028\u2029\ufeff", "%3Cb%3E"]
for number, text in enumerate(payloads):
    inbox = f"{folder}/{number:02}/inbox"
    os.makedirs(f"{inbox}/tmp")
    name = "".join(c for c in text if c not in "/\0")[:40]
    body = {"prompt": text + " wish", "nightloom": {"tags": text.replace(",", " ")[:60]}}
    line = {"custom_id": text, "body": body}
    bad = {"custom_id": text + "2", "body": {"prompt": "stub:no-answer " + text}}
    with open(f"{inbox}/{name}.jsonl", "w") as file:
        file.write(json.dumps(line) + "\n" + json.dumps(bad) + "\n")
    open(f"{inbox}/{name}.exe", "w").close()
PY
pages=()
for spool in "$folder"/[0-9][0-9]; do
  "$NIGHTLOOM" once --stub-model --quiet --spool "$spool" --config "$folder/test.conf" \
    >"$spool/once.txt" || true
  "$NIGHTLOOM" report --spool "$spool" --config "$folder/test.conf" --out "$spool/page.html" \
    2>"$spool/report.txt"
  pages+=("$spool/page.html")
done
"$folder/venv/bin/python" Tests/peers/report_page.py "${pages[@]}"
if [ -n "$CHROMIUM" ]; then
  for page in "${pages[@]}"; do
    "$CHROMIUM" --headless --no-sandbox --disable-gpu --dump-dom "file://$page" 2>/dev/null |
      grep -o '<[a-z0-9]* *' | tr -d '< ' >"$page.elements"
    cmp "${pages[0]}.elements" "$page.elements"
  done
  printf 'report_page: the browser finds the same %s elements in %s pages\n' \
    "$(wc -l <"${pages[0]}.elements")" "${#pages[@]}"
fi
