"""Reference for the forward pass: tiny models in NumPy float64, and their weights as GGUF.

Writes, below Tests/Fixtures/reference/, for each of VARIANTS:
  transformer*.gguf  matrices F16 or BF16, norms F32; written by hand, not by the code under test
  transformer*.json  {"tokens": [T], "logits": [[V] per position], "cached": [[V] per position]};
                     for `cached` keys and values are rounded to half precision
Needs: Python 3.11, NumPy 2. Run: python3 Tests/Fixtures/generate/transformer.py
"""

import json
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

V, L, H, KV, F, CONTEXT = 48, 2, 4, 2, 64, 64
EPSILON = 1e-5
STRING, UINT32, FLOAT32 = 8, 4, 6


@dataclass
class Variant:
    """What differs: C channels, D channels a head, rotary embedding, biases, norms, tied head."""

    suffix: str
    architecture: str = "llama"
    C: int = 32
    D: int = 8
    base: float = 10000.0
    scale: float = 1.0
    factors: tuple = ()
    tied: bool = False
    bfloat: bool = False

    @property
    def halves(self):
        return self.architecture != "llama"

    @property
    def biased(self):
        return self.architecture == "qwen2"

    @property
    def head_norms(self):
        return self.architecture == "qwen3"


def llama3_factors(base, size, factor=8.0, low=1.0, high=4.0, original=64):
    """Meta's rule for stretching long wave lengths, as convert_hf_to_gguf.py applies it."""
    factors = []
    for frequency in base ** (-np.arange(0, size, 2) / size):
        length = 2 * np.pi / frequency
        if length < original / high:
            factors.append(1.0)
        elif length > original / low:
            factors.append(factor)
        else:
            smooth = (original / length - low) / (high - low)
            factors.append(1 / ((1 - smooth) / factor + smooth))
    return tuple(np.array(factors, dtype=np.float32).tolist())


VARIANTS = [
    Variant(""),
    Variant("_llama3", C=48, D=16, base=500000.0, factors=llama3_factors(500000.0, 16), tied=True),
    Variant("_qwen2", "qwen2", base=1000000.0, scale=4.0),
    Variant("_qwen3", "qwen3", C=40, D=16, base=1000000.0, tied=True, bfloat=True),
]


def make_weights(v):
    generator = np.random.default_rng(20250101)
    C, D = v.C, v.D

    def matrix(rows, columns, scale=0.35):
        numbers = generator.normal(0, scale, (rows, columns))
        if not v.bfloat:
            return numbers.astype(np.float16)
        bits = numbers.astype(np.float32).view(np.uint32)
        return (bits >> 16).astype(np.uint16)

    def norm(size=C):
        return (1 + generator.normal(0, 0.2, size)).astype(np.float32)

    def bias(size):
        return generator.normal(0, 0.5, size).astype(np.float32)

    weights = {"token_embd.weight": matrix(V, C, 1.0)}
    for layer in range(L):
        prefix = f"blk.{layer}."
        weights[prefix + "attn_norm.weight"] = norm()
        weights[prefix + "attn_q.weight"] = matrix(H * D, C)
        weights[prefix + "attn_k.weight"] = matrix(KV * D, C)
        weights[prefix + "attn_v.weight"] = matrix(KV * D, C)
        if v.biased:
            weights[prefix + "attn_q.bias"] = bias(H * D)
            weights[prefix + "attn_k.bias"] = bias(KV * D)
            weights[prefix + "attn_v.bias"] = bias(KV * D)
        if v.head_norms:
            weights[prefix + "attn_q_norm.weight"] = norm(D)
            weights[prefix + "attn_k_norm.weight"] = norm(D)
        weights[prefix + "attn_output.weight"] = matrix(C, H * D)
        weights[prefix + "ffn_norm.weight"] = norm()
        weights[prefix + "ffn_gate.weight"] = matrix(F, C)
        weights[prefix + "ffn_up.weight"] = matrix(F, C)
        weights[prefix + "ffn_down.weight"] = matrix(C, F)
    weights["output_norm.weight"] = norm()
    if not v.tied:
        weights["output.weight"] = matrix(V, C)
    if v.factors:
        weights["rope_freqs.weight"] = np.array(v.factors, dtype=np.float32)
    return weights


def widened(value):
    """Any stored array as float64; uint16 holds the upper halves of float32."""
    if value.dtype == np.uint16:
        value = (value.astype(np.uint32) << 16).view(np.float32)
    return value.astype(np.float64)


def rms_norm(x, weight):
    return x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + EPSILON) * weight


