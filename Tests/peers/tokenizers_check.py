"""Called by tokenizers_check.sh: are our token ids those of the PyPI package `tokenizers`?

usage: tokenizers_check.py NIGHTLOOM NIGHTLOOM_BENCH COUNT FILE.gguf ...

For each GGUF file the same vocabulary is built with `tokenizers`, as Hugging Face's converters
build it (transformers: integrations/ggml.py and convert_slow_tokenizer.py), COUNT mixed lines are
encoded by both, and the differences are counted; where the file has a chat template, the first 500
are also messages, laid out by the template in Jinja. Then both are timed on the same lines, one
thread, in turn, five times each; the peer's faster call, of one line and of all lines, counts.
Prints one line per file; exit code 1 when a line differs.
"""

import gc
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

import jinja2  # noqa: E402
from gguf import GGUFReader  # noqa: E402
from tokenizers import (  # noqa: E402
    AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers)

NORMAL, CONTROL, USER_DEFINED = 1, 3, 4
WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+")


# --- The peer's tokenizer from a GGUF file ------------------------------------------------------


def byte_level(pre):
    """The pre-tokenizer and normalizer of each name, as in the models' own tokenizer.json."""
    pattern = {"llama-bpe": WORDS % "{1,3}", "qwen2": WORDS % ""}.get(pre)
    if pattern:
        splitting = pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex(pattern), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    else:
        splitting = pre_tokenizers.ByteLevel(add_prefix_space=False)
        if pre == "smollm":
            splitting = pre_tokenizers.Sequence(
                [pre_tokenizers.Digits(individual_digits=True), splitting])
        elif pre != "gpt-2":
            sys.exit(f"no peer for the pre-tokenizer {pre}")
    return splitting, normalizers.NFC() if pre == "qwen2" else None


def merges_of_scores(ids, scores):
    """The merges of a SentencePiece vocabulary, highest score first, as transformers lists them."""
    merges = []
    for piece, id in ids.items():
        cuts = ((piece[:i], piece[i:]) for i in range(1, len(piece)))
        pairs = [(a, b, scores[id]) for a, b in cuts if a in ids and b in ids]
        merges += sorted(pairs, key=lambda pair: (ids[pair[0]], ids[pair[1]]))
    merges.sort(key=lambda pair: (pair[2], len(pair[0]), len(pair[1])), reverse=True)
    return [(a, b) for a, b, _ in merges]


