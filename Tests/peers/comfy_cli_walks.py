"""Counts what comfy-cli's validator says of exported walks.

usage: comfy_cli_walks.py OBJECT_INFO.json.gz WALKS.jsonl
"""

import collections
import gzip
import json
import sys

from comfy_cli.cql.engine import Graph


def main():
    with gzip.open(sys.argv[1]) as file:
        definitions = json.load(file)
    graph = Graph.from_object_info(definitions.get("nodes", definitions))
    answers, valid = 0, 0
    counts, examples = collections.Counter(), {}
    with open(sys.argv[2], encoding="utf-8") as lines:
        for line in lines:
            walk = json.loads(line)
            errors = graph.validate_workflow(walk["prompt"])["errors"]
            answers += 1
            valid += not errors
            for code in {error["code"] for error in errors}:
                counts[code] += 1
                examples.setdefault(code, (walk["walk"], next(
                    error["message"] for error in errors if error["code"] == code)))
    print(f"{valid} of {answers} answers valid")
    for code, count in counts.most_common():
        number, message = examples[code]
        print(f"{code}: {count} answers, such as walk {number}: {message}")


if __name__ == "__main__":
    main()
