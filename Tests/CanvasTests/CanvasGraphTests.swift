import Testing
import WorkflowGraph

@testable import Canvas

@Suite("Links by place")
struct CanvasGraphTests {
  @Test("Links to missing nodes and absurd slots are left out; links back are marked")
  func edges() {
    func link(_ name: String, _ source: String, _ slot: Int) -> NodeInput {
      NodeInput(name: name, value: .link(Link(source: source, slot: slot)))
    }
    let graph = CanvasGraph(
      Workflow(nodes: [
        Node(id: "a", classType: "Mystery", inputs: [link("x", "b", 2), link("y", "none", 0)]),
        Node(id: "b", classType: "Mystery", inputs: [link("x", "a", 0), link("y", "a", 1 << 40)]),
      ]), CanvasFixtures.catalog)
    #expect(graph.edges.map(\.input) == ["x", "x"])
    #expect(graph.edges.map(\.isForward).filter { $0 }.count == 1)
    #expect(graph.faces[1].outputs.count == 3)
  }
}
