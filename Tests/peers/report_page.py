"""Parses the morning report as browsers do (html5lib) and holds it against a harmless one.

Usage: report_page.py HARMLESS.html PAGE.html … Exits with 1 when a page has other elements or
attributes than the harmless one, a script, an event handler, a link that leaves the spool, or a
policy whose hash is not that of its style.
"""

import base64
import hashlib
import sys

import html5lib


def shape(tree):
    return [(e.tag, tuple(sorted(e.attrib))) for e in tree.iter() if isinstance(e.tag, str)]


def problems(path, expected):
    tree = html5lib.parse(open(path, encoding="utf-8").read(), namespaceHTMLElements=False)
    found = shape(tree)
    if found != expected:
        place = next((i for i, (a, b) in enumerate(zip(found, expected)) if a != b), -1)
        yield f"element {place} is {found[place]} instead of {expected[place]}"
    for element in tree.iter():
        if not isinstance(element.tag, str):
            yield "a comment is in the page"
            continue
        if element.tag in ("script", "iframe", "object", "embed", "base", "link", "form"):
            yield f"there is an element {element.tag}"
        for name, value in element.attrib.items():
            if name.startswith("on") or name == "style":
                yield f"{element.tag} has the attribute {name}"
            if name in ("href", "src") and not value.startswith(("./outbox/", "./dead/")):
                yield f"a link leads to {value[:60]}"
    style = tree.find(".//style").text
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = tree.find(".//meta[@http-equiv]").attrib["content"]
    if f"style-src 'sha256-{digest}'" not in policy or "default-src 'none'" not in policy:
        yield "the policy does not name the style's hash"


def main() -> int:
    harmless, pages = sys.argv[1], sys.argv[1:]
    expected = shape(html5lib.parse(open(harmless, encoding="utf-8").read(), namespaceHTMLElements=False))
    bad = 0
    for page in pages:
        for problem in problems(page, expected):
            print(f"report_page: error: {page}: {problem}", file=sys.stderr)
            bad += 1
    print(f"report_page: {len(pages)} pages with {len(expected)} elements, {bad} problems")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
