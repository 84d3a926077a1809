import WorkflowGraph

/// The canonical order of statements.
///
/// Topological; among the nodes that are ready first the one with the longest path to the end,
/// then by class type, then by the place of the first input it feeds, then by id.
enum StatementOrder {
  /// Positions in `workflow.nodes`, or the ids of the nodes that could not be ordered.
  static func order(
    _ workflow: Workflow, feeds: [[(target: Int, place: Int)]]
  ) throws(WorkflowCodeError) -> [Int] {
    let nodes = workflow.nodes
    var waiting = [Int](repeating: 0, count: nodes.count)
    for targets in feeds { for feed in targets { waiting[feed.target] += 1 } }
    let heights = try heights(workflow, feeds: feeds, waiting: waiting)
    let firstPlace = feeds.map { $0.map(\.place).min() ?? Int.max }
    let rank = nodes.indices.sorted { left, right in
      if heights[left] != heights[right] { return heights[left] > heights[right] }
      if nodes[left].classType != nodes[right].classType {
        return nodes[left].classType < nodes[right].classType
      }
      if firstPlace[left] != firstPlace[right] { return firstPlace[left] < firstPlace[right] }
      return isBefore(nodes[left].id, nodes[right].id)
    }
    // A node is higher than all it feeds, so sorting by height alone is topological.
    return rank
  }

  /// The number of links on the longest path from each node to a node that feeds nothing.
  private static func heights(
    _ workflow: Workflow, feeds: [[(target: Int, place: Int)]], waiting: [Int]
  ) throws(WorkflowCodeError) -> [Int] {
    var waiting = waiting
    var order: [Int] = workflow.nodes.indices.filter { waiting[$0] == 0 }
    var next = 0
    while next < order.count {
      for feed in feeds[order[next]] {
        waiting[feed.target] -= 1
        if waiting[feed.target] == 0 { order.append(feed.target) }
      }
      next += 1
    }
    guard order.count == workflow.nodes.count else {
      let stuck = workflow.nodes.indices.filter { waiting[$0] > 0 }
      throw .dependencyCycle(stuck.map { workflow.nodes[$0].id })
    }
    var heights = [Int](repeating: 0, count: order.count)
    for node in order.reversed() {
      for feed in feeds[node] { heights[node] = max(heights[node], heights[feed.target] + 1) }
    }
    return heights
  }

  private static func isBefore(_ left: String, _ right: String) -> Bool {
    switch (Int(left), Int(right)) {
    case (let left?, let right?): left < right
    case (_?, nil): true
    case (nil, _?): false
    case (nil, nil): left < right
    }
  }
}
