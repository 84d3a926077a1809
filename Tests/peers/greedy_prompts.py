"""Prompts of mixed kind and length for the checks of decoding, and our side of them."""

import json
import random
import subprocess

WORDS = (
    "the a river mountain machine quiet slowly because although engineer letter winter carries "
    "between every window history measured found small bright under without people music station "
    "answer village paper remember yesterday morning crossed never water light and of to in with "
    "that was is for their house question teacher carefully built old city garden").split()
JAPANESE = (
    "今日は天気がいいですね。|東京の地下鉄は|朝の八時に混みます。|彼女は図書館で本を読んで、|"
    "コンピューターの画面に|数字が並んでいる。|「どこへ行きますか」と|先生が聞きました。|"
    "冬の山は静かで、|雪が降り始めた。").split("|")
THINGS = "apples,copper wire,two lamps,a map of the coast,paint,nails,bread,a spare tyre".split(",")


def prose(generator):
    """A sentence of known words in no order."""
    words = generator.choices(WORDS, k=generator.randint(5, 16))
    return " ".join(words).capitalize() + generator.choice([". ", "? ", ".\n\n", "; "])


def code(generator):
    """A short function of Python."""
    name, other = generator.sample(WORDS, 2)
    return (
        f"def {name}_{other}(items, limit={generator.randint(1, 99)}):\n"
        f"    total = 0\n    for {name} in items:\n        if {name} > limit:\n"
        f"            total += {name} * {generator.randint(2, 9)}\n    return total\n\n")


def listing(generator):
    """A line of a list."""
    return f"- {generator.randint(1, 30)} x {generator.choice(THINGS)}\n"


def numbers(generator):
    """A line of a table of numbers."""
    return "\t".join(f"{generator.uniform(-1000, 1000):.2f}" for _ in range(4)) + "\n"


def japanese(generator):
    """A piece of a Japanese sentence."""
    return generator.choice(JAPANESE)


KINDS = (prose, code, listing, numbers, japanese)
SHORTEST, LONGEST = 4, 512


def prompts(nightloom, file, count):
    """`count` lists of token ids of 4 to 512 tokens, lengths in equal ratios, kinds in turn."""
    texts = []
    for index in range(count):
        generator = random.Random(index)
        kind = KINDS[index % len(KINDS)]
        texts.append("".join(kind(generator) for _ in range(LONGEST)))
    answer = subprocess.run(
        [nightloom, "model", "tokenize", file, "--json"], check=True, text=True,
        input="".join(json.dumps(text) + "\n" for text in texts), stdout=subprocess.PIPE).stdout
    ids = [json.loads(line) for line in answer.splitlines()]
    ratio = (LONGEST / SHORTEST) ** (1 / max(1, count - 1))
    return [row[:round(SHORTEST * ratio ** index)] for index, row in enumerate(ids)]


def ours(nightloom, file, prompt, count, threads, logits=False):
    """Our greedy tokens behind a prompt; with `logits` also what each was chosen from."""
    words = [nightloom, "model", "check", file, "--tokens", ",".join(map(str, prompt)),
             "--count", str(count), "--threads", str(threads)]
    done = subprocess.run(words + ["--json"] * logits, check=True, text=True, capture_output=True)
    if logits:
        answer = json.loads(done.stdout)
        return answer["tokens"], answer["logits"]
    return [int(token) for token in done.stdout.split(",")]
