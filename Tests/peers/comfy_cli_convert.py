"""Compares our conversion of official templates to the API form with comfy-cli's.

usage: comfy_cli_convert.py convert WORK BINARY OBJECT_INFO.json.gz
       comfy_cli_convert.py compare WORK

`convert` fills WORK/pairs (NAME.workflow.json, NAME.api.json of ours) and WORK/theirs (NAME.json);
`compare` reads them and WORK/frontend (NAME.json, what ComfyUI's frontend queues; may be absent).
A difference is one input of one node, or one node. Its reason is the first rule that applies; the
frontend, where it was asked, says who is right.
"""

import collections
import concurrent.futures
import gzip
import json
import logging
import pathlib
import re
import subprocess
import sys

FRONTEND_ONLY = {"Note", "MarkdownNote", "Reroute", "PrimitiveNode", "SetNode", "GetNode"}


def types_of(workflow):
    """The class types of a UI file, subgraph interiors included."""
    graphs = (workflow.get("definitions") or {}).get("subgraphs", [])
    nodes = workflow["nodes"] + [node for graph in graphs for node in graph["nodes"]]
    return {node["type"] for node in nodes} - {graph["id"] for graph in graphs} - FRONTEND_ONLY


def run_ours(binary, source, target, form="api"):
    """One conversion with our binary; the error text, or nothing."""
    done = subprocess.run([binary, "convert", "--to", form, source, target],
                          capture_output=True, text=True, check=False)
    return done.stderr.strip() if done.returncode else None


def convert(work, binary, object_info):
    """Both conversions of every template of known nodes."""
    import comfyui_workflow_templates_json
    from comfy_cli.workflow_to_api import convert_ui_to_api
    logging.disable(logging.CRITICAL)
    with gzip.open(object_info) as file:
        definitions = json.load(file)
    package = pathlib.Path(comfyui_workflow_templates_json.__file__).parent
    counts, names = collections.Counter(), []
    for folder in ("pairs", "theirs", "back"):
        (work / folder).mkdir(parents=True, exist_ok=True)
    for path in sorted((package / "templates").glob("*.json")):
        workflow = json.loads(path.read_text())
        if path.name.startswith("index") or not isinstance(workflow, dict) \
                or "nodes" not in workflow:
            continue
        counts["templates"] += 1
        if types_of(workflow) - definitions.keys():
            counts["with unknown nodes"] += 1
            continue
        names.append(path.stem)
        (work / "pairs" / f"{path.stem}.workflow.json").write_text(json.dumps(workflow))
        theirs = convert_ui_to_api(workflow, definitions)
        (work / "theirs" / f"{path.stem}.json").write_text(json.dumps(theirs))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, trouble in pool.map(lambda name: round_trip(work, binary, name), names):
            if trouble:
                print(f"{name}: {trouble}")
                counts["refused or changed by ours"] += 1
    counts["compared"] = len(names)
    (work / "counts.json").write_text(json.dumps(counts))
    print(", ".join(f"{key}: {value}" for key, value in counts.items()))


def round_trip(work, binary, name):
    """UI -> API, then API -> UI -> API, which must be the identity."""
    api, ui, back = (str(work / folder / f"{name}.{kind}.json") for folder, kind in
                     (("pairs", "api"), ("back", "ui"), ("back", "api")))
    for source, target, form in (
            (str(work / "pairs" / f"{name}.workflow.json"), api, "api"), (api, ui, "ui"),
            (ui, back, "api")):
        trouble = run_ours(binary, source, target, form)
        if trouble:
            return name, trouble
    first, second = (json.loads(pathlib.Path(path).read_text()) for path in (api, back))
    return name, None if unnumbered(first) == unnumbered(second) else "API -> UI -> API differs"


def unnumbered(prompt):
    """A prompt with nodes named by their place: a UI file has numbers only. Titles are looks."""
    places = {name: place for place, name in enumerate(prompt)}

    def value(item):
        if isinstance(item, list) and len(item) == 2 and item[0] in places:
            return [places[item[0]], item[1]]
        return item
    return [(node["class_type"], {key: value(item) for key, item in node["inputs"].items()})
            for node in prompt.values()]


def spelled(value):
    """A value with 7.0 and 7 as one, and without the wrap of literal arrays."""
    if isinstance(value, dict) and value.keys() == {"__value__"}:
        value = value["__value__"]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [spelled(item) for item in value]
    if isinstance(value, dict):
        return {key: spelled(item) for key, item in value.items()}
    return value


def same(left, right):
    """Equality that tells true from 1."""
    return spelled(left) == spelled(right) and isinstance(left, bool) == isinstance(right, bool)


ABSENT = object()


def is_link(value):
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str)


