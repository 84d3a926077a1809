"""Times `nightloom validate` and `comfy workflow validate` on the same files and definitions.

usage: comfy_cli_validate.py BINARY COMFY OBJECT_INFO.json.gz FOLDER FILES ROUNDS
"""

import gzip
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time


def seconds(command):
    """Wall time of one run; its exit code may be the verdict, so only a crash counts as a fault."""
    environment = {**os.environ, "NO_COLOR": "1", "DO_NOT_TRACK": "1"}
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    elapsed = time.perf_counter() - start
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-400:]}")
    return elapsed


def line(what, ours, theirs):
    """One row: medians and their ratio."""
    print(f"{what}: nightloom {1000 * ours:.3g} ms, comfy-cli {1000 * theirs:.4g} ms, "
          f"ratio {theirs / ours:.1f}")


def main():
    binary, comfy, packed, folder, count, rounds = sys.argv[1:]
    files = [str(path) for path in sorted(pathlib.Path(folder).rglob("*.api.json"))[:int(count)]]
    if not files:
        sys.exit(f"no *.api.json below {folder}")
    with tempfile.TemporaryDirectory() as scratch:
        definitions = os.path.join(scratch, "object_info.json")
        with gzip.open(packed) as source, open(definitions, "wb") as target:
            target.write(source.read())
        ours, shipped, theirs = [], [], []
        for _ in range(int(rounds)):
            for file in files:
                ours.append(seconds([binary, "validate", "--catalog", definitions, file]))
                shipped.append(seconds([binary, "validate", file]))
                theirs.append(seconds(
                    [comfy, "--skip-prompt", "--no-enable-telemetry", "workflow", "validate",
                     "--workflow", file, "--input", definitions]))
        print(f"{len(files)} files, {rounds} rounds, medians")
        line("one file a process, same object_info", statistics.median(ours),
             statistics.median(theirs))
        line("one file a process, our shipped catalog", statistics.median(shipped),
             statistics.median(theirs))
        lines = os.path.join(scratch, "prompts.jsonl")
        prompts = [json.loads(pathlib.Path(file).read_text()) for file in files]
        times = max(1, 10_000 // len(prompts))
        pathlib.Path(lines).write_text("".join(
            json.dumps({"id": str(number), "prompt": prompt}) + "\n"
            for number, prompt in enumerate(prompts * times)))
        one = os.path.join(scratch, "one.jsonl")
        pathlib.Path(one).write_text(json.dumps({"id": "0", "prompt": prompts[0]}) + "\n")
        line(f"processor time a prompt of {len(prompts) * times} in one process, definitions apart",
             batch(binary, definitions, lines, one, len(prompts) * times, int(rounds)),
             in_process(definitions, prompts, int(rounds)))


def batch(binary, definitions, lines, one, count, rounds):
    """Our processor seconds a prompt: a run over all less a run over one."""
    def processor_seconds(path):
        before = os.times()
        seconds([binary, "validate", "--catalog", definitions, "--jsonl", path, "--json"])
        after = os.times()
        return (after.children_user + after.children_system
                - before.children_user - before.children_system)

    def median(path):
        return statistics.median(processor_seconds(path) for _ in range(rounds))
    return max(1e-9, median(lines) - median(one)) / (count - 1)


def in_process(definitions, prompts, rounds):
    """comfy-cli's processor seconds a prompt inside this process."""
    from comfy_cli.cql.engine import Graph
    graph = Graph.from_object_info(json.loads(pathlib.Path(definitions).read_text()))
    samples = []
    for _ in range(rounds):
        start = time.process_time()
        for prompt in prompts:
            graph.validate_workflow(prompt)
        samples.append((time.process_time() - start) / len(prompts))
    return statistics.median(samples)


if __name__ == "__main__":
    main()
