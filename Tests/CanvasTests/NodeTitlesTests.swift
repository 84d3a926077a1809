import Testing
import WorkflowGraph

@testable import Canvas

@Suite("Positive and negative")
struct NodeTitlesTests {
  private func link(_ name: String, _ source: String) -> NodeInput {
    NodeInput(name: name, value: .link(Link(source: source, slot: 0)))
  }

  private func titles(_ nodes: [Node]) -> [String?] {
    let titles = NodeTitles(CanvasGraph(Workflow(nodes: nodes), CanvasFixtures.catalog))
    return nodes.indices.map { titles.title($0) }
  }

  @Test("Encoders are found through nodes that combine conditionings")
  func combined() {
    let found = titles([
      Node(id: "1", classType: "Encode"), Node(id: "2", classType: "Encode"),
      Node(id: "3", classType: "Encode"),
      Node(id: "4", classType: "Combine", inputs: [link("a", "1"), link("b", "2")]),
      Node(id: "5", classType: "Sampler", inputs: [link("positive", "4"), link("negative", "3")]),
    ])
    #expect(
      found == [
        "Encode (Positive Prompt)", "Encode (Positive Prompt)", "Encode (Negative Prompt)", nil,
        nil,
      ])
  }

  @Test("An encoder with both roles, and one with a title of its own, keep their names")
  func kept() {
    let found = titles([
      Node(id: "1", classType: "Encode"), Node(id: "2", classType: "Encode", title: "Mine"),
      Node(id: "3", classType: "Sampler", inputs: [link("positive", "1"), link("negative", "1")]),
      Node(id: "4", classType: "Sampler", inputs: [link("negative", "2")]),
    ])
    #expect(found == [nil, "Mine", nil, nil])
  }

  @Test("Conditionings in a circle end the search")
  func circle() {
    let found = titles([
      Node(id: "1", classType: "Combine", inputs: [link("a", "2")]),
      Node(id: "2", classType: "Combine", inputs: [link("a", "1")]),
      Node(id: "3", classType: "Sampler", inputs: [link("positive", "2")]),
    ])
    #expect(found == [nil, nil, nil])
  }
}
