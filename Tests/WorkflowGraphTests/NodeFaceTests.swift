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
}
