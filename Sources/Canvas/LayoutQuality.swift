public import WorkflowGraph

/// How well a placed workflow can be read: links that cross, their length, the room it takes.
///
/// Links are measured as straight lines between their sockets, which is where a curve begins and
/// ends; links on cycles are left out, since they cannot all run to the right.
public struct LayoutQuality: Equatable, Sendable {
  /// How many nodes there are.
  public private(set) var nodes = 0
  /// How many links were measured.
  public private(set) var links = 0
  /// Pairs of links that cross; those from one socket never do.
  public private(set) var crossings = 0
  /// Pairs of a link and a node that is neither end of it, but behind which it runs.
  public private(set) var hidden = 0
  /// The lengths of all links together, in canvas units.
  public private(set) var linkLength = 0.0
  /// Pairs of nodes whose frames, title bars included, overlap.
  public private(set) var overlaps = 0
  /// Links whose target does not begin right of their source's end.
  public private(set) var leftward = 0
  /// From the leftmost node's left to the rightmost node's right.
  public private(set) var width = 0.0
  /// From the highest title bar to the lowest node's end.
  public private(set) var height = 0.0

  /// Measures the nodes and links of a placed workflow; groups and notes do not count.
  ///
  /// - Parameters:
  ///   - placed: The workflow with its positions.
  ///   - catalog: The definitions, by which the sockets' heights are found.
  /// - Complexity: O(nodes² + links²).
  public init(_ placed: PlacedWorkflow, catalog: NodeCatalog) {
    let frames = placed.placements.map(\.frame)
    nodes = frames.count
    measureFrames(frames)
    let graph = CanvasGraph(placed.workflow, catalog)
    measureLinks(graph.edges.filter(\.isForward), graph, frames)
  }

  private mutating func measureFrames(_ frames: [CanvasRectangle]) {
    guard let first = frames.first else { return }
    var left = first.x, right = first.x, top = first.y, bottom = first.y
    for (index, a) in frames.enumerated() {
      left = min(left, a.x)
      right = max(right, a.x + a.width)
      top = min(top, a.y - CanvasGeometry.titleHeight)
      bottom = max(bottom, a.y + a.height)
      for b in frames[(index + 1)...]
      where a.x < b.x + b.width && b.x < a.x + a.width
        && a.y - CanvasGeometry.titleHeight < b.y + b.height
        && b.y - CanvasGeometry.titleHeight < a.y + a.height
      {
        overlaps += 1
      }
    }
    width = right - left
    height = bottom - top
  }

  private mutating func measureLinks(
    _ edges: [CanvasGraph.Edge], _ graph: CanvasGraph, _ frames: [CanvasRectangle]
  ) {
    links = edges.count
    var lines: [LinkLine] = []
    let title = CanvasGeometry.titleHeight
    let covered = frames.map { frame in
      CanvasRectangle(
        x: frame.x, y: frame.y - title, width: frame.width, height: frame.height + title)
    }
    for edge in edges {
      let from = frames[edge.source], to = frames[edge.target]
      let anchor = CanvasGeometry.inputAnchor(
        graph.faces[edge.target], edge.socket, height: to.height)
      let line = LinkLine(
        startX: from.x + from.width, startY: from.y + CanvasGeometry.outputAnchor(edge.slot),
        endX: to.x, endY: to.y + anchor)
      if line.startX >= line.endX { leftward += 1 }
      linkLength += line.length
      for (node, frame) in covered.enumerated()
      where node != edge.source && node != edge.target && line.enters(frame) { hidden += 1 }
      for other in lines where line.crosses(other) { crossings += 1 }
      lines.append(line)
    }
  }
}
