/// What stands above what: the order of the groups, and of the boxes in each column.
///
/// Groups have one order for all columns, and each column keeps to it, so that every group can be a
/// rectangle. Within that, boxes are sorted by the heights that their neighbours wish for them,
/// which leaves few crossings. Source: Sugiyama, Tagawa and Toda, IEEE Trans. SMC 11(2), 1981.
/// Differs: links over several layers pull directly, without dummy nodes, by true heights instead
/// of places.
struct CrossingOrder {
  /// Whose heights count for a wish.
  enum Side {
    case sources, targets, both
  }

  /// Two neighbours that may change places.
  enum Swap: Equatable {
    /// A place among the groups, and the next one.
    case groups(Int)
    /// A place in a column, and the next one.
    case boxes(column: Int, place: Int)
  }

  /// The groups from top to bottom; each connected part of the graph lies below the one before.
  private(set) var groups: [Int]
  /// The boxes of each column from top to bottom, those of one group together.
  private(set) var rows: [[Int]]

  private let graph: LayoutGraph
  private let plan: ColumnPlan

  /// The order of the boxes' numbers.
  init(_ graph: LayoutGraph, _ plan: ColumnPlan) {
    self.graph = graph
    self.plan = plan
    groups = Array(plan.groups.indices)
    rows = Array(repeating: [], count: plan.columnCount)
    for (box, column) in plan.columns.enumerated() { rows[column].append(box) }
    sort(by: graph.boxes.indices.map(Double.init))
  }

  /// Another order, by the heights at which links would run level.
  ///
  /// - Parameters:
  ///   - tops: The heights at which the boxes stand now.
  ///   - side: Which ends of links pull; wishes travel away from them through all columns.
  /// - Returns: The order, which may be the same.
  func sorted(beside tops: [Int], _ side: Side) -> CrossingOrder {
    var wishes = tops.map(Double.init)
    let numbers = Array(wishes.indices)
    for box in side == .targets ? numbers.reversed() : numbers {
      var sum = 0.0
      var count = 0.0
      if side != .targets {
        for index in graph.incoming[box] {
          let link = graph.links[index]
          sum += wishes[link.source] + link.exit - link.entry
          count += 1
        }
      }
      if side != .sources {
        for index in graph.outgoing[box] {
          let link = graph.links[index]
          sum += wishes[link.target] + link.entry - link.exit
          count += 1
        }
      }
      if count > 0 { wishes[box] = sum / count }
    }
    var result = self
    result.sort(by: wishes.indices.map { wishes[$0] + Double(graph.boxes[$0].height) / 2 })
    return result
  }

  /// Sorts boxes by their own values, groups by the mean of their members.
  private mutating func sort(by values: [Double]) {
    let means = plan.groups.map { group in
      group.members.reduce(0) { $0 + values[$1] } / Double(group.members.count)
    }
    groups.sort { (plan.groups[$0].part, means[$0], $0) < (plan.groups[$1].part, means[$1], $1) }
    arrange(by: values)
  }

  /// Sorts the boxes of each column by their groups, within these by value.
  private mutating func arrange(by values: [Double]) {
    var ranks = groups
    for (rank, group) in groups.enumerated() { ranks[group] = rank }
    func key(_ box: Int) -> (Int, Double, Int) { (ranks[plan.groupOf[box]], values[box], box) }
    for column in rows.indices { rows[column].sort { key($0) < key($1) } }
  }
}

// MARK: - Swaps

extension CrossingOrder {
  /// All swaps that lead to another order: groups of one part in the same column, then boxes.
  var swaps: [Swap] {
    let ofGroups = groups.indices.dropLast().filter { place in
      let upper = plan.groups[groups[place]], lower = plan.groups[groups[place + 1]]
      return upper.part == lower.part && upper.columns.overlaps(lower.columns)
    }
    let ofBoxes = rows.enumerated().flatMap { column, row in
      row.indices.dropLast().filter { plan.groupOf[row[$0]] == plan.groupOf[row[$0 + 1]] }
        .map { Swap.boxes(column: column, place: $0) }
    }
    return ofGroups.map(Swap.groups) + ofBoxes
  }

  /// The order after a swap.
  func applying(_ swap: Swap) -> CrossingOrder {
    var result = self
    switch swap {
    case .boxes(let column, let place): result.rows[column].swapAt(place, place + 1)
    case .groups(let place):
      result.groups.swapAt(place, place + 1)
      var places = [Double](repeating: 0, count: graph.boxes.count)
      for row in rows {
        for (place, box) in row.enumerated() { places[box] = Double(place) }
      }
      result.arrange(by: places)
    }
    return result
  }
}
