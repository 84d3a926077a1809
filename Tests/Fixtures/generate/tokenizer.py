"""Writes Tests/Fixtures/tokenizer/reference.json: token ids by the PyPI package `tokenizers`.

Needs: pip install tokenizers==0.23.3
Run from the repository's root: python3 Tests/Fixtures/generate/tokenizer.py

Schema: {"version": of the package, "tokens": [GGUF strings by id], "types": [1 | 3 | 4 by id],
"merges": ["left right"], "cases": [{"text", "ids", "control": whether control tokens count}]}
The merges are trained by the package itself, so that nothing of nightloom is in the file.
"""

import json
import pathlib

import tokenizers
from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers, trainers

CONTROL = ["<selected_nodes>", "</selected_nodes>", "<workflow>", "<|end|>"]
USER = ["KSampler", "KSamplerAdvanced", "VAEDecode", "Load", "oadImageMask", " = ", "画像"]

CODE = """model, clip, vae = CheckpointLoaderSimple(ckpt_name="sd_xl_base_1.0.safetensors")
positive = CLIPTextEncode(text="a quiet street at night, it's raining", clip=clip)
negative = CLIPTextEncode(text="blurry, low quality", clip=clip)
latent = EmptyLatentImage(width=1024, height=1024, batch_size=1)
sampled = KSampler(model, seed=42, steps=20, cfg=7.5, positive=positive, negative=negative)
image = VAEDecode(samples=sampled, vae=vae)
SaveImage(images=image, filename_prefix="ComfyUI")
"""
JAPANESE = "夜の静かな街を描いてください。雨が降っています。画像を保存する。"
PROSE = "We're sure they'll say it's what I'd've done, don't you? You've 1,234 of 56 items.\n\n  End."

CASES = [
    "", " ", "  ", "\n", " \n ", "a", " a", "  a", "a  ", "a \n b", "\t\tx\r\ny",
    CODE, JAPANESE, PROSE,
    "KSamplerAdvanced KSamplerX MyKSampler KSample", "LoadImageMask oadImageMask Load",
    "x = y  =  z = ", "画像画像の画", "it's IT'S 'sx 're'll '' 'l 'v x'd",
    "👩‍🔧🌙✨ emoji 🇯🇵!", "e\u0301 ก็ नि \u0660\u0661 ² Ⅷ ½ 五",
    "\u00a0nbsp\u3000wide\u2028line\u2029para\u0085nel \u200bzero", "\x00\x01\x1f\x7f\x1c \x1d",
    "https://a.b/c?d=e&f=%20#g", '{"a": [1, 2.5e-3, null], "b": "\\u00e9"}',
    "a" * 200, " " * 70 + "x", "-" * 65 + "=" * 65, "ab" * 60 + "の" * 40,
    "<workflow>code</workflow><|end|>", "<selected_nodes> <selected_nodes</selected_nodes>",
]


def make(merges_of, control):
    tokenizer = Tokenizer(models.BPE(vocab=merges_of[0], merges=merges_of[1]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.add_tokens([AddedToken(text, normalized=False) for text in USER])
    if control:
        tokenizer.add_special_tokens([AddedToken(text, normalized=False) for text in CONTROL])
    return tokenizer


def main():
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trained.train_from_iterator(
        [CODE, JAPANESE, PROSE],
        trainers.BpeTrainer(
            vocab_size=420, show_progress=False,
            initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet())))
    model = json.loads(trained.to_str())["model"]
    vocab, merges = model["vocab"], [tuple(merge) for merge in model["merges"]]
    for text in USER + CONTROL:
        vocab[text] = len(vocab)
    tokens = sorted(vocab, key=vocab.get)
    kinds = {**{text: 4 for text in USER}, **{text: 3 for text in CONTROL}}
    cases = []
    for control in [False, True]:
        tokenizer = make((vocab, merges), control)
        for text in CASES:
            if control and "<" not in text:
                continue
            cases.append({"text": text, "ids": tokenizer.encode(text).ids, "control": control})
    result = {
        "version": tokenizers.__version__, "tokens": tokens,
        "types": [kinds.get(token, 1) for token in tokens],
        "merges": [" ".join(merge) for merge in merges], "cases": cases}
    target = pathlib.Path(__file__).parent.parent / "tokenizer" / "reference.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, separators=(",", ":")) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