def rope(x, v):
    """x (T, heads, D): turns pair i at position t by t / scale * base^(-2i / D) / factor i."""
    frequencies = v.base ** (-np.arange(0, v.D, 2) / v.D) / v.scale
    if v.factors:
        frequencies = frequencies / np.array(v.factors)
    angles = np.outer(np.arange(x.shape[0]), frequencies)[:, None, :]
    if v.halves:
        first, second = x[..., : v.D // 2], x[..., v.D // 2:]
    else:
        first, second = x[..., 0::2], x[..., 1::2]
    turned = (first + 1j * second) * np.exp(1j * angles)
    if v.halves:
        return np.concatenate([turned.real, turned.imag], axis=-1)
    return np.stack([turned.real, turned.imag], axis=-1).reshape(x.shape)


def heads(w, prefix, letter, n, v):
    """Queries, keys or values (T, heads, D) before they turn."""
    x = n @ w[f"{prefix}attn_{letter}.weight"].T
    if v.biased:
        x = x + w[f"{prefix}attn_{letter}.bias"]
    x = x.reshape(len(n), -1, v.D)
    if v.head_norms and letter != "v":
        x = rms_norm(x, w[f"{prefix}attn_{letter}_norm.weight"])
    return x


def forward(weights, tokens, v, kept=lambda x: x):
    """Logits; `kept` is what a cache makes of keys and values."""
    w = {name: widened(value) for name, value in weights.items()}
    x = w["token_embd.weight"][tokens]
    count = len(tokens)
    hidden = np.triu(np.ones((count, count), bool), 1)
    for layer in range(L):
        prefix = f"blk.{layer}."
        part = lambda name: w[f"{prefix}{name}.weight"]
        n = rms_norm(x, part("attn_norm"))
        q = rope(heads(w, prefix, "q", n, v), v)
        k = kept(rope(heads(w, prefix, "k", n, v), v)).repeat(H // KV, axis=1)
        value = kept(heads(w, prefix, "v", n, v)).repeat(H // KV, axis=1)
        scores = np.einsum("thd,shd->hts", q, k) / np.sqrt(v.D)
        scores[:, hidden] = -np.inf
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        attended = np.einsum("hts,shd->thd", scores, value).reshape(count, H * v.D)
        x = x + attended @ part("attn_output").T
        n = rms_norm(x, part("ffn_norm"))
        gate = n @ part("ffn_gate").T
        x = x + (gate / (1 + np.exp(-gate)) * (n @ part("ffn_up").T)) @ part("ffn_down").T
    head = w["token_embd.weight" if v.tied else "output.weight"]
    return rms_norm(x, w["output_norm.weight"]) @ head.T


def text(value):
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def fields(v):
    """Key, type and bytes of each metadata entry."""

    def key(name):
        return f"{v.architecture}.{name}"

    numbers = {
        "context_length": CONTEXT, "embedding_length": v.C, "block_count": L,
        "feed_forward_length": F, "attention.head_count": H, "attention.head_count_kv": KV,
    }
    result = [("general.architecture", STRING, text(v.architecture))]
    result += [(key(k), UINT32, struct.pack("<I", n)) for k, n in numbers.items()]
    epsilon = struct.pack("<f", EPSILON)
    result.append((key("attention.layer_norm_rms_epsilon"), FLOAT32, epsilon))
    result.append((key("rope.freq_base"), FLOAT32, struct.pack("<f", v.base)))
    if H * v.D != v.C:
        for name in ("attention.key_length", "attention.value_length"):
            result.append((key(name), UINT32, struct.pack("<I", v.D)))
    if v.scale != 1:
        result.append((key("rope.scaling.type"), STRING, text("linear")))
        result.append((key("rope.scaling.factor"), FLOAT32, struct.pack("<f", v.scale)))
    return result


def write_gguf(path, weights, v):
    metadata = fields(v)
    head = b"GGUF" + struct.pack("<IQQ", 3, len(weights), len(metadata))
    for key, kind, value in metadata:
        head += text(key) + struct.pack("<I", kind) + value
    data = b""
    for name, value in weights.items():
        extents = value.shape[::-1]
        kind = {"float32": 0, "float16": 1, "uint16": 30}[value.dtype.name]
        head += text(name) + struct.pack("<I", len(extents))
        head += struct.pack(f"<{len(extents)}Q", *extents) + struct.pack("<IQ", kind, len(data))
        data += value.tobytes()
        data += bytes(-len(data) % 32)
    head += bytes(-len(head) % 32)
    path.write_bytes(head + data)


def main():
    folder = Path(__file__).resolve().parent.parent / "reference"
    tokens = [3, 41, 0, 17, 17, 29, 8, 46, 1, 33, 12, 5, 22, 47]
    for v in VARIANTS:
        weights = make_weights(v)
        write_gguf(folder / f"transformer{v.suffix}.gguf", weights, v)
        result = {"tokens": tokens}
        for name, kept in ("logits", lambda x: x), ("cached", lambda x: x.astype(np.float16)):
            logits = forward(weights, tokens, v, kept)
            result[name] = [[float(f"{number:.9g}") for number in row] for row in logits]
        (folder / f"transformer{v.suffix}.json").write_text(
            json.dumps(result, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
