"""Times decoding of GGUF files: llama.cpp and nightloom in turn, in one run.

usage: llama_cpp_speed.py --bench NIGHTLOOM_BENCH [--pairs 5] [--threads 2] [--steps 32]
                          [--cases short,deep,prefill,eight,busy] [--clock wall|processor] FILE...

For each file and case the two alternate, ours first, `--pairs` times; a row shows the medians,
the median of the pairs' ratios with its range, and for one row at a short context which share of
the read bandwidth of memory (measured before each pair) our reading of weights takes; it is above
100 % where the weights stay in the cache.

  short    one row, a prompt of 16 tokens: tokens/s of the steps after it
  deep     one row after a prompt of 1,024 tokens
  prefill  tokens/s of a prompt of 512 tokens
  eight    eight rows after one shared prompt of 1,024 tokens: tokens/s of all rows together
  busy     as short, beside two processes that compute all the time; the last column has the
           shares of the speed without them that each program kept

Each program rests for half a second before it is timed: threads of OpenMP go on spinning for a
while after their work, in whose way the other program would stand.

The processor's clock counts seconds of work and not of waiting: with one thread it measures on a
busy machine too. It leaves the bandwidth out.

llama.cpp runs as its own defaults have it: half-precision cache, flash attention where it picks
it, weights repacked where it does so. Its library is that of PyPI `xllamacpp`; the declarations
are those `llama-cpp-py-sync` generated from the same version.
"""

import argparse
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import time

CASES = {
    "short": (16, 1), "deep": (1024, 1), "prefill": (512, 1), "eight": (1024, 8), "busy": (16, 1)}
WARMING = 2
RESTING = 0.5


def library():
    """The C functions of llama.cpp."""
    place = importlib.util.find_spec("llama_cpp_py_sync").submodule_search_locations[0]
    spec = importlib.util.spec_from_file_location("declarations", place + "/_cffi_bindings.py")
    declarations = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(declarations)
    ffi = declarations.ffi
    place = importlib.util.find_spec("xllamacpp").submodule_search_locations[0]
    lib = ffi.dlopen(os.path.join(place, "xllamacpp.abi3.so"))
    silent = ffi.callback("void(enum ggml_log_level, const char *, void *)", lambda *_: None)
    lib.llama_log_set(silent, ffi.NULL)
    lib.llama_backend_init()
    return ffi, lib, silent


class Peer:
    """One model in llama.cpp."""

    def __init__(self, ffi, lib, path, threads, clock=time.perf_counter):
        self.ffi, self.lib, self.threads, self.clock = ffi, lib, threads, clock
        parameters = lib.llama_model_default_params()
        parameters.n_gpu_layers = 0
        self.model = lib.llama_model_load_from_file(path.encode(), parameters)
        if self.model == ffi.NULL:
            sys.exit(f"llama.cpp does not load {path}")
        vocabulary = lib.llama_model_get_vocab(self.model)
        self.size = lib.llama_vocab_n_tokens(vocabulary)

    def close(self):
        self.lib.llama_model_free(self.model)

    def measure(self, prompt, rows, steps):
        """Tokens a second of the prompt and of the steps after it."""
        time.sleep(RESTING)
        parameters = self.lib.llama_context_default_params()
        parameters.n_ctx = prompt + rows * (WARMING + steps) + 32
        parameters.n_seq_max = rows
        parameters.kv_unified = True
        parameters.n_threads = parameters.n_threads_batch = self.threads
        context = self.lib.llama_init_from_model(self.model, parameters)
        memory = self.lib.llama_get_memory(context)
        batch = self.lib.llama_batch_init(512, 0, 1)
        try:
            self.decode(context, batch, [(0, 0, 0)])
            self.lib.llama_memory_clear(memory, False)
            start = self.clock()
            tokens = [(1 + at % (self.size - 1), at, 0) for at in range(prompt)]
            for at in range(0, prompt, 512):
                self.decode(context, batch, tokens[at:at + 512], last=True)
            prefill = self.clock() - start
            for row in range(1, rows):
                self.lib.llama_memory_seq_cp(memory, 0, row, -1, -1)
            for step in range(WARMING + steps):
                if step == WARMING:
                    start = self.clock()
                entries = [((step + row) % self.size, prompt + step, row) for row in range(rows)]
                self.decode(context, batch, entries)
            seconds = self.clock() - start
        finally:
            self.lib.llama_batch_free(batch)
            self.lib.llama_free(context)
        return {"prefill": prompt / prefill, "decode": rows * steps / seconds}

    def decode(self, context, batch, entries, last=False):
        """Passes (token, position, row) through the model, and waits for the logits."""
        batch.n_tokens = len(entries)
        for at, (token, position, row) in enumerate(entries):
            batch.token[at] = token
            batch.pos[at] = position
            batch.n_seq_id[at] = 1
            batch.seq_id[at][0] = row
            batch.logits[at] = not last or at + 1 == len(entries)
        if self.lib.llama_decode(context, batch) != 0:
            sys.exit("llama.cpp cannot decode a batch")
        self.lib.llama_get_logits_ith(context, len(entries) - 1)


