import TestSupport
import Testing

@testable import Canvas

@Suite("Layers")
struct LayerAssignmentTests {
  @Test("A source stands right before what it feeds, not at the far left")
  func near() {
    // 0 -> 1 -> 3 -> 4 is a chain; 2 feeds only its end.
    let graph = LayoutGraph.make(
      [.models, .prompt, .sources, .sampling, .output], links: [(0, 1), (1, 3), (3, 4), (2, 4)])
    #expect(LayerAssignment.layers(graph) == [0, 1, 2, 2, 3])
  }

  @Test("Loaders stand together unless more than two links get longer by it", arguments: 1...4)
  func loaders(links: Int) {
    let chain = [(0, 1), (1, 3), (3, 4)]
    let graph = LayoutGraph.make(
      [.models, .prompt, .models, .sampling, .output],
      links: chain + Array(repeating: (2, 4), count: links))
    #expect(LayerAssignment.layers(graph) == [0, 1, links > 2 ? 2 : 0, 2, 3])
  }

  @Test("Between two equal places, a box stands with its stage")
  func ties() {
    // 1 has one link to either side; 3 and 4 are sampling too.
    let graph = LayoutGraph.make(
      [.models, .sampling, .prompt, .sampling, .sampling],
      links: [(0, 1), (0, 2), (2, 3), (3, 4), (1, 4)])
    #expect(LayerAssignment.layers(graph) == [0, 2, 1, 2, 3])
    let output = LayoutGraph.make(
      [.models, .output, .prompt, .sampling, .sampling],
      links: [(0, 1), (0, 2), (2, 3), (3, 4), (1, 4)])
    #expect(LayerAssignment.layers(output) == [0, 1, 1, 2, 3])
  }

  @Test("What pulls more often wins")
  func majority() {
    // 3 is fed three times from the left and feeds once at the right.
    let graph = LayoutGraph.make(
      Array(repeating: .output, count: 7),
      links: [(0, 1), (1, 2), (2, 4), (4, 5), (0, 3), (0, 3), (0, 3), (3, 5), (5, 6)])
    #expect(LayerAssignment.layers(graph) == [0, 1, 2, 1, 3, 4, 5])
  }

  @Test("Boxes without links, and every connected part, begin in the first layer")
  func lonely() {
    let graph = LayoutGraph.make(Array(repeating: .output, count: 5), links: [(1, 2), (3, 4)])
    #expect(LayerAssignment.layers(graph) == [0, 0, 1, 0, 1])
  }

  @Test("Links lead to later layers and, without loaders, span no more than with longest paths")
  func spans() throws {
    try forAll(seed: 2, count: 200, LayoutGraph.random) { graph in
      let hasLoaders = graph.boxes.contains { $0.stage == .models }
      let layers = LayerAssignment.layers(graph)
      var depths = [Int](repeating: 0, count: layers.count)
      for link in graph.links.sorted(by: { $0.target < $1.target }) {
        depths[link.target] = max(depths[link.target], depths[link.source] + 1)
      }
      func span(_ layers: [Int]) -> Int {
        graph.links.reduce(0) { $0 + layers[$1.target] - layers[$1.source] }
      }
      guard graph.links.allSatisfy({ layers[$0.source] < layers[$0.target] }) else {
        throw Broken("\(layers)")
      }
      guard layers.min() == 0, hasLoaders || span(layers) <= span(depths) else {
        throw Broken("\(layers)")
      }
    }
  }
}
