"""Judges UI files with ComfyUI's own frontend, against API files.

usage: frontend_judge.py FOLDER --browser PATH --object-info FOLDER
                         [--screenshots DIR N] [--default-settings] [--conversion [--write DIR]]

A stub of ComfyUI's server gives the frontend its files and real node definitions, nothing else.
Choice lists of installed files are widened by the names that the files under judgement use: which
files one machine has is not the question here. Each NAME.workflow.json is loaded with the
frontend's schema validation switched on (its default is off: --default-settings) and passes when
  - no message (toast) and no dialog appears, and the console stays silent;
  - it has as many nodes and links as the file, none marked with an error;
  - every node stands where the file says, and no two boxes with their title bars overlap;
  - every widget holds the file's value of its place;
  - what the frontend would queue equals NAME.api.json (class types and inputs; titles aside).
--conversion judges the last point alone, for UI files of others that we converted; --write keeps
what the frontend queues as DIR/NAME.json.
Stated exceptions, counted at the end: texts that the frontend rewrites while queueing (comments are
cut, {a|b} is chosen at random, %date:...% and %node.widget% are replaced in file name prefixes),
and what 3D viewers, cameras and microphones capture then.
Console lines about hosts of the internet that are not reached are counted there too. Overlaps are judged by what the frontend made of our
sizes. --screenshots takes N files at equal distances as the window shows them when they have been
opened.
Exit code 0: all pass; 1: some do not; one line per fault.
"""

import argparse
import base64
import collections
import gzip
import hashlib
import http.server
import importlib.util
import json
import os
import pathlib
import re
import struct
import sys
import threading

from playwright.sync_api import sync_playwright

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
                         "awAAAABJRU5ErkJggg==")
TITLE_BAR = 30
# A 3D model of nothing: a header and one chunk of JSON.
SCENE = b'{"asset": {"version": "2.0"}, "scene": 0, "scenes": [{}]}   '
MODEL = struct.pack("<4sIII4s", b"glTF", 2, 20 + len(SCENE), len(SCENE), b"JSON") + SCENE
# Widgets whose value the frontend computes only when it queues, as (class type, name).
COMPUTED = {("CustomCombo", "index")}
# Captured by the browser when it queues: nothing in the file says what.
CAPTURES = {"LOAD_3D", "LOAD_3D_ADVANCED", "WEBCAM", "AUDIO_RECORD"}

# What one page call does with one file; returns all that is judged.
LOAD = """
async ([json, wait]) => {
  const shown = () => [...document.querySelectorAll(
    '.p-toast-message, [data-sonner-toast], [role=alert], [role=dialog]')]
  const before = new Set(shown())
  const result = {thrown: null, nodes: [], links: 0, output: null}
  try {
    await window.app.loadGraphData(json, true, true, null)
  } catch (error) { result.thrown = String(error) }
  await new Promise(resolve => setTimeout(resolve, wait))
  result.messages = shown().filter(e => !before.has(e)).map(e => e.innerText.trim())
    .filter(text => text && text !== 'Notification []')
  const graph = window.app.graph
  result.nodes = graph._nodes.map(n => ({
    id: n.id, type: n.type, has_errors: !!n.has_errors, pos: [...n.pos], size: [...n.size],
    widgets: (n.widgets || []).map(w => [w.name, w.value === undefined ? null :
      (() => { try { return JSON.parse(JSON.stringify(w.value)) } catch { return '?' } })(),
      w.serialize === false]),
  }))
  result.links = graph.links instanceof Map ? graph.links.size : Object.keys(graph.links).length
  try {
    result.output = (await window.app.graphToPrompt()).output
  } catch (error) { result.thrown = 'graphToPrompt: ' + String(error) }
  return JSON.parse(JSON.stringify(result))
}
"""


