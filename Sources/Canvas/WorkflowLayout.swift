public import WorkflowGraph

/// Places the nodes of a workflow: stages and layers from left to right, few crossings, no overlap.
///
/// Laws: links of an acyclic graph run left to right; frames with their title bars keep 40 units
/// apart; everything stands on the 10-unit grid; groups contain exactly their members; the same
/// workflow gives the same placement. Method: layers by longest path within stage blocks, order by
/// barycentre sweeps, then each node as near as its column allows to the height of what feeds it.
/// Source: Sugiyama, Tagawa and Toda 1981; Gansner et al. 1993.
public enum WorkflowLayout {
  /// Places a workflow.
  ///
  /// - Parameters:
  ///   - workflow: Any workflow; links on cycles and to missing nodes do not count.
  ///   - catalog: The definitions, by which sizes, stages and titles are found.
  ///   - note: Markdown text for a note beside the graph.
  /// - Returns: The same workflow with a look for every node.
  public static func place(
    _ workflow: Workflow, catalog: NodeCatalog, note: String? = nil
  ) -> PlacedWorkflow {
    let graph = CanvasGraph(workflow, catalog)
    let stages = StageGroups(graph)
    let titles = NodeTitles(graph)
    let notes = note.map { [NotePlacement.place($0)] } ?? []
    let left = notes.first.map { $0.frame.x + $0.frame.width + NotePlacement.gap } ?? 0
    var columns = Columns(graph, stages, titles)
    let frames = columns.frames(left: left)
    let placements = frames.enumerated().map { place, frame in
      NodePlacement(
        frame: frame, title: titles.title(place), color: titles.roles[place]?.color,
        bodyColor: titles.roles[place]?.bodyColor)
    }
    return PlacedWorkflow(
      workflow: workflow, placements: placements, groups: stages.groups(around: frames),
      notes: notes)
  }
}

// MARK: - Coordinates

/// Nodes in columns and bands, with their coordinates.
private struct Columns {
  private static let columnGap = 80.0
  private static let blockGap = 120.0
  private static let rowGap = 40.0
  /// A column that would be higher is split.
  private static let maximumHeight = 2400.0

  private let graph: CanvasGraph
  private let stages: [StageGroups.Stage]
  private let sizes: [(width: Double, height: Double)]
  /// Nodes from top to bottom per column; the columns of one layer lie side by side.
  private var columns: [(block: Int, nodes: [Int])] = []
  private var result: [CanvasRectangle]
  private let incoming: [[CanvasGraph.Edge]]

  init(_ graph: CanvasGraph, _ stages: StageGroups, _ titles: NodeTitles) {
    self.graph = graph
    self.stages = stages.stages
    sizes = graph.faces.indices.map { place in
      CanvasGeometry.size(
        of: graph.faces[place], classType: graph.workflow.nodes[place].classType,
        title: titles.title(place) ?? titles.displayName(place))
    }
    result = sizes.map { CanvasRectangle(x: 0, y: 0, width: $0.width, height: $0.height) }
    var incoming = [[CanvasGraph.Edge]](repeating: [], count: sizes.count)
    for edge in graph.edges { incoming[edge.target].append(edge) }
    self.incoming = incoming
    guard !sizes.isEmpty else { return }
    let forward = graph.edges.filter(\.isForward)
    let layering = LayerAssignment(
      order: graph.order, links: forward.map { ($0.source, $0.target) },
      blocks: self.stages.map(\.block))
    let rows = CrossingOrder(
      start: graph.order, layers: layering.layers, bands: self.stages.map(\.band),
      wires: forward.map(wire)
    ).rows
    for (layer, row) in rows.enumerated() { split(row, block: layering.blocks[layer]) }
  }

  private func wire(_ edge: CanvasGraph.Edge) -> CrossingOrder.Wire {
    let outputs = graph.faces[edge.source].outputs.count
    let sockets = graph.faces[edge.target].sockets.count
    return CrossingOrder.Wire(
      source: edge.source, sourceShare: Double(edge.slot) / Double(outputs + 1),
      target: edge.target, targetShare: Double(edge.socket) / Double(sockets + 1))
  }

  /// Divides a layer into as many columns as its bands need.
  private mutating func split(_ row: [Int], block: Int) {
    var parts: [[Int]] = []
    for band in 0...1 {
      let nodes = row.filter { stages[$0].band == band }
      let count = max(1, Int((extent(nodes) / Self.maximumHeight).rounded(.up)))
      let share = (nodes.count + count - 1) / count
      for part in 0..<count {
        let members = nodes.dropFirst(part * share).prefix(share)
        if members.isEmpty { continue }
        if part == parts.count { parts.append([]) }
        parts[part] += members
      }
    }
    columns += parts.map { (block, $0) }
  }

  /// The height of nodes one below the other, title bars and gaps included.
  private func extent(_ nodes: [Int]) -> Double {
    let frames = nodes.reduce(0) { $0 + sizes[$1].height + CanvasGeometry.titleHeight }
    return frames + Self.rowGap * Double(max(0, nodes.count - 1))
  }

  mutating func frames(left: Double) -> [CanvasRectangle] {
    var x = left + StageGroups.padding
    for (index, column) in columns.enumerated() {
      if index > 0 {
        x += columns[index - 1].block == column.block ? Self.columnGap : Self.blockGap
      }
      for node in column.nodes { result[node].x = x }
      x += column.nodes.map { sizes[$0].width }.max() ?? 0
    }
    let blocks = (columns.map(\.block).max() ?? -1) + 1
    for block in 0..<blocks {
      let members = columns.filter { $0.block == block }.map(\.nodes)
      var top = StageGroups.headroom
      for band in 0...1 {
        let parts = members.map { $0.filter { stages[$0].band == band } }
        let height = parts.map(extent).max() ?? 0
        guard height > 0 else { continue }
        for part in parts { stack(part, top: top, bottom: top + height) }
        top += height - CanvasGeometry.titleHeight + StageGroups.padding + Self.rowGap
        top += StageGroups.headroom
      }
    }
    return result
  }

  /// Stands nodes between two heights, each as near as possible to the level of what feeds it.
  ///
  /// `top` is the first node's position; its title bar lies above.
  private mutating func stack(_ nodes: [Int], top: Double, bottom: Double) {
    var remaining = extent(nodes)
    var y = top
    for node in nodes {
      let highest = y
      let lowest = max(highest, bottom - remaining)
      let wish = level(of: node) ?? highest
      let place = (min(max(wish, highest), lowest) / CanvasGeometry.grid).rounded()
      result[node].y = place * CanvasGeometry.grid
      y = result[node].y + sizes[node].height + Self.rowGap + CanvasGeometry.titleHeight
      remaining -= sizes[node].height + Self.rowGap + CanvasGeometry.titleHeight
    }
  }

  /// Where a node would stand if its first link ran level; only links within its block count.
  private func level(of node: Int) -> Double? {
    var sum = 0.0
    var count = 0.0
    for edge in incoming[node] {
      guard edge.isForward, stages[edge.source].block == stages[node].block else { continue }
      let from = result[edge.source].y + CanvasGeometry.outputAnchor(edge.slot)
      let anchor = CanvasGeometry.inputAnchor(
        graph.faces[node], edge.socket, height: sizes[node].height)
      sum += from - anchor
      count += 1
    }
    return count > 0 ? sum / count : nil
  }
}