def load(path):
    """Of a GGUF file: the peer's tokenizer, its name, the chat template, the control tokens."""
    fields = GGUFReader(path).fields
    text = lambda name: str(fields[f"tokenizer.ggml.{name}"].contents())
    tokens = fields["tokenizer.ggml.tokens"].contents()
    types = fields["tokenizer.ggml.token_type"].contents()
    ids = {token: id for id, token in enumerate(tokens)}
    if text("model") == "llama":
        scores = fields["tokenizer.ggml.scores"].contents()
        pieces = {token: id for token, id in ids.items() if types[id] == NORMAL}
        model = models.BPE(
            ids, merges_of_scores(pieces, scores), unk_token="<unk>", fuse_unk=True,
            byte_fallback=True)
        tokenizer, name = Tokenizer(model), "llama"
        tokenizer.normalizer = normalizers.Sequence(
            [normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    else:
        name = text("pre")
        merges = [tuple(merge.split(" ")) for merge in fields["tokenizer.ggml.merges"].contents()]
        model = models.BPE(ids, merges, ignore_merges=name == "llama-bpe")
        tokenizer = Tokenizer(model)
        tokenizer.pre_tokenizer, normalizer = byte_level(name)
        if normalizer:
            tokenizer.normalizer = normalizer
    tokenizer.add_tokens([
        AddedToken(token, normalized=False) for token, id in ids.items()
        if types[id] == USER_DEFINED])
    template = fields.get("tokenizer.chat_template")
    control = [token for token, id in ids.items() if types[id] == CONTROL]
    return tokenizer, name, template and str(template.contents()), control


# --- The lines ----------------------------------------------------------------------------------


def code_lines():
    """The lines of Python's own library that are not empty, as they stand."""
    folder = os.path.dirname(os.__file__)
    lines = []
    for name in sorted(os.listdir(folder)):
        if name.endswith(".py"):
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                lines += [line for line in file if line.strip()]
    return lines


KANA = [chr(c) for c in range(0x3041, 0x3097)] + [chr(c) for c in range(0x30A1, 0x30FB)]
JAPANESE = KANA * 4 + list("、。「」ー・！？　々〇") * 8 + [chr(c) for c in range(0x4E00, 0x9FA6)]
EMOJI = list("🌙✨🦊🏔🎨❤👩🔧🧑🚀😀🇯🇵🏽") + ["\u200d", "\ufe0f", "👩‍🔧", "🏳️‍🌈", "1️⃣"]
CONTROLS = [chr(c) for c in range(32)] + ["\x7f", "\x85", "\u2028", "\ufeff", "\u00ad", "\u200b"]
CONTRACTIONS = [
    "it's", "I'M", "don't", "we'Ll", "you've", "they'RE", "o'clock", "'tis", "rock'n'roll", "'ſ"]
SPACES = [" ", " ", "  ", "    ", "\t", "\n", "\r\n", "\n\n", " \n", "\u00a0", "\u3000", "\u2003"]


def piece(generator, code):
    kind = generator.randrange(12)
    if kind < 3:
        return generator.choice(code)
    if kind < 5:
        return "".join(generator.choices(JAPANESE, k=generator.randint(1, 20)))
    if kind == 5:
        return "".join(generator.choices(EMOJI, k=generator.randint(1, 5)))
    if kind == 6:
        return "".join(generator.choices(CONTROLS, k=generator.randint(1, 4)))
    if kind == 7:
        return generator.choice(CONTRACTIONS)
    if kind == 8:
        return "".join(generator.choices(SPACES, k=generator.randint(1, 4)))
    if kind == 9:
        return "".join(generator.choices("0123456789²Ⅷ٣½.,-_", k=generator.randint(1, 9)))
    if kind == 10:
        return generator.choice("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") * generator.randint(1, 80)
    scalars = (generator.randrange(generator.choice([0x250, 0x3000, 0x11_0000])) for _ in range(6))
    return "".join(chr(c) for c in scalars if not 0xD800 <= c < 0xE000)


def mixed_lines(count):
    """Texts of one to six pieces; some hold line breaks, so they travel as JSON strings."""
    generator = random.Random(7)
    code = code_lines()
    return [
        "".join(piece(generator, code) for _ in range(generator.randint(1, 6)))
        for _ in range(count)]


# --- Comparing ----------------------------------------------------------------------------------


def compare(nightloom, path, tokenizer, lines, texts, *options):
    """The number of lines whose ids are those of `texts` by the peer; shows the first others."""
    answer = subprocess.run(
        [nightloom, "model", "tokenize", path, "--json", *options], check=True, text=True,
        input="".join(json.dumps(line) + "\n" for line in lines), stdout=subprocess.PIPE).stdout
    ours = [json.loads(line) for line in answer.splitlines()]
    theirs = [item.ids for item in tokenizer.encode_batch(texts, add_special_tokens=False)]
    unequal = [i for i in range(len(lines)) if i >= len(ours) or ours[i] != theirs[i]]
    for i in unequal[:3]:
        print(f"  {lines[i]!r}\n  ours   {ours[i:i + 1]}\n  theirs {theirs[i]}")
    return len(lines) - len(unequal)


def compare_chats(nightloom, path, tokenizer, template, control, lines):
    """The same for messages; `tokenizer` takes the control tokens from then on."""
    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True)
    layout = environment.from_string(template)
    texts = [
        layout.render(messages=[{"role": "user", "content": line}], add_generation_prompt=True)
        for line in lines]
    tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token in control])
    return compare(nightloom, path, tokenizer, lines, texts, "--chat")


def seconds_of_peer(tokenizer, lines):
    """Processor seconds for all lines, by the faster of the two ways to ask."""
    gc.disable()
    start = time.process_time()
    for line in lines:
        tokenizer.encode(line, add_special_tokens=False)
    single = time.process_time() - start
    start = time.process_time()
    tokenizer.encode_batch_fast(lines, add_special_tokens=False)
    batch = time.process_time() - start
    gc.enable()
    return min(single, batch)


def rate_of_ours(bench, path, file):
    """Our MB/s on the lines of `file`."""
    environment = dict(os.environ, NIGHTLOOM_VOCABULARY=path, NIGHTLOOM_LINES=file)
    environment.pop("NIGHTLOOM_DATA", None)
    answer = subprocess.run(
        [bench, "tokenizer", "--json", "--no-baseline"], env=environment, check=True,
        capture_output=True, text=True).stdout
    return json.loads(answer)["median"]


def main():
    nightloom, bench, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    lines = mixed_lines(count)
    megabytes = sum(len(line.encode()) for line in lines) / 1e6
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
        file.flush()
        different = 0
        for path in sys.argv[4:]:
            tokenizer, name, template, control = load(path)
            equal = compare(nightloom, path, tokenizer, lines, lines)
            different += count - equal
            theirs, ours = [], []
            for _ in range(5):
                theirs.append(megabytes / seconds_of_peer(tokenizer, lines))
                ours.append(rate_of_ours(bench, path, file.name))
            ratio = statistics.median(a / b for a, b in zip(ours, theirs))
            print(
                f"{name}: {equal} of {count} lines equal; {statistics.median(ours):.1f} MB/s, "
                f"tokenizers {statistics.median(theirs):.1f} MB/s, {ratio:.1f} times as fast",
                flush=True)
            if template:
                chats = lines[:500]
                equal = compare_chats(nightloom, path, tokenizer, template, control, chats)
                different += len(chats) - equal
                print(f"{name}: {equal} of {len(chats)} chat messages equal", flush=True)
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