def handler(static, definitions, settings):
    """A request handler with the files and the few answers the frontend waits for."""
    answers = {
        "/object_info": definitions, "/settings": json.dumps(settings).encode(),
        "/users": b'{"storage": "server", "migrated": true}', "/features": b"{}",
        "/system_stats": json.dumps({
            "system": {"os": "posix", "comfyui_version": "0.33.0", "python_version": "3",
                       "pytorch_version": "2", "embedded_python": False, "argv": [],
                       "ram_total": 1, "ram_free": 1},
            "devices": []}).encode(),
        "/queue": b'{"queue_running": [], "queue_pending": []}', "/history": b"{}",
        "/prompt": b'{"exec_info": {"queue_remaining": 0}}',
        "/jobs": b'{"jobs": [], "pagination": {"offset": 0, "limit": 0, "total": 0, '
                 b'"has_more": false}}',
        "/extensions": b"[]", "/embeddings": b"[]", "/userdata": b"[]", "/v2/userdata": b"[]",
        "/workflow_templates": b"{}", "/global_subgraphs": b"{}", "/node_replacements": b"{}",
        "/i18n": b"{}", "/experiment/models": b"[]", "/view": PIXEL,
        "/userdata/user.css": b"", "/userdata/comfy.templates.json": b"[]",
    }

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=static)

        protocol_version = "HTTP/1.1"

        def open_socket(self):
            """A websocket on which nothing is ever said."""
            key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
            self.send_response(101)
            self.send_header("Upgrade", "websocket")
            self.send_header("Connection", "Upgrade")
            self.send_header("Sec-WebSocket-Accept",
                             base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
            self.end_headers()
            while self.rfile.read(1):
                pass
            self.close_connection = True

        def do_GET(self):
            path = self.path.split("?")[0]
            if "Sec-WebSocket-Key" in self.headers:
                return self.open_socket()
            if not path.startswith("/api"):
                return super().do_GET()
            body = answers.get(path[4:])
            if body is PIXEL and ".glb" in self.path:
                body = MODEL
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "image/png" if body is PIXEL else "application/json")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            try:
                self.wfile.write(body or b"")
            except ConnectionError:
                pass  # A page that is closed early stops reading.

        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_PUT = do_POST
        do_DELETE = do_POST

        def log_message(self, *_):
            pass

    return Handler


def inputs_of(definition):
    """The static inputs of a node definition, by name."""
    groups = definition["input"]
    return {**(groups.get("optional") or {}), **(groups.get("required") or {})}


def with_names(definitions, files, prompts):
    """Adds to the choices filled from folders (`files`: class -> input) what the prompts use."""
    for prompt in prompts:
        for node in prompt.values():
            definition = definitions.get(node.get("class_type"))
            for name in files.get(node.get("class_type"), ()) if definition else ():
                value, spec = node.get("inputs", {}).get(name), inputs_of(definition).get(name)
                if not isinstance(value, str) or not spec:
                    continue
                choices = spec[0] if isinstance(spec[0], list) else spec[1].get("options", [])
                if value not in choices:
                    choices.append(value)


def serve(definitions, validates):
    """Starts the stub; returns its address."""
    package = importlib.util.find_spec("comfyui_frontend_package").submodule_search_locations[0]
    settings = {"Comfy.TutorialCompleted": True, "Comfy.InstalledVersion": "1.58.1",
                "Comfy.Validation.Workflows": validates}
    answer = handler(
        os.path.join(package, "static"), json.dumps(definitions).encode(), settings)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), answer)
    server.handle_error = lambda *_: None  # Pages that are closed early; faults show in the page.
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


def spelled(value):
    """A value with the numbers of JavaScript: 7.0 and 7 are one."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [spelled(item) for item in value]
    if isinstance(value, dict):
        return {key: spelled(item) for key, item in value.items()}
    if isinstance(value, int) and not isinstance(value, bool):
        return int(float(value))
    return value


def rewritten(theirs, ours):
    """Whether the frontend's text may come of ours by its rewriting; why, or nothing."""
    if not isinstance(theirs, str) or not isinstance(ours, str):
        return None
    if re.search("%[^%]+%", ours):
        return "text with %...%"
    if "{" in ours:
        return "text with {...}"
    cut = re.sub(r"/\*[\s\S]*?\*/|//.*", "", ours)
    return "text with comments" if re.sub(r"\\([{}|])", r"\1", cut) == theirs else None


def excused(definition, name, theirs, ours):
    """Why a difference is none, or nothing."""
    spec = inputs_of(definition).get(name) if definition else None
    if spec and str(spec[0]) in CAPTURES:
        return "capture of the browser"
    return rewritten(theirs, ours)


