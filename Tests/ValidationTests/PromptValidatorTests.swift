import JSON
import Testing
import Validation
import WorkflowGraph

@Suite("Layer 1 speaks with the server's voice")
struct PromptValidatorTests {
  private func verdict(_ prompt: JSONValue) throws -> Verdict {
    try SmallServer.validator().validate(prompt)
  }

  /// The single issue as `node kind input | message | details`.
  private func issue(_ prompt: JSONValue) throws -> String {
    let issues = try verdict(prompt).issues
    return issues.map {
      "\($0.nodeID ?? "-") \($0.kind.rawValue) \($0.inputName ?? "-") | \($0.message) | "
        + $0.details
    }.joined(separator: "\n")
  }

  @Test("A good prompt is accepted, as a prompt, a request and a workflow")
  func good() throws {
    let validator = try SmallServer.validator()
    #expect(validator.validate(SmallServer.good) == Verdict(status: .accepted))
    let request: JSONValue = [
      "prompt": SmallServer.good, "prompt_id": "0b0f6c2e-8f55-4c1e-9d4e-0123456789ab",
    ]
    #expect(validator.validate(request: request).status == .accepted)
    let workflow = Workflow(nodes: [
      Node(
        id: "1", classType: "LoadImage",
        inputs: [NodeInput(name: "image", value: .literal("a.png"))]),
      Node(
        id: "2", classType: "Save",
        inputs: [
          NodeInput(name: "images", value: .link(Link(source: "1", slot: 0))),
          NodeInput(name: "prefix", value: .literal(["a", "b"])),
        ]),
    ])
    #expect(validator.validate(workflow).status == .accepted)
  }

  @Test("Requests without prompt or with an odd id are refused")
  func requests() throws {
    let validator = try SmallServer.validator()
    #expect(validator.validate(request: [:]).errorType == .noPrompt)
    for id in ["", "x", "0B0F6C2E-8f55-4c1e-9d4e-0123456789ab"] as [JSONValue] {
      let verdict = validator.validate(request: ["prompt": SmallServer.good, "prompt_id": id])
      #expect(verdict.errorType == .invalidPromptID)
    }
    let none = validator.validate(
      request: ["prompt": SmallServer.good, "partial_execution_targets": ["5"]])
    #expect(none.errorType == .promptNoOutputs)
  }

