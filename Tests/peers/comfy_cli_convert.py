"""Compares our conversion of official templates to the API form with comfy-cli's.

usage: comfy_cli_convert.py convert WORK BINARY OBJECT_INFO.json.gz
       comfy_cli_convert.py compare WORK

`convert` fills WORK/pairs (NAME.workflow.json, NAME.api.json of ours) and WORK/theirs (NAME.json)
with the templates of known nodes. All templates, unknown nodes or not, go API -> UI -> API: apart
from the inputs that the notes of our `convert` name, that must be the identity. Both files of that
way stand in WORK/back/pairs, for frontend_judge.sh, and in WORK/back/others.
`compare` reads the folders and WORK/frontend (NAME.json, what ComfyUI's frontend queues; may be
absent). A difference is one input of one node, or one node. Its reason is the first rule that
applies; the frontend, where it was asked, says who is right. WORK/differences.txt lists them all.
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


def run_ours(binary, source, target, form):
    """One conversion with our binary: what it notes; SystemExit when it fails."""
    done = subprocess.run([binary, "convert", "--to", form, source, target],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{source}: {done.stderr.strip()}")
    return done.stderr


def templates():
    """Name and content of every official template."""
    import comfyui_workflow_templates_json
    package = pathlib.Path(comfyui_workflow_templates_json.__file__).parent
    for path in sorted((package / "templates").glob("*.json")):
        workflow = json.loads(path.read_text())
        if not path.name.startswith("index") and isinstance(workflow, dict) \
                and "nodes" in workflow:
            yield path.stem, workflow


def convert(work, binary, object_info):
    """Both conversions of every template of known nodes, and the way over the canvas of all."""
    from comfy_cli.workflow_to_api import convert_ui_to_api
    logging.disable(logging.CRITICAL)
    with gzip.open(object_info) as file:
        definitions = json.load(file)
    counts, names = collections.Counter(), []
    for folder in ("pairs", "theirs", "others", "back/pairs", "back/others"):
        (work / folder).mkdir(parents=True, exist_ok=True)
    for name, workflow in templates():
        is_known = types_of(workflow) <= definitions.keys()
        counts["of known nodes" if is_known else "with unknown nodes"] += 1
        folder = work / ("pairs" if is_known else "others")
        (folder / f"{name}.workflow.json").write_text(json.dumps(workflow))
        names.append((folder, name))
        if is_known:
            theirs = convert_ui_to_api(workflow, definitions)
            (work / "theirs" / f"{name}.json").write_text(json.dumps(theirs))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        trips = list(pool.map(lambda name: round_trip(work, binary, *name), names))
    print(f"{len(names)} templates:", ", ".join(f"{n} {kind}" for kind, n in counts.items()))
    print(f"API -> UI -> API: {sum(trip == [] for trip in trips)} unchanged, "
          f"{sum(bool(trip) for trip in trips)} but for {sum(map(len, filter(None, trips)))} inputs "
          f"without a widget, {trips.count(None)} otherwise changed")
    for (_, name), trip in zip(names, trips):
        for node, key in trip or []:
            print(f"  {name}: node {node}: {key}: a literal in a socket, which a canvas "
                  "without subgraphs cannot hold")
    if None in trips:
        sys.exit(1)


def round_trip(work, binary, folder, name):
    """UI -> API -> UI -> API: what the canvas has no place for; None when more was changed."""
    api = folder / f"{name}.api.json"
    ui, back = (work / "back" / folder.name / f"{name}.{kind}.json" for kind in ("workflow", "api"))
    run_ours(binary, str(folder / f"{name}.workflow.json"), str(api), "api")
    notes = run_ours(binary, str(api), str(ui), "ui")
    run_ours(binary, str(ui), str(back), "api")
    omitted = re.findall(r"^note: node (\S+) \(.*\): the value of (\S+) has no widget", notes, re.M)
    first, second = (json.loads(path.read_text()) for path in (api, back))
    for node, key in omitted:
        del first[node]["inputs"][key]
    if numbered(first) == numbered(second):
        return omitted
    print(f"{name}: API -> UI -> API differs")
    return None


def numbered(prompt):
    """A prompt as a UI file can name its nodes, by numbers: other ids get those above the highest.

    Titles are looks.
    """
    highest = max((int(name) for name in prompt if name.isdecimal()), default=0)
    others = [name for name in prompt if not name.isdecimal()]
    names = {name: str(highest + 1 + place) for place, name in enumerate(others)}

    def value(item):
        if isinstance(item, list) and len(item) == 2 and item[0] in prompt:
            return [names.get(item[0], item[0]), item[1]]
        return spelled(item)
    return {names.get(name, name): (
        node["class_type"], {key: value(item) for key, item in node["inputs"].items()})
        for name, node in prompt.items()}


def spelled(value):
    """A value with 7.0 and 7 as one, and without the wrap of literal arrays and curves."""
    if isinstance(value, dict) and "__value__" in value and value.keys() <= {
            "__value__", "__type__"}:
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


def reason(ours, theirs, class_type):
    """What kind of difference one input is."""
    if theirs is ABSENT:
        return "link comfy-cli does not carry" if is_link(ours) else \
            "value only the frontend's widget has" if class_type in (
                "SaveGLB", "Preview3D", "Load3D", "CustomCombo") else \
            "start value of a widget without a stored one"
    if ours is ABSENT:
        return "link through a bypassed node of other types" if is_link(theirs) else \
            "value for a socket, or for an input the definition lacks"
    if is_link(ours) or is_link(theirs):
        return "link against value, or another source"
    if theirs is None or ours is None:
        return "null, where the browser shows a view"
    if isinstance(ours, (list, dict)):
        return "list or object, for which comfy-cli takes the start value"
    if isinstance(ours, str) and isinstance(theirs, str):
        if "{" in ours or "//" in ours or "/*" in ours or "\\" in ours:
            return "text that comfy-cli rewrites at random (comments, {a|b})"
        if ours.lower() == theirs.lower():
            return "letter case that comfy-cli corrects"
    return "stored value that comfy-cli shifts or replaces"


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
        yield ("number of a node of a subgraph whose own number is taken",
               judged_node(names[name], frontend), name)
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
            yield (reason(a, b, ours[name]["class_type"]),
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
    table, examples = collections.Counter(), {}
    spread = collections.defaultdict(set)
    alike, count, asked, lines, against = 0, 0, 0, [], []
    for path in sorted((work / "theirs").glob("*.json")):
        name = path.stem
        ours = json.loads((work / "pairs" / f"{name}.api.json").read_text())
        answer = work / "frontend" / f"{name}.json"
        frontend = json.loads(answer.read_text()) if answer.exists() else None
        asked += bool(frontend)
        found = list(differences(ours, json.loads(path.read_text()), frontend))
        count += 1
        alike += not found
        for kind, verdict, example in found:
            table[kind, verdict] += 1
            spread[kind, verdict].add(name)
            examples.setdefault((kind, verdict), f"{name}: {example}")
            lines.append(f"{name}: {kind}: frontend agrees with {verdict}: {example}")
            if verdict == "comfy-cli":
                against.append(lines[-1])
    (work / "differences.txt").write_text("".join(line + "\n" for line in lines))
    print(f"{alike} of {count} templates alike, {count - alike} differ for the reasons below; "
          f"the frontend was asked for {asked}\n")
    print("| templates | inputs | frontend agrees with | reason | first |\n|---|---|---|---|---|")
    for key, number in sorted(table.items(), key=lambda item: -item[1]):
        text = examples[key].replace("|", "\\|").replace("\n", " ")[:150]
        print(f"| {len(spread[key])} | {number} | {key[1]} | {key[0]} | {text} |")
    print()
    for line in against:
        print("against us:", line[:220])
    print(f"{'FAIL' if against else 'PASS'}: {len(against)} differences decided against us")
    sys.exit(1 if against else 0)


if __name__ == "__main__":
    if sys.argv[1] == "convert":
        convert(pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4])
    else:
        compare(pathlib.Path(sys.argv[2]))
