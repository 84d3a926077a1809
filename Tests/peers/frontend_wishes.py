#!/usr/bin/env python3
"""Draws wishes from descriptions of collected workflows, as `nightloom generate --prompts` reads them.

usage: frontend_wishes.py WORKFLOWS.jsonl.gz COUNT > wishes.jsonl

JSON Lines of {"id", "prompt"}: of each family the first description of 20 to 600 characters that
ComfyUI's own templates and documentation give, of those COUNT at equal distances. READMEs are left
out: half of their texts do not say what a workflow is for. The texts keep their authors' licence:
do not commit them.
"""
import gzip
import json
import sys

SOURCES = {"template_index", "comfy_docs", "subgraph_description"}


def main(workflows, count):
    wishes = {}
    with gzip.open(workflows, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            texts = [one["text"] for one in row["descriptions"]
                     if one["desc_source"] in SOURCES and 20 <= len(one["text"]) <= 600]
            if texts and texts[0] not in wishes.values():
                wishes.setdefault(row["family"], texts[0])
    wishes = list(wishes.values())
    if count > len(wishes):
        sys.exit(f"{workflows} has descriptions of {len(wishes)} families, not of {count}")
    for number in range(count):
        prompt = wishes[number * len(wishes) // count]
        print(json.dumps({"id": f"{number + 1:03}", "prompt": prompt}))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], int(sys.argv[2]))
