#!/usr/bin/env python3
"""Writes what official templates are called in twelve languages, as `nightloom curate --texts` and
`nightloom recall --texts` read it: JSON Lines of {"id", "language", "text"}.

    pip download --no-deps comfyui-workflow-templates-json && unzip -d PACKAGE *.whl
    Tests/peers/template_texts.py WORKFLOWS.jsonl.gz PACKAGE > texts.jsonl

WORKFLOWS is train.jsonl.gz for learning and test.jsonl.gz for measuring; only workflows that come
from that package get texts. The texts keep their authors' licence: do not commit them.
"""
import glob
import gzip
import json
import os
import sys


def texts(folder):
    """(language, {template name: title and description}) of each index file."""
    for path in sorted(glob.glob(os.path.join(folder, "**", "index*.json"), recursive=True)):
        language = os.path.basename(path)[len("index"):-len(".json")].strip(".") or "en"
        if language in ("schema", "mcp") or "logo" in path:
            continue
        with open(path, encoding="utf-8") as file:
            groups = json.load(file)
        yield language, {
            one["name"]: f"{one.get('title') or ''}. {one.get('description') or ''}"
            for group in groups for one in group["templates"]
        }


def main(workflows, folder):
    names = {}
    with gzip.open(workflows, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            if "comfyui_workflow_templates" in row["source"]:
                names[row["id"]] = os.path.splitext(os.path.basename(row["source"]))[0]
    for language, by_name in texts(folder):
        for identifier, name in sorted(names.items()):
            if name in by_name:
                line = {"id": identifier, "language": language, "text": by_name[name]}
                print(json.dumps(line, ensure_ascii=False))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
