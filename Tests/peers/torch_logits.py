"""Called by llama_cpp_greedy.sh: our logits of an F32 GGUF file against PyTorch's.

usage: torch_logits.py --nightloom BINARY [--prompts 50] [--count 4] [--threads 2] FILE

PyTorch computes the Llama decoder in double precision from the same weights, but for keys and
values, which it rounds to half precision as our cache does. For each prompt the logits of our first `--count` greedy tokens are compared, all of the vocabulary. Prints a line with
the largest difference; exit code 1 when it reaches TOLERANCE or a token differs.
"""

import argparse
import os
import sys

import numpy as np
import torch
from gguf import GGUFReader
from torch.nn.functional import rms_norm, scaled_dot_product_attention, silu

from greedy_prompts import ours, prompts

# Half precision: a key just beside the middle of two halves becomes one of them here and the other
# there, which was seen to move logits (size 13) by 0.016. With F32 caches it was 6.5e-5.
TOLERANCE = 0.05


class Decoder:
    """A Llama of GGUF's tensors: interleaved rotary pairs, grouped heads, tied or own head."""

    def __init__(self, path):
        reader = GGUFReader(path)
        self.weights = {
            tensor.name: torch.from_numpy(np.array(tensor.data)).double()
            for tensor in reader.tensors}

        def number(name):
            return reader.fields[f"llama.{name}"].contents()

        self.layers, self.heads = number("block_count"), number("attention.head_count")
        self.shared = number("attention.head_count_kv")
        self.epsilon = number("attention.layer_norm_rms_epsilon")
        self.base = number("rope.freq_base")

    def norm(self, x, name):
        return rms_norm(x, x.shape[-1:], self.weights[name + ".weight"], self.epsilon)

    def product(self, x, name):
        return x @ self.weights[name + ".weight"].T

    def split(self, x, heads):
        """(T, C) as (heads, T, D)."""
        return x.view(len(x), heads, -1).transpose(0, 1)

    def turned(self, x):
        """Rotates neighbouring numbers of (H, T, D) by the position's angles."""
        size = x.shape[-1]
        rates = self.base ** (-torch.arange(0, size, 2).double() / size)
        angles = torch.arange(x.shape[1]).double()[:, None] * rates
        pairs = torch.view_as_complex(x.reshape(*x.shape[:-1], size // 2, 2).contiguous())
        turned = pairs * torch.polar(torch.ones_like(angles), angles)
        return torch.view_as_real(turned).flatten(-2)

    def logits(self, tokens, count):
        """The logits (count, V) behind the last `count` of `tokens`."""
        x = self.weights["token_embd.weight"][torch.tensor(tokens)]
        for layer in range(self.layers):
            name = f"blk.{layer}."
            h = self.norm(x, name + "attn_norm")
            q = self.turned(self.split(self.product(h, name + "attn_q"), self.heads))
            k = self.turned(self.split(self.product(h, name + "attn_k"), self.shared))
            v = self.split(self.product(h, name + "attn_v"), self.shared)
            k, v = (
                one.half().double().repeat_interleave(self.heads // self.shared, 0)
                for one in (k, v))
            mixed = scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.product(mixed.transpose(0, 1).flatten(1), name + "attn_output")
            h = self.norm(x, name + "ffn_norm")
            gated = silu(self.product(h, name + "ffn_gate")) * self.product(h, name + "ffn_up")
            x = x + self.product(gated, name + "ffn_down")
        head = "output" if "output.weight" in self.weights else "token_embd"
        return self.product(self.norm(x[-count:], "output_norm"), head)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--nightloom", required=True)
    parser.add_argument("--prompts", type=int, default=50)
    parser.add_argument("--count", type=int, default=4)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    decoder = Decoder(arguments.file)
    worst, squares, compared, different = 0.0, 0.0, 0, 0
    with torch.inference_mode():
        for prompt in prompts(arguments.nightloom, arguments.file, arguments.prompts):
            tokens, rows = ours(
                arguments.nightloom, arguments.file, prompt, arguments.count, arguments.threads,
                logits=True)
            theirs = decoder.logits(prompt + tokens[:-1], arguments.count)
            mine = torch.tensor(rows, dtype=torch.float64)
            worst = max(worst, float((mine - theirs).abs().max()))
            squares += float((theirs * theirs).sum())
            compared += theirs.numel()
            different += int((theirs.argmax(1) != torch.tensor(tokens)).sum())
    print(
        f"{os.path.basename(arguments.file)}: of {compared} logits of {arguments.prompts} prompts "
        f"(size {(squares / compared) ** 0.5:.3g}) the largest difference from PyTorch's is "
        f"{worst:.2g}, and {different} of {arguments.prompts * arguments.count} greedy tokens differ")
    sys.exit(1 if worst >= TOLERANCE or different else 0)


if __name__ == "__main__":
    main()