def different_inputs(theirs, ours, definitions, excuses):
    """The differences of two API files; counts those that are none in `excuses`."""
    for node in sorted(set(theirs) | set(ours)):
        if node not in theirs or node not in ours:
            yield f"node {node} only in {'ours' if node in ours else 'the frontend'}"
            continue
        kind = theirs[node].get("class_type")  # Absent for a placeholder of an unknown type.
        if kind != ours[node]["class_type"]:
            yield f"node {node} is {ours[node]['class_type']}, the frontend queues {kind}"
            continue
        left, right = spelled(theirs[node].get("inputs", {})), spelled(ours[node]["inputs"])
        for name in sorted(set(left) | set(right)):
            if name not in left or name not in right or left[name] != right[name] \
                    or isinstance(left[name], bool) != isinstance(right[name], bool):
                reason = excused(definitions.get(kind), name, left.get(name), right.get(name))
                if reason:
                    excuses[reason] += 1
                    continue
                yield (f"input {kind}.{name} of node {node}: frontend "
                       f"{json.dumps(left.get(name, 'absent'))[:60]}, ours "
                       f"{json.dumps(right.get(name, 'absent'))[:60]}")


def overlaps(nodes):
    """Pairs of nodes whose boxes, title bars included, share more than an edge."""
    boxes = [(n["pos"][0], n["pos"][1] - TITLE_BAR, n["pos"][0] + n["size"][0],
              n["pos"][1] + n["size"][1], n) for n in nodes]
    for index, a in enumerate(boxes):
        for b in boxes[index + 1:]:
            if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
                yield a[4], b[4]


def misplaced_values(written, shown):
    """Widgets that hold another value than the file has in their place."""
    values = written.get("widgets_values")
    if not isinstance(values, list):
        return
    kept = [(name, value) for name, value, is_transient in shown["widgets"] if not is_transient]
    for place, (value, (name, now)) in enumerate(zip(values, kept)):
        if spelled(value) != spelled(now) and value is not None \
                and (shown["type"], name) not in COMPUTED:
            yield (f"widget {shown['type']}.{name} (place {place}): written "
                   f"{json.dumps(value)[:60]}, shown {json.dumps(now)[:60]}")


def conversion_faults(api, seen, definitions, excuses):
    """What the frontend would queue otherwise, as (kind, text)."""
    if seen["thrown"]:
        yield "thrown", seen["thrown"][:200]
    if seen["output"] is not None:
        for text in different_inputs(seen["output"], api, definitions, excuses):
            yield "api", text


def faults(workflow, seen):
    """All else that is wrong with one file, as (kind, text)."""
    for text in seen["messages"]:
        yield "message", " ".join(text.split())[:200]
    for text in seen["console"]:
        yield "console", " ".join(text.split())[:200]
    if len(seen["nodes"]) != len(workflow["nodes"]):
        yield "nodes", f"{len(seen['nodes'])} of {len(workflow['nodes'])}"
    if seen["links"] != len(workflow["links"]):
        yield "links", f"{seen['links']} of {len(workflow['links'])}"
    written = {str(node["id"]): node for node in workflow["nodes"]}
    for node in seen["nodes"]:
        if node["has_errors"]:
            yield "has_errors", f"{node['type']} {node['id']}"
        mine = written.get(str(node["id"]))
        if not mine:
            yield "unknown id", f"{node['type']} {node['id']}"
            continue
        if mine["type"] != node["type"]:
            yield "type", f"{mine['type']} became {node['type']}"
        if list(mine["pos"]) != node["pos"]:
            yield "position", f"{node['type']} {mine['pos']} became {node['pos']}"
        for text in misplaced_values(mine, node):
            yield "widget", text
    placed = [node for node in seen["nodes"] if None not in node["pos"]]
    for a, b in overlaps(placed):
        yield "overlap", (f"{a['type']} {a['id']} {a['size']} (written "
                          f"{written[str(a['id'])]['size']}) and {b['type']} {b['id']}")


