"""Writes reference/training.json: 50 steps of supervised fine-tuning by PyTorch.

The model is that of reference/tiny_llama.json (tied), which kernels.py writes. Every step's batch is
all examples, so that their order plays no part: the loss is the mean over all response tokens, the
gradient is clipped to a norm of 1, AdamW decays matrices only, and the rate is the product's
schedule. Everything is in double precision.
"""

import json
import math
from pathlib import Path

import torch

FOLDER = Path("Tests/Fixtures/reference")
STEPS, PEAK, WARM_UP, DECAY_SHARE, FLOOR = 50, 0.02, 0.03, 0.2, 0.05
BETAS, EPSILON, DECAY, CLIP = (0.9, 0.95), 1e-8, 0.1, 1.0
EXAMPLES, SEED = 6, 20250611

torch.set_default_dtype(torch.float64)


def norm(x, weight, epsilon):
    return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + epsilon) * weight


def turned(x, base):
    """Rotates neighbouring channels of (heads, T, D) by their position's angle."""
    size = x.shape[-1]
    rates = base ** (-torch.arange(0, size, 2) / size)
    angles = torch.arange(x.shape[1])[:, None] * rates
    even, odd = x[..., 0::2], x[..., 1::2]
    cos, sin = angles.cos(), angles.sin()
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), -1).flatten(-2)


def logits(tokens, w, c):
    """The logits (T, V) behind each of `tokens`."""
    heads, shared = c["H"], c["KV"]
    x = w["token_embd.weight"][torch.tensor(tokens)]
    mask = torch.full((len(tokens), len(tokens)), -math.inf).triu(1)
    for layer in range(c["L"]):
        def part(name):
            return w[f"blk.{layer}.{name}.weight"]

        def split(y, count):
            return y.view(len(tokens), count, -1).transpose(0, 1)

        h = norm(x, part("attn_norm"), c["epsilon"])
        q = turned(split(h @ part("attn_q").T, heads), c["base"])
        k = turned(split(h @ part("attn_k").T, shared), c["base"])
        v = split(h @ part("attn_v").T, shared)
        k, v = (y.repeat_interleave(heads // shared, 0) for y in (k, v))
        scores = q @ k.transpose(1, 2) / math.sqrt(q.shape[-1]) + mask
        mixed = (scores.softmax(-1) @ v).transpose(0, 1).flatten(1)
        x = x + mixed @ part("attn_output").T
        h = norm(x, part("ffn_norm"), c["epsilon"])
        gated = torch.nn.functional.silu(h @ part("ffn_gate").T) * (h @ part("ffn_up").T)
        x = x + gated @ part("ffn_down").T
    return norm(x, w["output_norm.weight"], c["epsilon"]) @ w["token_embd.weight"].T


def rate(step):
    warm_up = max(1, round(WARM_UP * STEPS))
    if step < warm_up:
        return PEAK * step / warm_up
    left = min(1, (STEPS - step) / max(1, DECAY_SHARE * STEPS))
    return PEAK * (FLOOR + (1 - FLOOR) * left)


def main():
    model = json.loads((FOLDER / "tiny_llama.json").read_text())["tied"]
    c = {key: int(model["configuration"][key]) for key in ("V", "C", "L", "H", "KV", "F")}
    c |= {"epsilon": 1e-5, "base": 10_000.0}
    shapes = {"attn_q": (c["C"], c["C"]), "attn_output": (c["C"], c["C"]),
              "ffn_gate": (c["F"], c["C"]), "ffn_up": (c["F"], c["C"]),
              "ffn_down": (c["C"], c["F"]), "token_embd": (c["V"], c["C"])}
    w = {}
    for name, numbers in model["parameters"].items():
        kind = name.split(".")[-2]
        tensor = torch.tensor(numbers, dtype=torch.float64)
        if "norm" not in kind:
            tensor = tensor.view(shapes.get(kind, (-1, c["C"])))
        w[name] = tensor.requires_grad_()
    generator = torch.Generator().manual_seed(SEED)

    def draw(low, high):
        return int(torch.randint(low, high, (), generator=generator))

    examples = []
    for _ in range(EXAMPLES):
        tokens = [draw(0, c["V"]) for _ in range(draw(6, 13))]
        examples.append({"tokens": tokens, "responseStart": draw(1, len(tokens) - 1)})
    matrices = [t for t in w.values() if t.dim() == 2]
    norms = [t for t in w.values() if t.dim() == 1]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": DECAY}, {"params": norms, "weight_decay": 0.0}],
        lr=PEAK, betas=BETAS, eps=EPSILON)
    losses = []
    for step in range(1, STEPS + 1):
        sums, count = 0.0, 0
        for example in examples:
            tokens, start = example["tokens"], example["responseStart"]
            found = logits(tokens[:-1], w, c)[start - 1:]
            target = torch.tensor(tokens[start:])
            sums = sums + torch.nn.functional.cross_entropy(found, target, reduction="sum")
            count += len(target)
        loss = sums / count
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(w.values(), CLIP)
        for group in optimizer.param_groups:
            group["lr"] = rate(step)
        optimizer.step()
        losses.append(loss.item())
    (FOLDER / "training.json").write_text(json.dumps({
        "steps": STEPS, "peak": PEAK, "warmUpShare": WARM_UP, "decayShare": DECAY_SHARE,
        "floor": FLOOR, "decay": DECAY, "clip": CLIP, "examples": examples,
        "losses": [round(x, 9) for x in losses]}) + "\n")
    print(losses[0], losses[-1])


if __name__ == "__main__":
    main()
