import WorkflowGraph

/// Looks for the best heights: order and coordinates by turns, each from the other, then swaps.
///
/// Good is a short sum of links; a crossing, and a link that runs behind a box, count as a detour.
struct LayoutSearch {
  /// An order with its heights.
  private struct Candidate {
    var order: CrossingOrder
    var tops: [Int]
    var cost: Double
  }

  /// How much longer links may be for one crossing less.
  private static let crossingDetour = 30.0
  /// How much longer links may be for one box less before a link.
  private static let hiddenDetour = 10.0
  /// With more links, crossings are not counted, since every pair would have to be looked at.
  private static let maximumLinks = 1000
  /// Whose heights decide in each round.
  private static let rounds: [CrossingOrder.Side] = [
    .sources, .targets, .sources, .both, .sources, .targets, .sources, .both,
  ]
  /// How many swaps are tried.
  private static let maximumSwaps = 20

  /// The best heights found.
  let tops: [Int]

  /// Searches a fixed number of orders.
  init(_ graph: LayoutGraph, _ plan: ColumnPlan) {
    func candidate(_ order: CrossingOrder) -> Candidate {
      let tops = RowCoordinates.tops(graph, plan, order)
      return Candidate(order: order, tops: tops, cost: Self.cost(graph, plan, tops))
    }
    var latest = candidate(CrossingOrder(graph, plan))
    var best = latest
    for side in Self.rounds where graph.links.count > 1 {
      latest = candidate(latest.order.sorted(beside: latest.tops, side))
      if latest.cost < best.cost { best = latest }
    }
    // Round the list until every swap of the best order has failed.
    var failures = 0
    for place in 0..<Self.maximumSwaps where graph.links.count <= Self.maximumLinks {
      let swaps = best.order.swaps
      guard failures < swaps.count else { break }
      latest = candidate(best.order.applying(swaps[place % swaps.count]))
      failures += 1
      guard latest.cost < best.cost else { continue }
      best = latest
      failures = 0
    }
    tops = best.tops
  }

  /// The sum of all links and detours.
  static func cost(_ graph: LayoutGraph, _ plan: ColumnPlan, _ tops: [Int]) -> Double {
    let lines = graph.links.map { link in
      LinkLine(
        startX: Double(plan.lefts[link.source] + graph.boxes[link.source].width),
        startY: Double(tops[link.source]) + link.exit, endX: Double(plan.lefts[link.target]),
        endY: Double(tops[link.target]) + link.entry)
    }
    let length = lines.reduce(0) { $0 + $1.length }
    guard lines.count <= maximumLinks else { return length }
    let frames = graph.boxes.indices.map { box in
      let height = graph.boxes[box].height
      return CanvasRectangle(
        x: Double(plan.lefts[box]), y: Double(tops[box] - LayoutGraph.titleHeight),
        width: Double(graph.boxes[box].width), height: Double(height + LayoutGraph.titleHeight))
    }
    var crossings = 0
    var hidden = 0
    for (index, line) in lines.enumerated() {
      for other in lines[(index + 1)...]
      where line.startX < other.endX && other.startX < line.endX && line.crosses(other) {
        crossings += 1
      }
      // A line never enters the boxes at its own ends.
      for frame in frames
      where line.startX < frame.x && frame.x < line.endX && line.enters(frame) { hidden += 1 }
    }
    return length + crossingDetour * Double(crossings) + hiddenDetour * Double(hidden)
  }
}
