import Testing
import WorkflowGraph

@testable import Canvas

@Suite("Stages")
struct StageGroupsTests {
  private func stages(_ nodes: [(id: String, type: String, links: [(String, String)])])
    -> [StageGroups.Stage]
  {
    let workflow = Workflow(
      nodes: nodes.map { node in
        Node(
          id: node.id, classType: node.type,
          inputs: node.links.map {
            NodeInput(name: $0.0, value: .link(Link(source: $0.1, slot: 0)))
          })
      })
    return StageGroups.stages(CanvasGraph(workflow, CanvasFixtures.catalog))
  }

  @Test("What nodes give and take decides; a decoder that feeds nothing sampled is output")
  func kinds() {
    #expect(
      stages([
        ("1", "Loader", []), ("2", "Latent", []), ("3", "Encode", []),
        ("4", "Sampler", [("latent", "2")]), ("5", "Decode", [("samples", "4")]),
        ("6", "Save", [("images", "5")]),
      ]) == [.models, .latent, .prompt, .sampling, .output, .output])
  }

  @Test("A node between samplings belongs to them, one before all sampling to the inputs")
  func between() {
    #expect(
      stages([
        ("1", "Mystery", []), ("2", "Mystery", [("in1", "1")]),
        ("3", "Encode", [("text", "2")]),
        ("4", "Sampler", [("positive", "3")]), ("5", "Decode", [("samples", "4")]),
        ("6", "Mystery", [("in1", "5")]), ("7", "Sampler", [("latent", "6")]),
        ("8", "Mystery", [("in1", "7")]),
      ]) == [.sources, .sources, .prompt, .sampling, .sampling, .sampling, .sampling, .output])
  }

  @Test("A group's frame holds its members, title bars and its own title")
  func frame() {
    let group = StageGroups.group(
      .latent,
      around: [
        CanvasRectangle(x: 100, y: 200, width: 50, height: 40),
        CanvasRectangle(x: 120, y: 300, width: 60, height: 40),
      ])
    #expect(group.title == "Latent image" && group.color == "#3f789e")
    #expect(group.frame == CanvasRectangle(x: 80, y: 120, width: 120, height: 240))
  }
}