def reason(name, ours, theirs, class_type):
    """What kind of difference one input is."""
    if theirs is ABSENT:
        return "link comfy-cli does not carry" if is_link(ours) else \
            "value only the frontend's widget has" if class_type in (
                "SaveGLB", "Preview3D", "Load3D", "CustomCombo") else \
            "start value of a widget without a stored one"
    if ours is ABSENT:
        if is_link(theirs):
            return "link we do not carry"
        if theirs is None:
            return "null, where nothing is set"
        return "default for an input without widget value"
    if is_link(ours) or is_link(theirs):
        return "link against value, or another source"
    if theirs is None or ours is None:
        return "null against a value"
    if isinstance(ours, str) and isinstance(theirs, str):
        if "{" in ours or "//" in ours or "/*" in ours or "\\" in ours:
            return "text that comfy-cli rewrites at random (comments, {a|b})"
        if ours.lower() == theirs.lower():
            return "letter case that comfy-cli corrects"
    return "another value"


def renumbered(ours, theirs):
    """Our ids by comfy-cli's, for nodes that only the frontend's numbering tells apart.

    Definitions are walked in the same order, so nodes of one instance and class pair up in order.
    """
    names = {}
    free = [name for name in ours if name not in theirs]
    for name in theirs:
        if name in ours and ours[name]["class_type"] == theirs[name]["class_type"]:
            continue
        scope = name.rpartition(":")[0]
        twin = next((other for other in free if other.rpartition(":")[0] == scope and
                     ours[other]["class_type"] == theirs[name]["class_type"]), None)
        if twin is not None:
            names[name] = twin
            free.remove(twin)
    return names


def differences(ours, theirs, frontend):
    """(reason, verdict, example) of each difference of one template."""
    names = renumbered(ours, theirs)
    for name in names:
        yield "numbers of nodes in repeated subgraph ids", judged_node(names[name], frontend), name
    back = {names.get(name, name): node for name, node in theirs.items()}

    def moved(value):
        return [names.get(value[0], value[0]), value[1]] if is_link(value) else value
    for name in sorted(ours.keys() | back.keys()):
        if name not in back or name not in ours:
            side = "ours" if name in ours else "comfy-cli's"
            yield f"node only in {side}", judged_node(name, frontend, side == "ours"), name
            continue
        left, right = ours[name]["inputs"], back[name]["inputs"]
        for key in sorted(left.keys() | right.keys()):
            a, b = left.get(key, ABSENT), moved(right.get(key, ABSENT))
            if a is not ABSENT and b is not ABSENT and same(a, b):
                continue
            third = ABSENT
            if frontend and name in frontend:
                third = frontend[name]["inputs"].get(key, ABSENT)
            text = f"{ours[name]['class_type']}.{key} of {name}: {shown(a)} against {shown(b)}"
            yield (reason(key, a, b, ours[name]["class_type"]),
                   judged(a, b, third) if frontend else "not asked",
                   text + (f", frontend {shown(third)}" if frontend else ""))


def judged_node(name, frontend, is_ours=True):
    if not frontend:
        return "not asked"
    return "ours" if (name in frontend) == is_ours else "comfy-cli"


def judged(ours, theirs, third):
    """Whose value the frontend queues."""
    for side, value in (("ours", ours), ("comfy-cli", theirs)):
        if value is ABSENT and third is ABSENT or \
                value is not ABSENT and third is not ABSENT and same(value, third):
            return side
    if isinstance(third, str) and isinstance(ours, str) and re.search(r"[{/\\%]", ours):
        return "neither: random text"
    return "neither"


def shown(value):
    return "absent" if value is ABSENT else json.dumps(value)[:50]


def compare(work):
    """Prints the table; exit code 1 if a difference is left that the frontend decides against us."""
    table, examples, alike, count, against = collections.Counter(), {}, 0, 0, []
    asked = 0
    for path in sorted((work / "theirs").glob("*.json")):
        name = path.stem
        mine = work / "pairs" / f"{name}.api.json"
        if not mine.exists():
            continue
        ours, theirs = json.loads(mine.read_text()), json.loads(path.read_text())
        answer = work / "frontend" / f"{name}.json"
        frontend = json.loads(answer.read_text()) if answer.exists() else None
        asked += bool(frontend)
        found = list(differences(ours, theirs, frontend))
        count += 1
        alike += not found
        for kind, verdict, example in found:
            table[kind, verdict] += 1
            examples.setdefault((kind, verdict), f"{name}: {example}")
            if verdict == "comfy-cli":
                against.append(f"{name}: {kind}: {example}")
    print(f"{alike} of {count} templates alike; the frontend was asked for {asked}")
    print(f"{'differences':>11}  {'frontend agrees with':22}reason (first example)")
    for (kind, verdict), number in sorted(table.items(), key=lambda item: -item[1]):
        print(f"{number:11}  {verdict:22}{kind} ({examples[kind, verdict][:150]})")
    for line in against:
        print("against us:", line[:220])
    print(f"{'FAIL' if against else 'PASS'}: {len(against)} differences decided against us")
    sys.exit(1 if against else 0)


if __name__ == "__main__":
    if sys.argv[1] == "convert":
        convert(pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4])
    else:
        compare(pathlib.Path(sys.argv[2]))
