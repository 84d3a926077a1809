import JSON
import Testing

@testable import WorkflowGraph

@Suite struct FrontendWidgetTests {
  private static func input(
    _ name: String, _ type: String, choices: [JSONValue]? = nil, value: JSONValue? = nil
  ) -> InputDefinition {
    InputDefinition(name: name, type: .named(type), defaultValue: value, choices: choices)
  }

  private static let catalog = NodeCatalog([
    NodeDefinition(
      classType: "Load3D",
      inputs: [
        input("model_file", "COMBO", choices: ["none"]), input("image", "LOAD_3D"),
        input("width", "INT", value: 64),
      ]),
    NodeDefinition(
      classType: "SaveGLB", inputs: [input("mesh", "MESH"), input("filename_prefix", "STRING")]),
    NodeDefinition(classType: "CustomCombo", inputs: [input("choice", "COMBO", choices: [])]),
    NodeDefinition(
      classType: "ImageCropV2", inputs: [input("crop_region", "BOUNDING_BOX", value: ["x": 3])]),
    NodeDefinition(
      classType: "ImageCompare",
      inputs: [input("compare_view", "IMAGECOMPARE"), input("image_a", "IMAGE")]),
    NodeDefinition(
      classType: "LoadImageMask",
      inputs: [input("image", "COMBO", choices: ["a.png"]), input("channel", "COMBO")]),
    NodeDefinition(classType: "LoadAudio", inputs: [input("audio", "COMBO", choices: ["a.wav"])]),
  ])

  private func write(_ node: Node) -> JSONValue? {
    let file = UIFormatWriterTests.write(Workflow(nodes: [node]), Self.catalog)
    return file["nodes"]?[0]?["widgets_values"]
  }

  /// What a UI node of the class gives, as `name=value` lines.
  private func read(_ classType: String, _ row: JSONValue) throws -> [String] {
    let node = try #require(UINode(["id": 1, "type": "X", "widgets_values": row]))
    return UIWidgetValues(node, Self.catalog[classType]).values
      .map { "\($0.name)=\($0.value.text())" }
  }

  @Test func buttonsAreWrittenAndQueuedAndMayBeAbsentInOlderFiles() throws {
    let row: JSONValue = ["none", "upload3dmodel", "uploadExtraResources", "clear", "", 64]
    #expect(write(Node(id: "1", classType: "Load3D")) == row)
    let inputs = [
      #"model_file="none""#, #"upload 3d model="upload3dmodel""#,
      #"upload extra resources="uploadExtraResources""#, #"clear="clear""#, #"image="""#,
      "width=64",
    ]
    #expect(try read("Load3D", row) == inputs)
    #expect(try read("Load3D", ["none", "", 64]) == inputs)
    #expect(try read("Load3D", ["none", "upload3dmodel", "clear", "", 64]) == inputs)
  }

  @Test func theViewerOfAMeshIsQueuedWithWhatItShows() throws {
    var node = Node(id: "1", classType: "SaveGLB")
    #expect(write(node) == ["", ""])
    #expect(
      UIFormat.completed(Workflow(nodes: [node]), catalog: Self.catalog).nodes[0]["image"]
        == .literal(""))
    node["image"] = .literal("/mesh.glb")
    #expect(write(node) == ["", "/mesh.glb"])
    #expect(try read("SaveGLB", ["p"]) == [#"filename_prefix="p""#, #"image="""#])
    #expect(
      try read("SaveGLB", ["p", "/mesh.glb"]) == [#"filename_prefix="p""#, #"image="/mesh.glb""#])
  }

  @Test func optionsGrowByOneAndTheIndexFollowsTheChoice() throws {
    var node = Node(id: "1", classType: "CustomCombo")
    for (name, value) in [("choice", "b"), ("option1", "a"), ("option2", "b")] {
      node[name] = .literal(.string(value))
    }
    let row: JSONValue = ["b", 1, "a", "b", ""]
    #expect(write(node) == row)
    let inputs = [
      #"choice="b""#, "index=1", #"option1="a""#, #"option2="b""#, #"option3="""#,
    ]
    #expect(try read("CustomCombo", row) == inputs)
    #expect(try read("CustomCombo", ["b", 7, "a", "b", ""]) == inputs)
    #expect(
      try read("CustomCombo", ["z"]) == [#"choice="z""#, "index=-1", #"option1="""#])
  }

  @Test func manyOptionsEndTheReading() throws {
    let row = JSONValue.array(["x", 0] + [JSONValue](repeating: "x", count: 5000))
    #expect(try read("CustomCombo", row).count == 2 + FrontendWidget.optionLimit)
  }

  @Test func membersOfARegionFollowItAndAreNotQueued() throws {
    var node = Node(id: "1", classType: "ImageCropV2")
    let region: JSONValue = ["x": 1, "y": 2, "width": 3, "height": 4]
    node["crop_region"] = .literal(region)
    #expect(write(node) == [region, 1, 2, 3, 4])
    #expect(try read("ImageCropV2", [region, 9, 9, 9, 9]).count == 1)
  }

  @Test func theViewOfTwoPicturesIsQueuedAndNotSaved() throws {
    var node = Node(id: "1", classType: "ImageCompare")
    #expect(write(node) == nil)
    #expect(try read("ImageCompare", []) == [#"compare_view=["",""]"#])
    node["compare_view"] = .literal(["a", "b"])
    let completed = UIFormat.completed(Workflow(nodes: [node]), catalog: Self.catalog)
    #expect(completed.nodes[0]["compare_view"] == .literal(["", ""]))
  }

  @Test func uploadButtonsStandBehindAllInputs() throws {
    #expect(write(Node(id: "1", classType: "LoadImageMask")) == ["a.png", nil, "image"])
    #expect(write(Node(id: "1", classType: "LoadAudio")) == ["a.wav", ""])
    #expect(try read("LoadAudio", ["b.wav", nil, "image"]) == [#"audio="b.wav""#])
  }

  @Test func whatIsQueuedIsToldFromInputs() {
    #expect(FrontendWidget.isQueued("image", by: "SaveGLB"))
    #expect(FrontendWidget.isQueued("option12", by: "CustomCombo"))
    #expect(!FrontendWidget.isQueued("upload", by: "LoadImage"))
    #expect(!FrontendWidget.isQueued("option1", by: "SaveGLB"))
  }
}
