import JSON
import Testing
import WorkflowGraph

@Suite("object_info becomes node definitions")
struct ObjectInfoFormatTests {
  private func definition(_ text: String, classType: String = "A") throws -> NodeDefinition {
    let catalog = ObjectInfoFormat.read(try JSONValue.parse("{\"\(classType)\": \(text)}"))
    return try #require(catalog[classType])
  }

  @Test("input_order rules, required first, and hidden inputs are left out")
  func order() throws {
    let node = try definition(
      """
      {"input": {"optional": {"o": ["MASK"]}, "required": {"b": ["INT", {"min": 0}],
       "a": ["MODEL"], "c": ["VAE"]}, "hidden": {"h": "PROMPT"}},
       "input_order": {"required": ["a", "b"], "optional": ["o"]},
       "output": ["IMAGE", ["x", "y"]], "output_name": ["image"], "output_is_list": [true],
       "output_node": true, "python_module": "custom_nodes.Some Pack", "deprecated": true,
       "display_name": null, "category": "a/b", "name": "A"}
      """)
    #expect(node.inputs.map(\.name) == ["a", "b", "c", "o"])
    #expect(node.inputs.map(\.presence) == [.required, .required, .required, .optional])
    #expect(node.outputs[0] == OutputDefinition(name: "image", type: .named("IMAGE"), isList: true))
    #expect(node.outputs[1].type == .choices(["x", "y"]))
    #expect(node.outputs[1].name == "COMBO")
    #expect(node.pack == "Some Pack" && node.tier == .extended)
    #expect(node.isOutputNode && node.isDeprecated && !node.isAPINode)
    #expect(node.displayName == "A")
  }

  @Test("Numbers keep their spelling, also outside 64 bits")
  func numbers() throws {
    let node = try definition(
      """
      {"input": {"required": {"seed": ["INT", {"default": 0, "min": -18446744073709551615,
       "max": 18446744073709551615, "step": 1, "control_after_generate": "fixed"}]}}}
      """)
    let seed = try #require(node.input("seed"))
    #expect(seed.maximum?.text == "18446744073709551615")
    #expect(seed.minimum?.text == "-18446744073709551615")
    #expect(seed.controlAfterGenerate == true)
  }

  @Test("Old and new choices are read, and an empty COMBO has no choice at all")
  func choices() throws {
    let node = try definition(
      """
      {"input": {"required": {"old": [["a", 1, true]], "new": ["COMBO", {"options": ["x"],
       "multiselect": true}], "remote": ["COMBO", {"remote": {}}], "plain": ["MODEL"]}}}
      """)
    #expect(node.input("old")?.choices == ["a", 1, true])
    #expect(node.input("old")?.type == .choices(["a", 1, true]))
    #expect(node.input("new")?.choices == ["x"])
    #expect(node.input("new")?.isMultiselect == true)
    #expect(node.input("remote")?.choices == [])
    #expect(node.input("plain")?.choices == nil)
  }

  @Test("File choices are marked, also below a dynamic input")
  func fileChoices() throws {
    let json = try JSONValue.parse(
      """
      {"A": {"input": {"required": {"ckpt": [["a.ckpt"]], "mode": ["COMFY_DYNAMICCOMBO_V3",
       {"options": [{"key": "k", "inputs": {"required": {"lora": ["COMBO", {"options": []}]}}}]}
       ]}}}}
      """)
    let catalog = ObjectInfoFormat.read(json, fileChoices: ["A": ["ckpt", "mode.lora"]])
    #expect(catalog["A"]?.input("ckpt")?.choicesAreFiles == true)
    let expanded = catalog["A"]?.resolvedInput(named: "mode.lora") { _ in "k" }
    #expect(expanded?.choicesAreFiles == true)
  }

  @Test(
    "Oddities neither trap nor lose the class",
    arguments: [
      "null", "[]", "{}", "{\"input\": null}", "{\"input\": {\"required\": []}}",
      "{\"input\": {\"required\": {\"a\": null, \"b\": [], \"c\": [3, 4, 5], \"d\": \"INT\"}}}",
      "{\"output\": \"IMAGE\", \"output_name\": [1]}",
      "{\"input\": {\"required\": {\"g\": [\"COMFY_AUTOGROW_V3\", {\"template\": {}}]}}}",
      "{\"input\": {\"required\": {\"g\": [\"COMFY_AUTOGROW_V3\", {\"template\": {\"input\": "
        + "{\"required\": {\"i\": [\"IMAGE\"]}}, \"max\": 999999999999}}]}}}",
      "{\"input\": {\"required\": {\"g\": [\"COMFY_DYNAMICCOMBO_V3\", {\"options\": [1]}]}}}",
    ])
  func oddities(_ text: String) throws {
    let node = try definition(text)
    #expect(node.classType == "A")
    #expect(node.expandedInputs { _ in nil }.count <= 100)
  }

  @Test("An observed class is partly known")
  func observed() throws {
    let json = try JSONValue.parse(
      """
      {"SaveX": {"count": 2, "inputs": {"image": "IMAGE", "w": "INT", "v": "FLOAT",
       "style": "no style,2D Game Art", "odd": "-1"}, "widget_inputs": ["w", "style"],
       "outputs": [["IMAGE", "IMAGE"], ["changed", -2]], "pack": null},
       "End": {"count": 1, "inputs": {}, "widget_inputs": [], "outputs": [], "pack": "p"}}
      """)
    let catalog = ObjectInfoFormat.readObserved(json)
    let node = try #require(catalog["SaveX"])
    #expect(node.tier == .observed && node.isOutputNode && node.pack.isEmpty)
    #expect(node.inputs.map(\.presence) == Array(repeating: .unknown, count: 5))
    #expect(node.inputs.map(\.type.name) == ["IMAGE", "INT", "FLOAT", "COMBO", "*"])
    #expect(node.inputs.map(\.isForcedSocket) == [false, false, true, false, false])
    #expect(node.input("style")?.choices == nil)
    #expect(node.outputs.map(\.type) == [.named("IMAGE"), .any])
    #expect(catalog["End"]?.isOutputNode == true)
  }

  @Test("Types of the frontend are told from those a server knows")
  func frontendOnly() {
    for name in ["Reroute", "MarkdownNote", "SetNode", "workflow/x", "workflow>x"] {
      #expect(ObjectInfoFormat.isFrontendOnly(name))
    }
    #expect(!ObjectInfoFormat.isFrontendOnly("KSampler"))
  }
}
