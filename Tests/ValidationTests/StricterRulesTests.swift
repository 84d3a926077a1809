import JSON
import Testing
import Validation
import WorkflowGraph

@Suite("Layer 2 finds what the server accepts")
struct StricterRulesTests {
  private func findings(_ prompt: JSONValue) throws -> [String] {
    try SmallServer.validator(.file).validate(prompt).stricter.map {
      "\($0.level.rawValue) \($0.nodeID ?? "-") \($0.kind.rawValue) \($0.inputName ?? "-"): "
        + $0.message
    }
  }

  @Test("A good prompt has no finding")
  func good() throws {
    #expect(try findings(SmallServer.good) == [])
    #expect(try SmallServer.validator(.answer).validate(SmallServer.good).passesGate)
  }

  @Test(
    "One change, one finding",
    arguments: [
      (
        "4", "model", 5,
        "error 4 literal_on_link_input model: model needs a link that carries MODEL, not the value 5"
      ),
      (
        "4", "model", nil,
        "error 4 literal_on_link_input model: model needs a link that carries MODEL, not the value None"
      ),
      (
        "4", "strength", 0.5,
        "warning 4 literal_on_forced_input strength: strength is shown as a socket only, but has the value 0.5"
      ),
      (
        "4", "model", ["99", 0],
        "error 4 dangling_link model: the link comes from node 99, which does not exist"
      ),
      ("4", "latent", ["4", 0], "error 4 self_link latent: the node is linked to itself"),
      (
        "4", "model", [1, 0],
        "error 4 link_id_not_string model: the node id of the link must be a text, not 1"
      ),
      (
        "4", "model", ["1", "0"],
        "error 4 slot_not_integer model: the slot of the link must be an integer, not '0'"
      ),
      (
        "4", "model", ["1", -3], "error 4 slot_negative model: the slot of the link is -3, below 0"
      ),
      (
        "4", "model", ["1", 3],
        "error 4 slot_out_of_range model: the link leaves slot 3 of node 1, which has 3 outputs"
      ),
      (
        "4", "positive", ["2", 7],
        "error 4 slot_out_of_range positive: the link leaves slot 7 of node 2, which has 1 output"
      ),
      ("3", "widht", 5, "warning 3 unknown_input widht: Empty has no input widht"),
      ("3", "image", "x", "note 3 unknown_input image: Empty has no input image"),
      (
        "3", "width", 513,
        "warning 3 step_misaligned width: width is 513, off the step of 8; near it lie 512 and 520"
      ),
      (
        "3", "width", "512",
        "warning 3 coerced_value width: width is '512', not an integer; the server converts it"
      ),
      ("4", "cfg", "nan", "error 4 not_finite cfg: cfg is 'nan'"),
      (
        "4", "flag", "false",
        "warning 4 coerced_value flag: flag is 'false', not true or false; the server converts it"
      ),
      (
        "2", "text", nil,
        "warning 2 coerced_value text: text is None, not a text; the server converts it"
      ),
      (
        "1", "ckpt", "new.safetensors",
        "warning 1 model_file_unknown ckpt: new.safetensors is not among the known files"
      ),
    ] as [(String, String, JSONValue, String)])
  func single(_ id: String, _ input: String, _ value: JSONValue, _ expected: String) throws {
    // Nodes a broken link cuts off are reported too; the finding itself stands alone.
    let found = try findings(SmallServer.changed(id, input, value))
      .filter { !$0.contains("node_unreachable") }
    #expect(found == [expected])
  }

  @Test("An integer for FLOAT is fine, and so are values in the right place")
  func fine() throws {
    #expect(try findings(SmallServer.changed("4", "cfg", 8)) == [])
    #expect(try findings(SmallServer.changed("3", "width", 528)) == [])
    #expect(try findings(SmallServer.changed("4", "flag", true)) == [])
  }

