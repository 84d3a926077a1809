import TestSupport
import Testing

@testable import Canvas

@Suite("Columns and groups")
struct ColumnPlanTests {
  @Test("A stage is one group as long as no layer lies between its members")
  func groups() {
    let graph = LayoutGraph.make(
      [.models, .models, .prompt, .sampling, .models, .output],
      links: [(0, 2), (1, 2), (2, 3), (3, 5), (4, 5)])
    let plan = ColumnPlan(graph, layers: [0, 0, 1, 2, 2, 3])
    #expect(plan.groups.map(\.stage) == [.models, .models, .prompt, .sampling, .output])
    #expect(plan.groups.map(\.members) == [[0, 1], [4], [2], [3], [5]])
    #expect(plan.groups.map(\.columns) == [0...0, 2...2, 1...1, 2...2, 3...3])
    #expect(plan.groupOf == [0, 0, 2, 3, 1, 4])
  }

  @Test("Connected parts are grouped apart")
  func parts() {
    let graph = LayoutGraph.make(
      [.models, .models, .output, .output], links: [(0, 2), (1, 3)])
    #expect(ColumnPlan(graph, layers: [0, 0, 1, 1]).groups.map(\.members) == [[0], [2], [1], [3]])
  }

  @Test("A layer whose group would be too high becomes several columns")
  func divided() {
    let graph = LayoutGraph.make(
      Array(repeating: .prompt, count: 5) + [.sampling], links: (0..<5).map { ($0, 5) },
      height: 80)
    let plan = ColumnPlan(graph, layers: LayerAssignment.layers(graph))
    #expect(plan.columns == [0, 0, 0, 1, 1, 2])
    #expect(plan.groups.map(\.columns) == [0...1, 2...2])
  }

  @Test("Boxes stand at the left of their column, sources at the right")
  func lefts() {
    var boxes = (0..<4).map { _ in LayoutGraph.Box(width: 20, height: 10, stage: .models) }
    boxes[1].width = 50
    boxes[3].width = 30
    let graph = LayoutGraph(
      boxes: boxes,
      links: [
        LayoutGraph.Link(source: 0, target: 2, exit: 0, entry: 0),
        LayoutGraph.Link(source: 1, target: 3, exit: 0, entry: 0),
      ])
    let plan = ColumnPlan(graph, layers: [0, 0, 1, 1])
    #expect(plan.lefts == [32, 2, 59, 59])
  }

  @Test("Every link leaves its source's column for a later one, with the gap between")
  func leftToRight() throws {
    try forAll(seed: 4, count: 200, LayoutGraph.random) { graph in
      let plan = ColumnPlan(graph, layers: LayerAssignment.layers(graph))
      for link in graph.links {
        let end = plan.lefts[link.source] + graph.boxes[link.source].width
        guard end + ColumnPlan.columnGap <= plan.lefts[link.target] else { throw Broken("\(link)") }
      }
    }
  }
}
