"""Compares greedy decoding of a GGUF file: llama.cpp against nightloom.

usage: llama_cpp_gguf.py FILE --tokens 1,2,3 --count 32 --ours OURS.json [--tolerance 0.05]

OURS.json is what `nightloom model check FILE --tokens 1,2,3 --count 32 --json` prints:
  {"tokens": [greedy token ids after the prompt], "logits": [[V] per token]}
where "logits" may be absent or shorter: row i holds the numbers that token i was chosen from.
Exit code 0: all tokens agree (or differ first where llama.cpp's two best logits are closer than
the tolerance) and the logits differ by less than the tolerance; 1: they do not.
"""

import argparse
import json
import sys

import llama_cpp
import numpy as np


def decode(model, prompt, count):
    """The greedy tokens and the logits each was chosen from, with F32 caches and one thread."""
    model.reset()
    model.eval(prompt)
    tokens, rows = [], []
    for _ in range(count):
        row = np.array(model.scores[model.n_tokens - 1], dtype=np.float64)
        rows.append(row)
        tokens.append(int(row.argmax()))
        model.eval(tokens[-1:])
    return tokens, rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--tokens", required=True)
    parser.add_argument("--count", type=int, default=32)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--tolerance", type=float, default=0.05)
    arguments = parser.parse_args()
    prompt = [int(token) for token in arguments.tokens.split(",")]
    with open(arguments.ours) as file:
        ours = json.load(file)
    model = llama_cpp.Llama(
        arguments.file, n_ctx=len(prompt) + arguments.count + 1, n_threads=1, n_threads_batch=1,
        logits_all=True, type_k=llama_cpp.GGML_TYPE_F32, type_v=llama_cpp.GGML_TYPE_F32,
        verbose=False)
    tokens, rows = decode(model, prompt, arguments.count)
    same = 0
    while same < len(tokens) and tokens[same] == ours["tokens"][same]:
        same += 1
    print(f"llama.cpp: {tokens}")
    print(f"nightloom: {ours['tokens']}")
    good = True
    if same < len(tokens):
        best = np.sort(rows[same])[-2:]
        tie = best[1] - best[0] < arguments.tolerance
        good = tie
        print(f"first difference at {same}; llama.cpp's best two differ by {best[1] - best[0]:.3g}")
    compared = min(same + 1, len(rows), len(ours.get("logits", [])))
    if compared:
        worst = max(
            float(np.abs(rows[i] - np.array(ours["logits"][i])).max()) for i in range(compared))
        size = float(np.sqrt(np.mean(np.square(rows[0]))))
        print(f"largest difference of {compared} rows of logits: {worst:.3g} (size {size:.3g})")
        good = good and worst < arguments.tolerance
    print(f"{'PASS' if good else 'FAIL'}: {same} of {len(tokens)} greedy tokens agree")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
