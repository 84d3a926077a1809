import Testing
import WorkflowGraph

@testable import Canvas

@Suite("Boxes and links in grid units")
struct LayoutGraphTests {
  @Test("Connected parts have numbers of their own; boxes without links share the last")
  func parts() {
    let graph = LayoutGraph.make(
      Array(repeating: .output, count: 6), links: [(1, 4), (0, 5), (4, 5)])
    #expect(graph.boxes.map(\.part) == [0, 0, 1, 1, 0, 0])
    let two = LayoutGraph.make(Array(repeating: .output, count: 4), links: [(0, 2), (1, 3)])
    #expect(two.boxes.map(\.part) == [0, 1, 0, 1])
  }

  @Test("Boxes are numbered along the links, with sizes and sockets in grid units")
  func workflow() throws {
    let catalog = try CanvasFixtures.coreCatalog()
    let workflow = Workflow(nodes: [
      Node(
        id: "2", classType: "VAEDecode",
        inputs: [NodeInput(name: "vae", value: .link(Link(source: "1", slot: 2)))]),
      Node(id: "1", classType: "CheckpointLoaderSimple"),
    ])
    let canvas = CanvasGraph(workflow, catalog)
    let graph = LayoutGraph(canvas, StageGroups.stages(canvas), NodeTitles(canvas))
    #expect(graph.boxes.map(\.width) == [39, 23])
    #expect(graph.boxes.map(\.height) == [14, 8])
    #expect(graph.boxes.map(\.stage) == [.models, .output])
    #expect(graph.links.count == 1 && graph.incoming == [[], [0]] && graph.outgoing == [[0], []])
    #expect(graph.links[0].source == 0 && graph.links[0].target == 1)
    #expect(graph.links[0].exit == 5.4 && graph.links[0].entry == 3.4 && graph.links[0].drop == 2)
  }
}
