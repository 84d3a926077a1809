"""Reference for the forward pass: a tiny Llama in NumPy float64, and its weights as GGUF.

Writes, below Tests/Fixtures/reference/:
  transformer.gguf   matrices F16, norms F32; written here by hand, not by the code under test
  transformer.json   {"tokens": [T], "logits": [[V] per position]}
Needs: Python 3.11, NumPy 2. Run: python3 Tests/Fixtures/generate/transformer.py
"""

import json
import struct
from pathlib import Path

import numpy as np

V, C, L, H, KV, F, CONTEXT = 48, 32, 2, 4, 2, 64, 64
BASE, EPSILON = 10000.0, 1e-5
D = C // H
STRING, UINT32, FLOAT32 = 8, 4, 6


def make_weights():
    generator = np.random.default_rng(20250101)

    def matrix(rows, columns, scale=0.35):
        return generator.normal(0, scale, (rows, columns)).astype(np.float16)

    def norm():
        return (1 + generator.normal(0, 0.2, C)).astype(np.float32)

    weights = {"token_embd.weight": matrix(V, C, 1.0)}
    for layer in range(L):
        prefix = f"blk.{layer}."
        weights[prefix + "attn_norm.weight"] = norm()
        weights[prefix + "attn_q.weight"] = matrix(C, C)
        weights[prefix + "attn_k.weight"] = matrix(KV * D, C)
        weights[prefix + "attn_v.weight"] = matrix(KV * D, C)
        weights[prefix + "attn_output.weight"] = matrix(C, C)
        weights[prefix + "ffn_norm.weight"] = norm()
        weights[prefix + "ffn_gate.weight"] = matrix(F, C)
        weights[prefix + "ffn_up.weight"] = matrix(F, C)
        weights[prefix + "ffn_down.weight"] = matrix(C, F)
    weights["output_norm.weight"] = norm()
    weights["output.weight"] = matrix(V, C)
    return weights


def rms_norm(x, weight):
    return x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + EPSILON) * weight


def rope(x):
    """x (T, heads, D): turns the pair (2i, 2i + 1) at position t by t * base^(-2i / D)."""
    angles = np.outer(np.arange(x.shape[0]), BASE ** (-np.arange(0, D, 2) / D))[:, None, :]
    turned = (x[..., 0::2] + 1j * x[..., 1::2]) * np.exp(1j * angles)
    return np.stack([turned.real, turned.imag], axis=-1).reshape(x.shape)


def forward(weights, tokens):
    w = {name: value.astype(np.float64) for name, value in weights.items()}
    x = w["token_embd.weight"][tokens]
    count = len(tokens)
    hidden = np.triu(np.ones((count, count), bool), 1)
    for layer in range(L):
        part = lambda name: w[f"blk.{layer}.{name}.weight"]
        n = rms_norm(x, part("attn_norm"))
        q = rope((n @ part("attn_q").T).reshape(count, H, D))
        k = rope((n @ part("attn_k").T).reshape(count, KV, D)).repeat(H // KV, axis=1)
        v = (n @ part("attn_v").T).reshape(count, KV, D).repeat(H // KV, axis=1)
        scores = np.einsum("thd,shd->hts", q, k) / np.sqrt(D)
        scores[:, hidden] = -np.inf
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        attended = np.einsum("hts,shd->thd", scores, v).reshape(count, C)
        x = x + attended @ part("attn_output").T
        n = rms_norm(x, part("ffn_norm"))
        gate = n @ part("ffn_gate").T
        x = x + (gate / (1 + np.exp(-gate)) * (n @ part("ffn_up").T)) @ part("ffn_down").T
    return rms_norm(x, w["output_norm.weight"]) @ w["output.weight"].T


def text(value):
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def write_gguf(path, weights):
    fields = [
        ("general.architecture", STRING, text("llama")),
        ("llama.context_length", UINT32, struct.pack("<I", CONTEXT)),
        ("llama.embedding_length", UINT32, struct.pack("<I", C)),
        ("llama.block_count", UINT32, struct.pack("<I", L)),
        ("llama.feed_forward_length", UINT32, struct.pack("<I", F)),
        ("llama.attention.head_count", UINT32, struct.pack("<I", H)),
        ("llama.attention.head_count_kv", UINT32, struct.pack("<I", KV)),
        ("llama.attention.layer_norm_rms_epsilon", FLOAT32, struct.pack("<f", EPSILON)),
        ("llama.rope.freq_base", FLOAT32, struct.pack("<f", BASE)),
    ]
    head = b"GGUF" + struct.pack("<IQQ", 3, len(weights), len(fields))
    for key, kind, value in fields:
        head += text(key) + struct.pack("<I", kind) + value
    data = b""
    for name, value in weights.items():
        extents = value.shape[::-1]
        kind = 1 if value.dtype == np.float16 else 0
        head += text(name) + struct.pack("<I", len(extents))
        head += struct.pack(f"<{len(extents)}Q", *extents) + struct.pack("<IQ", kind, len(data))
        data += value.tobytes()
        data += bytes(-len(data) % 32)
    head += bytes(-len(head) % 32)
    path.write_bytes(head + data)


def main():
    folder = Path(__file__).resolve().parent.parent / "reference"
    weights = make_weights()
    tokens = [3, 41, 0, 17, 17, 29, 8, 46, 1, 33, 12, 5, 22, 47]
    logits = forward(weights, tokens)
    write_gguf(folder / "transformer.gguf", weights)
    rounded = [[float(f"{number:.9g}") for number in row] for row in logits]
    (folder / "transformer.json").write_text(
        json.dumps({"tokens": tokens, "logits": rounded}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
