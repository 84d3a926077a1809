import TestSupport
import Testing

@testable import Canvas

@Suite("Search for heights")
struct LayoutSearchTests {
  private func plan(_ graph: LayoutGraph) -> ColumnPlan {
    ColumnPlan(graph, layers: LayerAssignment.layers(graph))
  }

  @Test("Cost is the length of the links, with detours for crossings and hidden links")
  func cost() {
    // 0 and 1 feed 2 and 3 over a gap of 7; links leave and enter at the upper edges.
    let graph = LayoutGraph.make(
      [.models, .models, .output, .output], links: [(0, 2), (1, 3)])
    let plan = plan(graph)
    #expect(LayoutSearch.cost(graph, plan, [0, 24, 0, 24]) == 14)
    #expect(LayoutSearch.cost(graph, plan, [0, 24, 24, 0]) == 50 + 30)
    // A link from the first to the third column runs 34 behind the box between, which 10 add to.
    let chain = LayoutGraph.make(
      [.models, .models, .models], links: [(0, 1), (1, 2), (0, 2)])
    let columns = self.plan(chain)
    #expect(LayoutSearch.cost(chain, columns, [0, 0, 0]) == 7 + 7 + 34 + 10)
    #expect(LayoutSearch.cost(chain, columns, [0, 24, 0]) == 25 + 25 + 34)
  }

  @Test("The heights found cost no more than those of the order it starts from")
  func better() throws {
    try forAll(seed: 3, count: 60, LayoutGraph.random) { graph in
      let plan = plan(graph)
      let start = RowCoordinates.tops(graph, plan, CrossingOrder(graph, plan))
      let found = LayoutSearch(graph, plan).tops
      guard
        LayoutSearch.cost(graph, plan, found) <= LayoutSearch.cost(graph, plan, start)
      else { throw Broken("\(found)") }
    }
  }

  @Test("Crossed links that can be uncrossed are")
  func uncrosses() {
    let graph = LayoutGraph.make(
      [.models, .prompt, .prompt, .sampling, .sampling, .output],
      links: [(0, 1), (0, 2), (1, 4), (2, 3), (3, 5), (4, 5)])
    let plan = plan(graph)
    let tops = LayoutSearch(graph, plan).tops
    #expect((tops[1] < tops[2]) == (tops[4] < tops[3]))
  }
}
