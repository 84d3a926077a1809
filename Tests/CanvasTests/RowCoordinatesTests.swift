import TestSupport
import Testing

@testable import Canvas

@Suite("Heights in a given order")
struct RowCoordinatesTests {
  private func tops(_ graph: LayoutGraph) -> [Int] {
    let plan = ColumnPlan(graph, layers: LayerAssignment.layers(graph))
    return RowCoordinates.tops(graph, plan, CrossingOrder(graph, plan))
  }

  @Test("A chain runs level from socket to socket")
  func level() {
    let graph = LayoutGraph(
      boxes: [20, 5, 40].map { LayoutGraph.Box(width: 20, height: $0, stage: .output) },
      links: [
        LayoutGraph.Link(source: 0, target: 1, exit: 5, entry: 1),
        LayoutGraph.Link(source: 1, target: 2, exit: 1, entry: 9),
      ])
    #expect(tops(graph) == [12, 16, 8])
  }

  @Test("Boxes and frames stand one below the other without waste")
  func stacked() {
    let graph = LayoutGraph.make(
      [.models, .models, .prompt, .sampling], links: [(0, 3), (1, 3), (2, 3)])
    // Headroom 8, height 10, gap 7; then 2 below, 3 between the frames, and headroom again.
    #expect(tops(graph).prefix(3) == [8, 25, 48])
  }

  @Test("Boxes keep their gap, and frames of groups that share a column do not meet")
  func apart() throws {
    try forAll(seed: 8, count: 200, LayoutGraph.random) { graph in
      let plan = ColumnPlan(graph, layers: LayerAssignment.layers(graph))
      let order = CrossingOrder(graph, plan)
      let tops = RowCoordinates.tops(graph, plan, order)
      func bottom(_ box: Int) -> Int { tops[box] + graph.boxes[box].height }
      for row in order.rows {
        for (upper, lower) in zip(row, row.dropFirst())
        where bottom(upper) + RowCoordinates.boxGap > tops[lower] {
          throw Broken("\(upper) and \(lower) in \(tops)")
        }
      }
      let frames = plan.groups.map { group in
        (
          top: (group.members.map { tops[$0] }.min() ?? 0) - RowCoordinates.headroom,
          bottom: (group.members.map(bottom).max() ?? 0) + RowCoordinates.padding
        )
      }
      guard frames.map(\.top).min() == 0 else { throw Broken("\(frames)") }
      for (rank, upper) in order.groups.enumerated() {
        for lower in order.groups[(rank + 1)...]
        where plan.groups[upper].columns.overlaps(plan.groups[lower].columns)
          && frames[upper].bottom + RowCoordinates.groupGap > frames[lower].top
        {
          throw Broken("groups \(upper) and \(lower) in \(frames)")
        }
      }
    }
  }
}
