"""Writes Tests/Fixtures/tokenizer/reference*.json: token ids by other tokenizers.

Needs: pip install tokenizers==0.23.3 sentencepiece==0.2.3 protobuf
Run from the repository's root: python3 Tests/Fixtures/generate/tokenizer.py

Schema of reference.json and reference-{llama-bpe,qwen2,smollm}.json, by `tokenizers`: {"version":
of the package, "pre": name of the splitting rule in GGUF, "tokens": [GGUF strings by id], "types":
[1 | 3 | 4 by id], "merges": ["left right"], "cases": [{"text", "ids", "control": whether control
tokens count}]}. reference-llama.json, by `sentencepiece`, has "scores" for "merges" and no "pre".
The merges and scores are trained by the packages themselves, so that nothing of nightloom is in
the files.
"""

import io
import json
import pathlib
import random

import sentencepiece
import tokenizers
from sentencepiece import sentencepiece_model_pb2
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

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


PIECES = [
    "it's", "I'M", "we'Ll", "don't", "'tis", "o'clock'", "'\u017fo", "the", "Rain", "(text=", "x.y",
    "夜の街", "画像", "描い", "🌙✨", "👩\u200d🔧", "e\u0301", "か\u3099", "\u212b", "ü", "मि",
    "0", "12", "123", "12345678", "²Ⅷ", "\u0663\u0664", " ", "  ", "    ", "\n", "\r\n", "\n\n",
    " \n", "\t", "\u00a0", "\u3000", "!", "!!!", " !", ".\n", "):\n\n", "\x00", "\x04", "\x1f",
    "\x7f", "\u2581", "\u2581\u2581", "</s>", "<0x41>", " quietest", "ozz", "\U00068fae", "\u0378"]


def mixed(count):
    generator = random.Random(3)
    return ["".join(generator.choices(PIECES, k=generator.randint(1, 9))) for _ in range(count)]


def make(merges_of, control):
    tokenizer = Tokenizer(models.BPE(vocab=merges_of[0], merges=merges_of[1]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.add_tokens([AddedToken(text, normalized=False) for text in USER])
    if control:
        tokenizer.add_special_tokens([AddedToken(text, normalized=False) for text in CONTROL])
    return tokenizer


def train(splitting, alphabet=None):
    """Tokens with their ids, and merges, learned with a pre-tokenizer."""
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = splitting
    trained.train_from_iterator(
        [CODE, JAPANESE, PROSE],
        trainers.BpeTrainer(
            vocab_size=420, show_progress=False,
            initial_alphabet=sorted(alphabet or pre_tokenizers.ByteLevel.alphabet())))
    model = json.loads(trained.to_str())["model"]
    return model["vocab"], [tuple(merge) for merge in model["merges"]]


def write(name, pre, vocab, merges, kinds, cases):
    tokens = sorted(vocab, key=vocab.get)
    save(name, {
        "version": tokenizers.__version__, "pre": pre, "tokens": tokens,
        "types": [kinds.get(token, 1) for token in tokens],
        "merges": [" ".join(merge) for merge in merges], "cases": cases})


def save(name, value):
    target = pathlib.Path(__file__).parent.parent / "tokenizer" / name
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(value, separators=(",", ":")) + "\n", encoding="ascii")


def added_tokens():
    """GPT-2's rule, with user-defined and control tokens."""
    vocab, merges = train(pre_tokenizers.ByteLevel(add_prefix_space=False))
    for text in USER + CONTROL:
        vocab[text] = len(vocab)
    kinds = {**{text: 4 for text in USER}, **{text: 3 for text in CONTROL}}
    cases = []
    for control in [False, True]:
        tokenizer = make((vocab, merges), control)
        for text in CASES + mixed(100):
            if control and "<" not in text:
                continue
            cases.append({"text": text, "ids": tokenizer.encode(text).ids, "control": control})
    write("reference.json", "gpt-2", vocab, merges, kinds, cases)


WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+")


def by_pattern(pattern):
    return pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(pattern), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def family(pre, splitting, normalizer=None, missing="", extra=()):
    """One splitting rule: `missing` characters have no token, `extra` tokens have no merge."""
    vocab, merges = train(splitting, set(pre_tokenizers.ByteLevel.alphabet()) - set(missing))
    for text in extra:
        vocab[text] = len(vocab)
    tokenizer = Tokenizer(models.BPE(vocab, merges, ignore_merges=bool(extra)))
    tokenizer.pre_tokenizer = splitting
    if normalizer:
        tokenizer.normalizer = normalizer
    cases = [
        {"text": text, "ids": tokenizer.encode(text).ids, "control": False}
        for text in CASES + mixed(200)]
    write(f"reference-{pre}.json", pre, vocab, merges, {}, cases)


def sentence_piece():
    """SentencePiece with the settings of Llama 2."""
    file = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter((CODE + JAPANESE + "\n" + PROSE).split("\n")), model_writer=file,
        model_type="bpe", vocab_size=600, character_coverage=1.0, byte_fallback=True,
        normalization_rule_name="identity", remove_extra_whitespaces=False, split_digits=True,
        allow_whitespace_only_pieces=True, minloglevel=2)
    model = sentencepiece_model_pb2.ModelProto.FromString(file.getvalue())
    tokenizer = sentencepiece.SentencePieceProcessor(model_proto=file.getvalue())
    save("reference-llama.json", {
        "version": sentencepiece.__version__, "tokens": [p.piece for p in model.pieces],
        "types": [p.type for p in model.pieces], "scores": [p.score for p in model.pieces],
        "cases": [
            {"text": text, "ids": tokenizer.encode(text), "control": False}
            for text in CASES + mixed(200)]})


def main():
    added_tokens()
    family("llama-bpe", by_pattern(WORDS % "{1,3}"), extra=["Ġquietest", "ozz"])
    family("qwen2", by_pattern(WORDS % ""), normalizers.NFC())
    digits = pre_tokenizers.Digits(individual_digits=True)
    family(
        "smollm",
        pre_tokenizers.Sequence([digits, pre_tokenizers.ByteLevel(add_prefix_space=False)]),
        missing="\u0104\u00c0\u00f5")
    sentence_piece()


if __name__ == "__main__":
    main()
