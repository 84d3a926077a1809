"""Called by llama_cpp_greedy.sh: greedy tokens of a GGUF file by nightloom and by llama.cpp.

usage: llama_cpp_greedy.py --nightloom BINARY [--prompts 50] [--count 48] [--threads 2] FILE

Prints a line for every prompt whose tokens differ, with how far the two tokens are apart in the
logits of either program at the first difference, and a line with the counts. Exit code 1 when a
difference is no near tie: when the two tokens are further apart than TOLERANCE in either.
"""

import argparse
import os
import sys

from greedy_prompts import ours, prompts
from llama_cpp_speed import Peer, library

# What F16 products that round activations to half precision, as llama.cpp's do, were seen to move.
TOLERANCE = 0.05


class Greedy(Peer):
    """A model in llama.cpp that decodes with F16 caches, as we do, and without flash attention."""

    def after(self, prompt, count):
        """The greedy tokens behind a prompt, and the logits that each was chosen from."""
        parameters = self.lib.llama_context_default_params()
        parameters.n_ctx = len(prompt) + count + 32
        parameters.n_threads = parameters.n_threads_batch = self.threads
        parameters.type_k = parameters.type_v = self.lib.GGML_TYPE_F16
        parameters.flash_attn_type = self.lib.LLAMA_FLASH_ATTN_TYPE_DISABLED
        context = self.lib.llama_init_from_model(self.model, parameters)
        batch = self.lib.llama_batch_init(512, 0, 1)
        tokens, rows = [], []
        try:
            for at in range(0, len(prompt), 512):
                piece = prompt[at:at + 512]
                self.decode(context, batch, [(t, at + i, 0) for i, t in enumerate(piece)], last=True)
            for step in range(count):
                logits = self.lib.llama_get_logits_ith(context, -1)
                row = self.ffi.unpack(logits, self.size)
                rows.append(row)
                tokens.append(max(range(self.size), key=row.__getitem__))
                self.decode(context, batch, [(tokens[-1], len(prompt) + step, 0)])
        finally:
            self.lib.llama_batch_free(batch)
            self.lib.llama_free(context)
        return tokens, rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--nightloom", required=True)
    parser.add_argument("--prompts", type=int, default=50)
    parser.add_argument("--count", type=int, default=48)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    ffi, lib, keep = library()
    peer = Greedy(ffi, lib, arguments.file, arguments.threads)
    equal, far, same_tokens = 0, 0, 0
    asked = prompts(arguments.nightloom, arguments.file, arguments.prompts)
    for index, prompt in enumerate(asked):
        theirs, rows = peer.after(prompt, arguments.count)
        mine = ours(
            arguments.nightloom, arguments.file, prompt, arguments.count, arguments.threads)
        same = next((i for i, pair in enumerate(zip(mine, theirs)) if pair[0] != pair[1]), None)
        if same is None:
            equal += 1
            same_tokens += arguments.count
            continue
        same_tokens += same
        _, logits = ours(
            arguments.nightloom, arguments.file, prompt, same + 1, arguments.threads, logits=True)
        gaps = [abs(row[mine[same]] - row[theirs[same]]) for row in (logits[same], rows[same])]
        far += max(gaps) > TOLERANCE
        print(
            f"  prompt {index} of {len(prompt)} tokens: token {same} differs; the two are "
            f"{gaps[0]:.3g} apart in our logits, {gaps[1]:.3g} in llama.cpp's", flush=True)
    print(
        f"{os.path.basename(arguments.file)}: {equal} of {len(asked)} prompts of {len(asked[0])} "
        f"to {len(asked[-1])} tokens have all {arguments.count} greedy tokens equal "
        f"({same_tokens} tokens before a first difference); {len(asked) - equal - far} near ties, "
        f"{far} other differences", flush=True)
    peer.close()
    sys.exit(1 if far else 0)


if __name__ == "__main__":
    main()
