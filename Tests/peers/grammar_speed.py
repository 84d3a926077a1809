"""Called by grammar_speed.sh: what masks cost in nightloom, llguidance and xgrammar.

usage: grammar_speed.py --bench NIGHTLOOM_BENCH [--answers 20] [--runs 5] FILE.gguf

`nightloom-bench mask-answers` writes answers to one wish from 16 candidate nodes and times its own
masks over their tokens. The peers get the vocabulary of FILE and a grammar of the same language:

  the three parts with their tags, spelled out; class names in the selection; a plan of any text
  without `<`; statements with the variables that a class type hands on and the arguments that it
  takes, in any order; links by the pattern of variables; numbers, choices and placeholders by type.

What our masks hold besides: that the selection is what the program uses, in this order; that an
argument stands once, in the printer's order, and links are to declared variables of a fitting type;
that what must be linked is, and numbers are within bounds; that every node leads to an output; and
that the answer ends within the tokens left.

Times are of one thread: each token's are the median of `--runs` passes over all answers, after one
that does not count, and the table has the mean over the tokens, in microseconds. A call from
Python, which our times do not contain, is measured by itself and shown.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time

import gguf
import llguidance
import numpy as np
import xgrammar

CONTROL, USER_DEFINED = 3, 4
END = "<|end|>"


def vocabulary(path):
    """The bytes of every token, control tokens as they are spelled; and the id of the end."""
    fields = gguf.GGUFReader(path).fields
    tokens = fields["tokenizer.ggml.tokens"].contents()
    types = fields["tokenizer.ggml.token_type"].contents()
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    letters = {chr(byte): byte for byte in printable}
    letters |= {chr(256 + place): byte for place, byte in enumerate(others)}
    return [
        token.encode() if kind in (CONTROL, USER_DEFINED) else bytes(letters[letter] for letter in token)
        for token, kind in zip(tokens, types)], tokens.index(END)


# --- The grammar --------------------------------------------------------------------------------


class Notation:
    """How one program spells rules and the patterns in them."""

    def __init__(self, rule, root, plan, digits, whole, decimal, variable):
        self.rule, self.root, self.plan, self.digits = rule, root, plan, digits
        self.whole, self.decimal, self.variable = whole, decimal, variable


LARK = Notation(
    "{}: {}", "start", "/[^<]*/", lambda prefix: f"/{prefix}_[0-9]+/", "/-?[0-9]{1,18}/",
    r"/-?[0-9]{1,9}\.[0-9]{1,6}/", "/[a-z_][a-z0-9_]*_[0-9]+/")
EBNF = Notation(
    "{} ::= {}", "root", "[^<]*", lambda prefix: f'"{prefix}_" [0-9]+', '"-"? [0-9]{1,18}',
    '"-"? [0-9]{1,9} "." [0-9]{1,6}', "[a-z_] [a-z0-9_]* [0-9]")


def text(plain):
    """A literal; both programs read JSON's."""
    return json.dumps(plain)


def values(one, notation):
    """What may stand behind `name=`: a variable, or a value of the input's type."""
    found = [notation.variable]
    if one["type"] == "INT":
        found.append(notation.whole)
    elif one["type"] == "FLOAT":
        found.append(notation.decimal)
    elif one["type"] == "BOOLEAN":
        found += [text("True"), text("False")]
    elif one["type"] == "STRING":
        found += [text('"$prompt"'), text('"$negative"')]
    found += [text(json.dumps(choice)) for choice in one["choices"]]
    return " | ".join(found)


def grammar(nodes, notation):
    """The rules for answers from `nodes`."""
    names = " | ".join(text(node["class"]) for node in nodes)
    rules = [
        (notation.root, " ".join([
            text("<selected_nodes>["), "name", f"({text(', ')} name)*",
            text("]</selected_nodes>\n<design_principle>"), "plan",
            text("</design_principle>\n<workflow>\n"), "statement*", text("</workflow>")])),
        ("name", f"{text(chr(34))} ({names}) {text(chr(34))}"),
        ("plan", notation.plan),
        ("statement", " | ".join(f"s{place}" for place in range(len(nodes))))]
    for place, node in enumerate(nodes):
        targets = f" {text(', ')} ".join(
            f"({notation.digits(prefix)} | {text('_')})" for prefix in node["outputs"])
        end = ")" + (f"  # {node['class']}" if node["comment"] else "") + "\n"
        rules.append((f"s{place}", " ".join([
            targets or text("_"), text(f" = {node['identifier']}("),
            f"(a{place} ({text(', ')} a{place})*)?", text(end)])))
        rules.append((f"a{place}", " | ".join(
            f"{text(one['name'] + '=')} ({values(one, notation)})" for one in node["inputs"])))
    return "\n".join(notation.rule.format(*rule) for rule in rules) + "\n"


# --- The programs -------------------------------------------------------------------------------