def ours(bench, *words):
    """What one call of nightloom-bench prints."""
    time.sleep(RESTING)
    done = subprocess.run([bench, *map(str, words)], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def compare(peer, bench, path, case, arguments):
    """The markdown row of one case of one file."""
    prompt, rows = CASES[case]
    what = "prefill" if case == "prefill" else "decode"
    steps = {"prefill": 1, "short": 2 * arguments.steps}.get(case, arguments.steps)
    mine, theirs, shares = [], [], []
    on_wall = arguments.clock == "wall"
    for _ in range(arguments.pairs):
        if case == "short" and on_wall:
            bandwidth = ours(bench, "bandwidth", "--threads", arguments.threads)["bytesPerSecond"]
        found = ours(
            bench, "model", path, "--prompt", prompt, "--rows", rows, "--steps", steps,
            "--threads", arguments.threads)
        mine.append(found[what if on_wall else "processor" + what.title()])
        if case == "short" and on_wall:
            shares.append(found["decode"] * found["weightBytes"] / bandwidth)
        theirs.append(peer.measure(prompt, rows, steps)[what])
    ratios = [a / b for a, b in zip(mine, theirs)]
    share = f"{100 * statistics.median(shares):.0f} %" if shares else ""
    return (
        f"| {os.path.basename(path)} | {case} | {statistics.median(mine):.0f} "
        f"| {statistics.median(theirs):.0f} | {statistics.median(ratios):.2f} "
        f"({min(ratios):.2f} to {max(ratios):.2f}) | {share} |")


def compare_busy(peer, bench, path, arguments):
    """The markdown row of one file beside two busy processes."""
    prompt, rows = CASES["busy"]
    steps = 2 * arguments.steps

    def measure():
        found = ours(
            bench, "model", path, "--prompt", prompt, "--rows", rows, "--steps", steps,
            "--threads", arguments.threads)
        return found["decode"], peer.measure(prompt, rows, steps)["decode"]

    quiet, busy = [], []
    for _ in range(arguments.pairs):
        quiet.append(measure())
        others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
        try:
            busy.append(measure())
        finally:
            for other in others:
                other.kill()
                other.wait()
    mine, theirs = (statistics.median(one[i] for one in busy) for i in (0, 1))
    ratios = [a / b for a, b in busy]
    kept = [
        statistics.median(b[i] / a[i] for a, b in zip(quiet, busy)) for i in (0, 1)]
    return (
        f"| {os.path.basename(path)} | busy | {mine:.0f} | {theirs:.0f} "
        f"| {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) "
        f"| kept {100 * kept[0]:.0f} %, {100 * kept[1]:.0f} % |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+")
    parser.add_argument("--bench", required=True)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=32)
    parser.add_argument("--cases", default=",".join(CASES))
    parser.add_argument("--clock", choices=["wall", "processor"], default="wall")
    arguments = parser.parse_args()
    ffi, lib, keep = library()
    features = ffi.string(lib.llama_print_system_info()).decode().strip(" |")
    print(f"llama.cpp: {features}; {platform.machine()}, {arguments.threads} threads, "
          f"{arguments.pairs} pairs, {arguments.clock} time\n")
    print("| file | case | nightloom tokens/s | llama.cpp tokens/s | ratio | bandwidth |")
    print("|---|---|---|---|---|---|")
    for path in arguments.files:
        clock = time.perf_counter if arguments.clock == "wall" else time.process_time
        peer = Peer(ffi, lib, path, arguments.threads, clock)
        for case in arguments.cases.split(","):
            row = (
                compare_busy(peer, arguments.bench, path, arguments) if case == "busy"
                else compare(peer, arguments.bench, path, case, arguments))
            print(row, flush=True)
        peer.close()


if __name__ == "__main__":
    main()
