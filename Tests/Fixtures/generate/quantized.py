"""Reference for quantised blocks: random bytes, and the numbers that the package gguf reads in them.

Writes Tests/Fixtures/reference/quantized.json: {type name: {"bytes": hex, "numbers": [float32]}}.
Needs: Python 3.11, gguf 0.19.0, NumPy 2. Run: python3 Tests/Fixtures/generate/quantized.py
"""

import json
from pathlib import Path

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, quants

# Where half-precision numbers stand in a block, in bytes: there random bits could be no number.
HALVES = {"Q8_0": [0], "Q4_0": [0], "Q4_1": [0, 2], "Q4_K": [0, 2], "Q6_K": [208]}


def blocks(generator, name, count):
    size = GGML_QUANT_SIZES[GGMLQuantizationType[name]][1]
    data = generator.integers(0, 256, (count, size), dtype=np.uint8)
    for place in HALVES[name]:
        halves = generator.normal(0, 0.1, count).astype("<f2")
        data[:, place:place + 2] = halves.view(np.uint8).reshape(count, 2)
    return data.reshape(-1)


def main():
    generator = np.random.default_rng(20261101)
    result = {}
    for name in HALVES:
        data = blocks(generator, name, 3)
        numbers = quants.dequantize(data, GGMLQuantizationType[name])
        result[name] = {"bytes": data.tobytes().hex(), "numbers": [float(n) for n in numbers]}
    numbers = generator.normal(0, 3, 64).astype(np.float32)
    data = quants.quantize(numbers, GGMLQuantizationType.BF16).view(np.uint8).reshape(-1)
    numbers = quants.dequantize(data, GGMLQuantizationType.BF16)
    result["BF16"] = {"bytes": data.tobytes().hex(), "numbers": [float(n) for n in numbers]}
    path = Path(__file__).resolve().parent.parent / "reference" / "quantized.json"
    path.write_text(json.dumps(result, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