class Words:
    """A vocabulary as llguidance asks for it."""

    bos_token_id = None

    def __init__(self, tokens, end):
        self.tokens, self.eos_token_id, self.special_token_ids = tokens, end, [end]
        self.ids = {token: id for id, token in enumerate(tokens)}
        self.longest = max(map(len, tokens))

    def __call__(self, text):
        """The ids of bytes, the longest token first."""
        ids = []
        while text:
            size = next(n for n in range(self.longest, 0, -1) if text[:n] in self.ids)
            ids.append(self.ids[text[:size]])
            text = text[size:]
        return ids


class Guidance:
    """llguidance: a matcher is copied for each answer."""

    name = f"llguidance {llguidance.__version__}"

    def __init__(self, tokens, end, nodes):
        words = Words(tokens, end)
        self.tokenizer = llguidance.LLTokenizer(llguidance.TokenizerWrapper(words))
        self.mask = np.zeros((len(tokens) + 31) // 32, dtype=np.int32)
        self.place, self.bytes = self.mask.ctypes.data, self.mask.nbytes
        start = time.perf_counter()
        self.matcher = llguidance.LLMatcher(self.tokenizer, grammar(nodes, LARK))
        self.preparation = time.perf_counter() - start
        if self.matcher.is_error():
            sys.exit(f"llguidance: {self.matcher.get_error()}")

    def begin(self):
        matcher = self.matcher.deep_copy()
        place, size = self.place, self.bytes
        return (
            lambda: matcher.unsafe_compute_mask_ptr(place, size), matcher.consume_token,
            matcher.is_error)


class Grammar:
    """xgrammar: the grammar is compiled once, a matcher made for each answer."""

    name = "xgrammar"

    def __init__(self, tokens, end, nodes):
        information = xgrammar.TokenizerInfo(tokens, stop_token_ids=[end])
        compiler = xgrammar.GrammarCompiler(information, max_threads=1)
        self.mask = xgrammar.allocate_token_bitmask(1, len(tokens))
        start = time.perf_counter()
        self.compiled = compiler.compile_grammar(xgrammar.Grammar.from_ebnf(grammar(nodes, EBNF)))
        self.preparation = time.perf_counter() - start

    def begin(self):
        matcher = xgrammar.GrammarMatcher(self.compiled)
        mask = self.mask
        return (
            lambda: matcher.fill_next_token_bitmask(mask), matcher.accept_token,
            matcher.is_terminated)


def allows(peer, token):
    """Whether the last mask holds a token."""
    words = np.asarray(peer.mask).reshape(-1)
    return int(words[token >> 5]) >> (token & 31) & 1 == 1


def check(peer, rows):
    """Ends the script where a peer's masks do not allow an answer."""
    for number, row in enumerate(rows):
        fill, accept, _ = peer.begin()
        for place, token in enumerate(row):
            fill()
            if not allows(peer, token) or not accept(token):
                sys.exit(f"{peer.name} does not allow token {place} of answer {number}")


def measure(peer, rows, runs):
    """Microseconds a token: of the mask, of the step, of a call that does nothing."""
    clock = time.perf_counter_ns
    passes = []
    for _ in range(runs + 1):
        times = []
        for row in rows:
            fill, accept, nothing = peer.begin()
            for token in row:
                a = clock()
                fill()
                b = clock()
                accept(token)
                c = clock()
                nothing()
                times.append((b - a, c - b, clock() - c))
        passes.append(times)
    tokens = list(zip(*passes[1:]))
    return [
        statistics.fmean(statistics.median(one[what] for one in token) for token in tokens) / 1e3
        for what in range(3)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--bench", required=True)
    parser.add_argument("--answers", type=int, default=20)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    done = subprocess.run(
        [arguments.bench, "mask-answers", arguments.file, "--answers", str(arguments.answers),
         "--runs", str(arguments.runs)], check=True, stdout=subprocess.PIPE)
    ours = json.loads(done.stdout)
    tokens, end = vocabulary(arguments.file)
    print(f"{ours['answers']} answers, {ours['tokens']} tokens, {len(tokens)} in the vocabulary\n")
    print("| program | mask, µs | step, µs | both, µs | preparation, ms | a call from Python, µs |")
    print("|---|---|---|---|---|---|")

    def row(name, mask, step, preparation, call):
        print(f"| {name} | {mask:.2f} | {step:.2f} | {mask + step:.2f} | {preparation:.1f} "
              f"| {call} |", flush=True)

    row("nightloom", ours["maskMicroseconds"], ours["acceptMicroseconds"],
        ours["startMilliseconds"], "none")
    for kind in (Guidance, Grammar):
        peer = kind(tokens, end, ours["nodes"])
        check(peer, ours["ids"])
        mask, step, call = measure(peer, ours["ids"], arguments.runs)
        row(peer.name, mask, step, peer.preparation * 1e3, f"{call:.2f}")
    print(f"\nMasks and steps take {100 * ours['shareOfDecoding']:.1f} % of the time that decoding "
          f"these answers took on one thread.")


if __name__ == "__main__":
    main()