  @Test("An unknown class hides everything else")
  func unknownClass() throws {
    let unknown = try verdict(SmallServer.with(["9": ["class_type": "Nope", "inputs": [:]]]))
    #expect(unknown.status == .rejected && unknown.errorType == .missingNodeType)
    #expect(
      unknown.errorMessage
        == "Node 'Nope' not found. The custom node may not be installed.")
    #expect(unknown.errorDetails == "Node ID '#9'" && unknown.issues.isEmpty)
    let none = try verdict(["7": ["inputs": [:]]])
    #expect(
      none.errorMessage
        == "Node 'ID #7' has no class_type. The workflow may be corrupted or a custom node is "
        + "missing.")
    let titled = try verdict(["7": ["class_type": "Nope", "_meta": ["title": "My node"]]])
    #expect(
      titled.errorMessage
        == "Node 'My node' not found. The custom node may not be installed.")
  }

  @Test(
    "Broken shapes make the server fail",
    arguments: [
      ["1": "text"], ["1": 5], ["1": ["list"]], ["1": nil],
      ["1": ["class_type": "Save", "inputs": nil]], ["1": ["class_type": "Save", "inputs": []]],
      ["1": ["class_type": ["Save"], "inputs": [:]]], ["1": ["class_type": "Nope", "_meta": nil]],
      [1, 2], "prompt", nil,
    ] as [JSONValue])
  func shapes(_ prompt: JSONValue) throws {
    #expect(try verdict(prompt).errorType == .serverException)
    #expect(try verdict(prompt).status == .rejected)
  }

  @Test("No output node, no run")
  func noOutputs() throws {
    #expect(try verdict([:]).errorType == .promptNoOutputs)
    let verdict = try verdict(["1": ["class_type": "Loader", "inputs": [:]]])
    #expect(verdict.errorMessage == "Prompt has no outputs" && verdict.issues.isEmpty)
  }

  @Test("One bad output beside a good one gives a partial run")
  func partial() throws {
    let verdict = try verdict(SmallServer.with(["7": ["class_type": "Save", "inputs": [:]]]))
    #expect(verdict.status == .partial && verdict.errorType == nil)
    #expect(verdict.issues.map(\.inputName) == ["images", "prefix"])
    let all = try self.verdict(["7": ["class_type": "Save", "inputs": ["prefix": "x"]]])
    #expect(all.errorMessage == "Prompt outputs failed validation")
    #expect(all.errorDetails == "Required input is missing: images")
  }

  @Test("Links are described in the server's words")
  func links() throws {
    #expect(
      try issue(SmallServer.changed("4", "model", nil))
        == "4 required_input_missing model | Required input is missing | model")
    #expect(
      try issue(SmallServer.changed("4", "model", ["1", 0, 2]))
        == "4 bad_linked_input model | Bad linked input, must be a length-2 list of "
        + "[node_id, slot_index] | model")
    #expect(
      try issue(SmallServer.changed("4", "model", ["1", 1]))
        == "4 return_type_mismatch model | Return type mismatch between linked nodes | "
        + "model, received_type(CLIP) mismatch input_type(MODEL)")
    #expect(
      try issue(SmallServer.changed("4", "sampler_name", ["1", 1]))
        == "4 return_type_mismatch sampler_name | Return type mismatch between linked nodes | "
        + "sampler_name, received_type(CLIP) mismatch input_type(['euler', 'heun'])")
  }

  @Test(
    "Exceptions are told of the node, with its consumer's input",
    arguments: [
      (#"["99", 0]"#, "'99'"), ("[5, 0]", "5"), ("[null, 0]", "None"),
      (#"["1", "0"]"#, noIndex("str")), (#"["1", 0.0]"#, noIndex("float")),
      (#"["1", null]"#, noIndex("NoneType")), (#"["1", [0]]"#, noIndex("list")),
      (#"["1", 3]"#, "tuple index out of range"), (#"["1", -4]"#, "tuple index out of range"),
      (#"[["1"], 0]"#, "unhashable type: 'list'"),
    ])
  func exceptions(_ text: String, _ details: String) throws {
    let link = try JSONValue.parse(text)
    #expect(
      try issue(SmallServer.changed("4", "model", link))
        == "4 exception_during_inner_validation samples | Exception when validating inner node | "
        + details)
    #expect(
      try issue(SmallServer.changed("6", "images", link))
        == "6 exception_during_validation - | Exception when validating node | " + details)
  }

  private static func noIndex(_ type: String) -> String {
    "tuple indices must be integers or slices, not \(type)"
  }

  @Test("Negative slots count from the end, true and false are 1 and 0")
  func oddSlots() throws {
    #expect(try verdict(SmallServer.changed("4", "model", ["1", -3])).isClean)
    #expect(try verdict(SmallServer.changed("2", "clip", ["1", true])).isClean)
    #expect(try verdict(SmallServer.changed("4", "model", ["1", false])).isClean)
  }

  @Test("A missing inputs key is an exception of the node")
  func noInputs() throws {
    let prompt = SmallServer.with(["3": ["class_type": "Empty"]])
    #expect(
      try issue(prompt)
        == "3 exception_during_inner_validation latent | Exception when validating inner node | "
        + "'inputs'")
  }

  @Test("Every node of a cycle is told the whole way")
  func cycle() throws {
    let prompt = SmallServer.with([
      "5": ["class_type": "Decode", "inputs": ["samples": ["4", 0], "vae": ["8", 0]]],
      "8": ["class_type": "Resize", "inputs": ["input": ["9", 0]]],
      "9": ["class_type": "Resize", "inputs": ["input": ["8", 0]]],
    ])
    #expect(
      try issue(prompt)
        == "8 dependency_cycle - | Dependency cycle detected | 8 (Resize) -> 9 (Resize) -> 8 "
        + "(Resize)\n9 dependency_cycle - | Dependency cycle detected | 8 (Resize) -> 9 (Resize) "
        + "-> 8 (Resize)")
  }

  @Test("Literals are described in the server's words")
  func literals() throws {
    #expect(
      try issue(SmallServer.changed("3", "width", "wide"))
        == "3 invalid_input_type width | Failed to convert an input value to a INT value | "
        + "width, wide, invalid literal for int() with base 10: 'wide'")
    #expect(
      try issue(SmallServer.changed("3", "width", 8))
        == "3 value_smaller_than_min width | Value 8 smaller than min of 16 | width")
    #expect(
      try issue(SmallServer.changed("4", "cfg", 100.5))
        == "4 value_bigger_than_max cfg | Value 100.5 bigger than max of 100.0 | cfg")
    #expect(
      try issue(
        SmallServer.changed("4", "seed", .number(JSONNumber(spelling: "18446744073709551616"))))
        == "4 value_bigger_than_max seed | Value 18446744073709551616 bigger than max of "
        + "18446744073709551615 | seed")
    #expect(
      try issue(SmallServer.changed("4", "sampler_name", "Euler"))
        == "4 value_not_in_list sampler_name | Value not in list | "
        + "sampler_name: 'Euler' not in ['euler', 'heun']")
  }

  @Test("Bounds apply whatever the type, and what cannot be compared raises")
  func boundsOfAnyType() throws {
    func kind(_ level: JSONValue) throws -> String {
      try issue([
        "1": [
          "class_type": "Kind",
          "inputs": ["kind": "x", "many": ["__value__": ["p", "q"]], "level": level],
        ]
      ])
    }
    #expect(try kind(3) == "")
    #expect(
      try kind(9) == "1 value_bigger_than_max level | Value 9 bigger than max of 5 | level")
    #expect(
      try kind("3")
        == "1 exception_during_validation - | Exception when validating node | '<' not supported "
        + "between instances of 'str' and 'int'")
  }

  @Test("Several choices may be wrapped, each is looked up")
  func multiselect() throws {
    let prompt: JSONValue = [
      "1": [
        "class_type": "Kind",
        "inputs": ["kind": "x", "many": ["__value__": ["p", "r", 1]], "level": 3],
      ]
    ]
    #expect(
      try issue(prompt)
        == "1 value_not_in_list many | Value not in list | many: 'r', 1 not in ['p', 'q']")
  }

  @Test("Dynamic inputs follow the values given")
  func dynamics() throws {
    func run(_ inputs: JSONValue) throws -> String {
      try issue(
        SmallServer.with([
          "6": ["class_type": "Save", "inputs": ["images": ["7", 0], "prefix": "x"]],
          "7": ["class_type": "Resize", "inputs": inputs],
        ]))
    }
    #expect(try run(["input": ["5", 0], "mode": "none"]) == "")
    #expect(try run(["input": ["5", 0]]) == "")
    #expect(try run(["input": ["5", 0], "mode": "unknown"]) == "")
    #expect(
      try run(["input": ["5", 0], "mode": "scale"])
        == "7 required_input_missing mode.by | Required input is missing | by")
    #expect(
      try run(["input": ["5", 0], "mode": "scale", "mode.by": 9])
        == "7 value_bigger_than_max mode.by | Value 9.0 bigger than max of 8.0 | mode.by")
  }

  @Test("A replaced class loses what the table does not name, and needs _meta")
  func replacement() throws {
    let node: JSONValue = ["class_type": "Loader2", "inputs": ["name": "a.safetensors", "x": 1]]
    var prompt = SmallServer.with(["1": node])
    #expect(try verdict(prompt).errorType == .serverException)
    var titled = node.object ?? JSONObject()
    titled["_meta"] = [:]
    prompt = SmallServer.with(["1": .object(titled)])
    // Slot 1 becomes slot 0, so the text encoder now gets a model.
    #expect(try verdict(prompt).issues.map(\.kind) == [.returnTypeMismatch])
    titled["inputs"] = [:]
    #expect(
      try verdict(SmallServer.with(["1": .object(titled)])).errorType == .serverException)
  }

  @Test("An upstream error is told once, at its node, for all consumers")
  func memo() throws {
    let prompt = SmallServer.with([
      "3": ["class_type": "Empty", "inputs": ["width": 1, "height": 512]],
      "7": ["class_type": "Decode", "inputs": ["samples": ["4", 0], "vae": ["1", 2]]],
      "8": ["class_type": "Save", "inputs": ["images": ["7", 0], "prefix": "x"]],
    ])
    let verdict = try verdict(prompt)
    #expect(verdict.status == .rejected && verdict.issues.map(\.nodeID) == ["3"])
    #expect(verdict.errorDetails == "")
  }

  @Test("A chain of 10,000 nodes is checked without deep recursion")
  func longChain() throws {
    var prompt = JSONObject()
    prompt["0"] = ["class_type": "LoadImage", "inputs": ["image": "a.png"]]
    for index in 1...10_000 {
      let link: JSONValue = [.string("\(index - 1)"), 0]
      prompt["\(index)"] = ["class_type": "Batch", "inputs": ["images.image0": link]]
    }
    prompt["s"] = ["class_type": "Save", "inputs": ["images": ["10000", 0], "prefix": ""]]
    #expect(try verdict(.object(prompt)).isClean)
  }

  @Test("A partly known class is held to its links only")
  func observed() throws {
    var definitions = try SmallServer.validator().catalog.definitions
    definitions +=
      ObjectInfoFormat.readObserved([
        "Seen": [
          "inputs": ["image": "IMAGE", "size": "INT", "mode": "COMBO"], "widget_inputs": ["size"],
          "outputs": [["IMAGE", "IMAGE"], ["names", "COMBO"]],
        ]
      ]).definitions
    let validator = PromptValidator(catalog: NodeCatalog(definitions))
    func verdict(_ inputs: JSONValue) -> Verdict {
      validator.validate(
        SmallServer.with([
          "6": ["class_type": "Save", "inputs": ["images": ["7", 0], "prefix": "x"]],
          "7": ["class_type": "Seen", "inputs": inputs],
        ]))
    }
    let fine = verdict(["image": ["5", 0], "size": "large", "mode": 7, "more": true])
    #expect(fine.isClean && fine.partlyKnown == ["Seen"])
    #expect(fine.stricter.filter { $0.level > .note }.isEmpty)
    #expect(verdict([:]).isClean)
    #expect(verdict(["image": ["4", 0]]).issues.map(\.kind) == [.returnTypeMismatch])
  }

  @Test("File choices are free names for answers, and a list for the server")
  func fileNames() throws {
    let prompt = SmallServer.changed("1", "ckpt", "sub\\other.safetensors")
    #expect(try verdict(prompt).issues.map(\.kind) == [.valueNotInList])
    let lenient = try SmallServer.validator(.answer)
    #expect(lenient.validate(prompt).passesGate)
    #expect(lenient.validate(prompt).stricter.map(\.kind) == [.modelFileUnknown])
    let wrong = lenient.validate(SmallServer.changed("1", "ckpt", "euler"))
    #expect(wrong.issues.map(\.kind) == [.valueNotInList])
    #expect(
      lenient.validate(SmallServer.changed("1", "ckpt", 5)).issues.map(\.kind) == [.valueNotInList])
  }

  @Test("The nearest name is offered when asked for")
  func suggestions() throws {
    let validator = try SmallServer.validator(.file)
    let choice = validator.validate(SmallServer.changed("4", "sampler_name", "Eular"))
    #expect(choice.issues.first?.suggestion == "euler")
    let classType = validator.validate(
      SmallServer.with(["9": ["class_type": "load_image", "inputs": [:]]]))
    #expect(classType.stricter.first?.suggestion == "LoadImage")
    #expect(classType.stricter.first?.kind == .unknownClass)
  }
}
