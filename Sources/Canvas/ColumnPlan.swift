/// Boxes in columns and groups; what stands above what is left open.
///
/// A group holds boxes of one stage whose layers follow each other without a gap, and reserves its
/// part of all columns from its first to its last. A layer becomes one column, or several where
/// boxes of one group would make it too high.
struct ColumnPlan {
  /// Boxes to be framed together.
  struct Group {
    var stage: StageGroups.Stage
    /// The connected part of the graph they belong to.
    var part: Int
    var members: [Int]
    var columns: ClosedRange<Int>
  }

  /// Space between two columns; the frames of groups reach into it from both sides.
  static let columnGap = 7
  /// A group's part of a column that would be higher is divided.
  static let maximumHeight = 240

  let groups: [Group]
  /// The place of each box among `groups`.
  let groupOf: [Int]
  /// The column of each box.
  let columns: [Int]
  let columnCount: Int
  /// The left edge of each box.
  let lefts: [Int]

  /// Makes columns of layers.
  init(_ graph: LayoutGraph, layers: [Int]) {
    let runs = Self.runs(graph, layers)
    let columns = Self.columns(graph, layers, runs)
    var groupOf = [Int](repeating: 0, count: layers.count)
    for (group, run) in runs.enumerated() {
      for box in run { groupOf[box] = group }
    }
    groups = runs.map { run in
      let own = run.map { columns[$0] }
      let first = graph.boxes[run[0]]
      return Group(
        stage: first.stage, part: first.part, members: run,
        columns: (own.min() ?? 0)...(own.max() ?? 0))
    }
    self.groupOf = groupOf
    self.columns = columns
    columnCount = (columns.max() ?? -1) + 1
    lefts = Self.lefts(graph, columns, columnCount)
  }

  /// The members of each group: by part and stage, divided where a layer has none of them.
  private static func runs(_ graph: LayoutGraph, _ layers: [Int]) -> [[Int]] {
    func key(_ box: Int) -> (Int, Int, Int, Int) {
      (graph.boxes[box].part, graph.boxes[box].stage.rawValue, layers[box], box)
    }
    var runs: [[Int]] = []
    for box in graph.boxes.indices.sorted(by: { key($0) < key($1) }) {
      if let last = runs.last?.last, graph.boxes[last].part == graph.boxes[box].part,
        graph.boxes[last].stage == graph.boxes[box].stage, layers[box] <= layers[last] + 1
      {
        runs[runs.count - 1].append(box)
      } else {
        runs.append([box])
      }
    }
    return runs
  }

  private static func columns(
    _ graph: LayoutGraph, _ layers: [Int], _ runs: [[Int]]
  ) -> [Int] {
    // The boxes that a group has in a layer, by layer.
    var stacks = [[[Int]]](repeating: [], count: (layers.max() ?? -1) + 1)
    for run in runs {
      for (place, box) in run.enumerated() {
        if place == 0 || layers[run[place - 1]] != layers[box] { stacks[layers[box]].append([]) }
        stacks[layers[box]][stacks[layers[box]].count - 1].append(box)
      }
    }
    var columns = [Int](repeating: 0, count: layers.count)
    var next = 0
    for layer in stacks {
      let shares = layer.map { stack in
        let height = stack.reduce(0) { $0 + graph.boxes[$1].height + RowCoordinates.boxGap }
        let parts = (height + maximumHeight - 1) / maximumHeight
        return (stack.count + parts - 1) / parts
      }
      var last = next
      for (stack, share) in zip(layer, shares) {
        for (place, box) in stack.enumerated() { columns[box] = next + place / share }
        last = max(last, next + (stack.count - 1) / share)
      }
      next = last + 1
    }
    return columns
  }

  /// Boxes stand at the left of their columns, but at the right if nothing feeds them.
  private static func lefts(_ graph: LayoutGraph, _ columns: [Int], _ count: Int) -> [Int] {
    var widths = [Int](repeating: 0, count: count)
    for (box, column) in columns.enumerated() {
      widths[column] = max(widths[column], graph.boxes[box].width)
    }
    var starts: [Int] = []
    var x = RowCoordinates.padding
    for width in widths {
      starts.append(x)
      x += width + columnGap
    }
    return columns.indices.map { box in
      let isSource = graph.incoming[box].isEmpty && !graph.outgoing[box].isEmpty
      let spare = widths[columns[box]] - graph.boxes[box].width
      return starts[columns[box]] + (isSource ? spare : 0)
    }
  }
}