  @Test("An unknown input that is a broken link is an error")
  func unknownLink() throws {
    #expect(
      try findings(SmallServer.changed("3", "extra", ["99", 0])) == [
        "error 3 dangling_link extra: the link comes from node 99, which does not exist",
        "error 3 unknown_input extra: Empty has no input extra",
      ])
  }

  @Test("Nodes no output depends on, cut-off outputs and old classes")
  func graph() throws {
    let dead = SmallServer.with(["9": ["class_type": "Old", "inputs": [:]]])
    #expect(
      try findings(dead) == [
        "warning 9 deprecated_class -: ComfyUI marks this class as deprecated",
        "warning 9 node_unreachable -: no output node depends on this node",
      ])
    #expect(try !SmallServer.validator(.answer).validate(dead).passesGate)
    let partial = SmallServer.with(["7": ["class_type": "Save", "inputs": [:]]])
    #expect(
      try findings(partial) == [
        "error - partial_outputs -: the server would drop outputs with errors and run the rest"
      ])
  }

  @Test("Classes no server knows are named, all of them")
  func classes() throws {
    let prompt = SmallServer.with([
      "7": ["class_type": "Reroute", "inputs": [:]], "8": ["class_type": "Nope", "inputs": [:]],
      "9": ["class_type": "Loader2", "inputs": [:]],
    ])
    #expect(
      try findings(prompt) == [
        "error 7 frontend_only_type -: Reroute exists only in the browser and cannot be sent to the "
          + "server",
        "error 8 unknown_class -: no definition of Nope is known",
        "warning 9 replaced_class -: the server replaces this class by Loader, and drops inputs",
      ])
  }

  private func resize(_ inputs: JSONValue) throws -> [String] {
    try findings(
      SmallServer.with([
        "6": ["class_type": "Save", "inputs": ["images": ["7", 0], "prefix": "x"]],
        "7": ["class_type": "Resize", "inputs": inputs],
      ])
    ).filter { !$0.contains("node_unreachable") }
  }

  @Test("Selectors must be given, known, and values")
  func selectors() throws {
    #expect(
      try resize(["input": ["5", 0]]) == [
        "error 7 dynamic_key_missing mode: mode chooses further inputs and is required"
      ])
    #expect(
      try resize(["input": ["5", 0], "mode": "Scale"]) == [
        "error 7 dynamic_key_unknown mode: mode is 'Scale', not one of scale, none"
      ])
    #expect(
      try resize(["input": ["5", 0], "mode": ["5", 0]]) == [
        "error 7 dynamic_key_unknown mode: mode chooses further inputs and must be a value, not a "
          + "link"
      ])
    #expect(
      try resize(["input": ["5", 0], "mode": "none", "mode.by": 1.0]) == [
        "warning 7 unknown_input mode.by: Resize has no input mode.by"
      ])
  }

  @Test("Match types are followed through the node")
  func matchTypes() throws {
    #expect(
      try resize(["input": ["4", 0], "mode": "none"]) == [
        "error 6 matchtype_conflict images: images takes IMAGE, but the link carries LATENT",
        "error 7 matchtype_conflict input: input allows IMAGE,MASK, but the link carries LATENT",
      ])
    #expect(try resize(["input": ["5", 0], "mode": "none"]) == [])
  }

  private func batch(_ inputs: JSONValue) throws -> [String] {
    try findings(
      SmallServer.with([
        "6": ["class_type": "Save", "inputs": ["images": ["7", 0], "prefix": "x"]],
        "7": ["class_type": "Batch", "inputs": inputs],
      ])
    ).filter { !$0.contains("node_unreachable") }
  }

  @Test("Autogrow slots are filled from the first, without a hole, up to the last")
  func autogrow() throws {
    let link: JSONValue = ["5", 0]
    #expect(try batch(["images.image0": link, "images.image1": link]) == [])
    #expect(
      try batch(["images.image0": link, "images.image2": link]) == [
        "error 7 autogrow_gap images.image2: images.image2 is filled, but images.image1 is not"
      ])
    #expect(
      try batch(["images.image0": link, "images.image3": link]) == [
        "error 7 autogrow_beyond_max images.image3: images has 3 slots; the last is images.image2"
      ])
    #expect(
      try batch(["images.image0": link, "images": link]) == [
        "error 7 autogrow_bare_input images: images itself takes nothing; use images.image0 and on"
      ])
  }

  @Test("Layer 2 never changes the verdict of layer 1")
  func separate() throws {
    for prompt in [
      SmallServer.changed("4", "model", 5), SmallServer.changed("4", "model", ["9", 0]),
      SmallServer.with(["7": ["class_type": "Save", "inputs": [:]]]),
    ] {
      var strict = try SmallServer.validator(.server)
      let server = strict.validate(prompt)
      strict.options.checksStricterRules = true
      var both = strict.validate(prompt)
      #expect(!both.stricter.isEmpty)
      both.stricter = []
      #expect(both == server)
    }
  }
}
