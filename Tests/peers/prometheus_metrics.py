"""Reads the text of `nightloom metrics` with Prometheus's own parser and checks what it holds.

Usage: prometheus_metrics.py FILE. Exits with 1 when the text is not accepted or a rule of the
exposition format is broken: one family a name, rising buckets, no times.
"""

import sys

from prometheus_client.parser import text_string_to_metric_families


def main() -> int:
    text = open(sys.argv[1], encoding="utf-8").read()
    families = list(text_string_to_metric_families(text))
    names = [family.name for family in families]
    problems = [f"{name} occurs twice" for name in set(names) if names.count(name) > 1]
    samples = 0
    for family in families:
        if family.type not in ("counter", "gauge", "histogram"):
            problems.append(f"{family.name} has the type {family.type}")
        buckets = [s.value for s in family.samples if s.name.endswith("_bucket")]
        if buckets != sorted(buckets):
            problems.append(f"the buckets of {family.name} do not rise")
        for sample in family.samples:
            samples += 1
            if sample.timestamp is not None:
                problems.append(f"{sample.name} has a time")
            if set(sample.labels) - {"state", "reason", "verdict", "kind", "place", "version", "le"}:
                problems.append(f"{sample.name} has the labels {sorted(sample.labels)}")
    for problem in problems:
        print(f"prometheus_metrics: error: {problem}", file=sys.stderr)
    print(f"prometheus_metrics: {len(families)} families, {samples} samples accepted")
    return 1 if problems or not families else 0


if __name__ == "__main__":
    sys.exit(main())