class Page:
    """One tab of the frontend, made anew after every 50 files: leftovers add up."""

    def __init__(self, browser, address, wait):
        self.browser, self.address, self.page, self.loaded = browser, address, None, 0
        self.wait = wait  # Milliseconds until a message has appeared.
        self.console, self.outside = [], 0

    def fresh(self):
        if self.page:
            self.page.context.close()
        self.page = self.browser.new_context(viewport={"width": 1600, "height": 900}).new_page()
        self.page.on("console", self.note)
        self.page.on("pageerror", lambda error: self.console.append(f"uncaught: {error}"))
        self.page.goto(self.address)
        self.page.wait_for_function(
            "() => !!(window.app?.graph && window.LiteGraph?.registered_node_types.KSampler)",
            timeout=180_000)
        self.page.wait_for_timeout(500)
        self.loaded = 0

    def note(self, message):
        """Keeps an error of the console, unless a host of the internet is not reached."""
        if message.type != "error":
            return
        is_here = message.location.get("url", "").startswith(self.address)
        if "net::ERR_" in message.text and not is_here:
            self.outside += 1
        else:
            self.console.append(message.text)

    def load(self, workflow):
        if self.page is None or self.loaded == 50:
            self.fresh()
        self.loaded += 1
        self.console.clear()
        seen = self.page.evaluate(LOAD, [workflow, self.wait])
        seen["console"] = list(self.console)
        return seen

    def picture(self, path):
        """The window as it is when the file has been opened, in the view that the file asks for."""
        self.page.wait_for_timeout(400)
        self.page.screenshot(path=path)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--browser", required=True)
    parser.add_argument("--object-info", required=True, type=pathlib.Path)
    parser.add_argument("--screenshots", nargs=2, metavar=("DIR", "N"))
    parser.add_argument("--default-settings", action="store_true")
    parser.add_argument("--conversion", action="store_true")
    parser.add_argument("--write", type=pathlib.Path)
    arguments = parser.parse_args()
    files = sorted(arguments.folder.rglob("*.workflow.json"))
    if not files:
        sys.exit(f"no *.workflow.json below {arguments.folder}")
    pictures = set()
    if arguments.screenshots:
        count = max(1, min(int(arguments.screenshots[1]), len(files)))
        pictures = {files[index * len(files) // count] for index in range(count)}
        os.makedirs(arguments.screenshots[0], exist_ok=True)
    prompts = {file: json.loads(
        file.with_name(file.name.replace(".workflow.", ".api.")).read_text()) for file in files}
    with gzip.open(arguments.object_info / "extended.json.gz") as file:
        definitions = json.load(file)
    folders = json.loads((arguments.object_info / "combo_folders.json").read_text())
    with_names(definitions, folders, prompts.values())
    address = serve(definitions, not arguments.default_settings)
    options = ["--disable-gpu"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
    kinds, excuses, failed = collections.Counter(), collections.Counter(), 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=arguments.browser, args=options)
        page = Page(browser, address, 30 if arguments.conversion else 300)
        for file in files:
            name = str(file.relative_to(arguments.folder))[:-len(".workflow.json")]
            workflow = json.loads(file.read_text())
            if file in pictures:
                page.fresh()
            seen = page.load(workflow)
            found = list(conversion_faults(prompts[file], seen, definitions, excuses))
            if arguments.write:
                arguments.write.mkdir(parents=True, exist_ok=True)
                (arguments.write / (name.replace("/", "_") + ".json")).write_text(
                    json.dumps(seen["output"]))
            if not arguments.conversion:
                found += faults(workflow, seen)
            for kind, text in found:
                print(f"{name}: {kind}: {text}", flush=True)
            kinds.update({kind for kind, _ in found})
            failed += bool(found)
            if file in pictures:
                page.picture(os.path.join(
                    arguments.screenshots[0], name.replace("/", "_") + ".png"))
        browser.close()
        excuses["host of the internet"] = page.outside
    parts = "".join(f", {kind} in {count}" for kind, count in kinds.most_common())
    print(f"{'FAIL' if failed else 'PASS'}: {len(files) - failed} of {len(files)} files{parts}")
    for reason, count in excuses.most_common():
        print(f"stated exception: {reason}: {count}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
