import JSON
import Testing
import WorkflowGraph

@Suite("What a node shows")
struct NodeFaceTests {
  private func face(_ node: Node) -> NodeFace {
    NodeFace(node, definition: Sample.catalog[node.classType])
  }

  @Test("Sockets stand in definition order, widgets with their control mode")
  func exact() {
    let face = face(Node(id: "1", classType: "Sampler"))
    #expect(face.sockets.map(\.name) == ["model", "positive", "negative", "latent"])
    #expect(
      face.widgets.map(\.name)
        == ["seed", "control after generate", "steps", "cfg", "sampler", "denoise"])
    #expect(face.isExact && face.outputs.map(\.type) == ["LATENT"])
  }

  @Test("A partly known node shows its own links and values")
  func observed() {
    var node = Node(id: "1", classType: "Seen")
    node["amount"] = .literal(4)
    node["image"] = .link(Link(source: "2", slot: 0))
    let face = face(node)
    #expect(face.sockets.map(\.name) == ["image", "amount"])
    #expect(face.sockets.map(\.type) == ["IMAGE", "INT"])
    #expect(face.sockets.map(\.isWidget) == [false, true] && !face.isExact)
  }

  @Test("Outputs that links use but nobody knows are added, up to a limit")
  func outputs() {
    let node = Node(id: "1", classType: "?")
    #expect(NodeFace(node, definition: nil, outputCount: 2).outputs.map(\.type) == ["*", "*"])
    #expect(NodeFace(node, definition: nil, outputCount: .max).outputs.count == 256)
  }

  private static func input(_ name: String, _ type: String, _ dynamic: DynamicInput? = nil)
    -> InputDefinition
  {
    InputDefinition(name: name, type: .named(type), dynamic: dynamic)
  }

  private static func growing(_ group: String, minimum: Int = 1) -> InputDefinition {
    input(
      group, "COMFY_AUTOGROW_V3",
      .autogrow(
        template: input("image", "IMAGE"), names: (1...5).map { "\(group).i\($0)" },
        minimum: minimum))
  }

  /// A choice with a picture list and a number below it, a picture and a list of its own.
  private static let growingNode = NodeDefinition(
    classType: "Grow",
    inputs: [
      input("prompt", "STRING"),
      input(
        "model", "COMFY_DYNAMICCOMBO_V3",
        .combo(options: [
          DynamicOption(key: "a", inputs: [growing("images"), input("width", "INT")])
        ])),
      input("mask", "MASK"), growing("views", minimum: 2), input("seed", "INT"),
    ])

  @Test(
    "Growing inputs show one slot more than are used, what stands below a choice comes in place")
  func growing() {
    var node = Node(id: "1", classType: "Grow")
    #expect(
      NodeFace(node, definition: Self.growingNode).sockets.map(\.name)
        == ["mask", "views.i1", "views.i2", "views.i3", "model.images.i1", "model.images.i2"])
    for name in ["prompt", "model.width", "model.images.i1", "model.images.i3", "views.i5", "seed"]
    {
      node[name] = .link(Link(source: "2", slot: 0))
    }
    let sockets = NodeFace(node, definition: Self.growingNode).sockets
    #expect(
      sockets.map(\.name)
        == ["mask"] + (1...5).map { "views.i\($0)" } + ["prompt"]
        + (1...4).map { "model.images.i\($0)" } + ["model.width", "seed"])
    #expect(sockets.filter(\.isWidget).map(\.name) == ["prompt", "model.width", "seed"])
    let written = UIFormatWriterTests.write(
      Workflow(nodes: [node, Node(id: "2", classType: "Dice")]),
      NodeCatalog([Self.growingNode] + Sample.catalog.definitions))
    let names = written["nodes"]?[0]?["inputs"]?.array?.compactMap { $0["name"]?.string }
    #expect(
      names
        == ["mask"] + (1...5).map { "views.i\($0)" }
        + ["prompt", "model.images.i3", "model.images.i1", "model.width", "seed"])
  }
}
