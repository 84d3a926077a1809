import JSON
import Testing
import WorkflowGraph

@Suite("Dynamic inputs expand with the values given")
struct DynamicInputsTests {
  private let node: NodeDefinition

  init() throws {
    let json = try JSONValue.parse(
      """
      {"A": {"input": {"required": {
        "images": ["COMFY_AUTOGROW_V3", {"template": {"input": {"required": {"image": ["IMAGE"]}},
          "prefix": "image", "min": 1, "max": 3}}],
        "model": ["COMFY_DYNAMICCOMBO_V3", {"options": [
          {"key": "small", "inputs": {"required": {"size": ["INT", {"max": 9}]},
            "optional": {"refs": ["COMFY_AUTOGROW_V3", {"template": {"input": {"optional":
              {"r": ["FLOAT"]}}, "names": ["a", "b"], "min": 2}}]}}},
          {"key": "large", "inputs": {"required": {}}}]}],
        "any": ["COMFY_MATCHTYPE_V3", {"template": {"template_id": "t",
          "allowed_types": "IMAGE,MASK"}}]}}}}
      """)
    node = try #require(ObjectInfoFormat.read(json)["A"])
  }

  @Test("Names join with dots, in place, with the template's presence up to the minimum")
  func expansion() {
    let inputs = node.expandedInputs { $0 == "model" ? "small" : nil }
    #expect(
      inputs.map(\.name) == [
        "images.image0", "images.image1", "images.image2", "model", "model.size", "model.refs.a",
        "model.refs.b", "any",
      ])
    #expect(
      inputs.map(\.presence) == [
        .required, .optional, .optional, .required, .required, .optional, .optional, .required,
      ])
    #expect(inputs[0].isForcedSocket && inputs[5].isForcedSocket && !inputs[4].isForcedSocket)
  }

  @Test("The server sees no selector that matches nothing, the frontend does")
  func unmatched() {
    for value in [nil, "unknown", ["__value__": "small"]] as [JSONValue?] {
      let literal = { (name: String) in name == "model" ? value : nil }
      #expect(node.expandedInputs(literal).map(\.name).suffix(2) == ["model", "any"])
      let checked = node.checkedInputs(literal: literal, isGiven: { literal($0) != nil })
      #expect(checked.map(\.name).suffix(2) == ["images.image2", "any"])
    }
  }

  @Test("A name is resolved only where the values call for it")
  func resolved() {
    #expect(node.resolvedInput(named: "model.size") { _ in "small" }?.maximum?.text == "9")
    #expect(node.resolvedInput(named: "model.size") { _ in "large" } == nil)
    #expect(node.resolvedInput(named: "images") { _ in nil } == nil)
    #expect(node.resolvedInput(named: "images.image2") { _ in nil }?.type == .named("IMAGE"))
    #expect(node.resolvedInput(named: "images.image3") { _ in nil } == nil)
  }

  @Test("A dynamic slot brings its further inputs when it is given")
  func slot() {
    let slot = NodeDefinition(
      classType: "S",
      inputs: [
        InputDefinition(
          name: "x", presence: .optional, type: .named("COMFY_DYNAMICSLOT_V3"),
          dynamic: .slot(
            input: InputDefinition(name: "x", type: .named("IMAGE")),
            further: [InputDefinition(name: "strength", type: .named("FLOAT"))]))
      ])
    #expect(slot.expandedInputs { _ in nil }.map(\.name) == ["x"])
    #expect(slot.checkedInputs(literal: { _ in nil }, isGiven: { _ in false }).isEmpty)
    let given = slot.checkedInputs(literal: { _ in nil }, isGiven: { $0 == "x" })
    #expect(given.map(\.name) == ["x", "x.strength"])
    #expect(given[0].type == .named("IMAGE"))
  }

  @Test("Equality is Python's")
  func equality() {
    #expect(JSONValue.int(1).isPythonEqual(to: true))
    #expect(JSONValue.int(1).isPythonEqual(to: 1.0))
    #expect(JSONValue.double(0).isPythonEqual(to: false))
    #expect(!JSONValue.string("1").isPythonEqual(to: 1))
    #expect(!JSONValue.string("a").isPythonEqual(to: "A"))
    #expect(!JSONValue.string("\u{E9}").isPythonEqual(to: "e\u{301}"))
    #expect(JSONValue.null.isPythonEqual(to: nil) && !JSONValue.null.isPythonEqual(to: 0))
    #expect(JSONValue.array([1, "a"]).isPythonEqual(to: [1.0, "a"]))
    let left: JSONValue = ["a": 1, "b": 2]
    #expect(left.isPythonEqual(to: ["b": 2, "a": 1]))
  }
}
