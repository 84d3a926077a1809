/// Heights of boxes in a given order, so that links run as level as the order allows.
///
/// Source: Gansner et al., IEEE TSE 19(3), 1993, sections 4.2 and 5; the frames of groups are
/// numbers of the same program.
enum RowCoordinates {
  /// Space between a box and the one below it in the same group, whose title bar is within.
  static let boxGap = 7
  /// Space between the frames of groups.
  static let groupGap = 3
  /// Space between boxes and the frame around them.
  static let padding = Int(StageGroups.padding / CanvasGeometry.grid)
  /// Space between the upper edge of a frame and the boxes' positions.
  static let headroom = Int(StageGroups.headroom / CanvasGeometry.grid)

  /// Finds the heights.
  ///
  /// - Returns: The upper edge of each box below its title bar; the highest frame begins at 0.
  static func tops(_ graph: LayoutGraph, _ plan: ColumnPlan, _ order: CrossingOrder) -> [Int] {
    let boxes = graph.boxes.count, groups = plan.groups.count
    let edge = boxes + 2 * groups
    func top(_ group: Int) -> Int { boxes + group }
    func bottom(_ group: Int) -> Int { boxes + groups + group }
    var program = DistanceProgram(count: edge + 1)
    for group in 0..<groups {
      program.keep(edge, top(group), apart: 0)
      program.pull(edge, top(group), weight: 1)
      program.pull(top(group), bottom(group), weight: 1)
    }
    for row in order.rows {
      for (place, box) in row.enumerated() {
        let group = plan.groupOf[box]
        let height = graph.boxes[box].height
        if place == 0 || plan.groupOf[row[place - 1]] != group {
          program.keep(top(group), box, apart: headroom)
        }
        if place + 1 < row.count, plan.groupOf[row[place + 1]] == group {
          program.keep(box, row[place + 1], apart: height + boxGap)
        } else {
          program.keep(box, bottom(group), apart: height + padding)
        }
      }
    }
    // The last group met in each column.
    var above = [Int?](repeating: nil, count: plan.columnCount)
    for group in order.groups {
      for column in plan.groups[group].columns {
        if let upper = above[column] { program.keep(bottom(upper), top(group), apart: groupGap) }
        above[column] = group
      }
    }
    for link in graph.links {
      let length =
        plan.lefts[link.target] - plan.lefts[link.source] - graph.boxes[link.source].width
      // The longer a link is, the less a difference in height adds to it.
      program.pull(
        link.source, link.target, to: link.drop, weight: max(4, 2560 / (40 + max(0, length))))
    }
    let values = program.solved()
    return values.prefix(boxes).map { $0 - values[edge] }
  }
}
