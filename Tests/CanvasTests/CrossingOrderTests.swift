import TestSupport
import Testing

@testable import Canvas

@Suite("Order from top to bottom")
struct CrossingOrderTests {
  private func order(_ graph: LayoutGraph) -> CrossingOrder {
    CrossingOrder(graph, ColumnPlan(graph, layers: LayerAssignment.layers(graph)))
  }

  @Test("Crossed links are uncrossed by the heights of what feeds the boxes, or of what they feed")
  func uncrosses() {
    let graph = LayoutGraph.make(
      [.models, .prompt, .prompt, .sampling, .sampling],
      links: [(0, 1), (0, 2), (1, 4), (2, 3)])
    let start = order(graph)
    #expect(start.rows == [[0], [1, 2], [3, 4]])
    #expect(start.sorted(beside: [0, 0, 20, 0, 20], .targets).rows == [[0], [2, 1], [3, 4]])
    let mirrored = LayoutGraph.make(
      [.prompt, .prompt, .sampling, .sampling, .output],
      links: [(0, 3), (1, 2), (2, 4), (3, 4)])
    #expect(order(mirrored).rows == [[0, 1], [2, 3], [4]])
    let sorted = order(mirrored).sorted(beside: [0, 20, 0, 20, 0], .sources)
    #expect(sorted.rows == [[0, 1], [3, 2], [4]])
  }

  @Test("Boxes of one group stay together, in the order of the groups")
  func groups() throws {
    try forAll(
      seed: 6, count: 200,
      { generator -> (LayoutGraph, [Int]) in
        let graph = LayoutGraph.random(&generator)
        return (graph, graph.boxes.map { _ in Int.random(in: 0...500, using: &generator) })
      },
      law: { graph, tops in
        let plan = ColumnPlan(graph, layers: LayerAssignment.layers(graph))
        var orders = [CrossingOrder(graph, plan).sorted(beside: tops, .both)]
        orders += orders[0].swaps.map(orders[0].applying)
        for order in orders {
          guard order.groups.sorted() == Array(plan.groups.indices) else {
            throw Broken("\(order.groups)")
          }
          guard order.rows.joined().sorted() == Array(graph.boxes.indices) else {
            throw Broken("\(order.rows)")
          }
          let parts = order.groups.map { plan.groups[$0].part }
          guard parts == parts.sorted() else { throw Broken("\(parts)") }
          for row in order.rows {
            let ranks = row.compactMap { order.groups.firstIndex(of: plan.groupOf[$0]) }
            guard ranks == ranks.sorted() else { throw Broken("\(row)") }
          }
        }
      })
  }

  @Test("Swaps are offered for groups that share a column and for boxes of one group")
  func swaps() {
    let graph = LayoutGraph.make(
      [.models, .models, .sources, .output], links: [(0, 3), (1, 3), (2, 3)])
    let order = order(graph)
    #expect(order.rows == [[0, 1, 2], [3]])
    #expect(order.groups == [0, 1, 2])
    #expect(order.swaps == [.groups(0), .boxes(column: 0, place: 0)])
    #expect(order.applying(.groups(0)).rows == [[2, 0, 1], [3]])
    #expect(order.applying(.groups(0)).groups == [1, 0, 2])
    #expect(order.applying(.boxes(column: 0, place: 0)).rows == [[1, 0, 2], [3]])
  }
}
