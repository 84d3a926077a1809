import WorkflowGraph

/// What the layout works on: boxes and the links between them, in grid units.
///
/// Boxes are numbered in topological order, so that every link leads to a higher number and the
/// order of a workflow's node list plays no role.
struct LayoutGraph {
  /// The height of a title bar, drawn above a box.
  static let titleHeight = Int(CanvasGeometry.titleHeight / CanvasGeometry.grid)

  /// A node without its looks.
  struct Box {
    var width: Int
    /// Without the title bar.
    var height: Int
    var stage: StageGroups.Stage
    /// The connected part of the graph, numbered from 0; boxes without links share the last one.
    var part = 0
  }

  /// A link from box to box.
  struct Link {
    var source: Int
    var target: Int
    /// How far below the position of the source the link leaves it.
    var exit: Double
    /// How far below the position of the target the link enters it.
    var entry: Double

    /// How much lower the target stands if the link runs level, rounded.
    var drop: Int { Int((exit - entry).rounded()) }
  }

  private(set) var boxes: [Box]
  let links: [Link]
  /// The links that enter and leave each box.
  let incoming: [[Int]]
  let outgoing: [[Int]]

  /// Numbers the parts of a graph; every link leads to a higher number.
  init(boxes: [Box], links: [Link]) {
    self.links = links
    var incoming = [[Int]](repeating: [], count: boxes.count)
    var outgoing = incoming
    for (index, link) in links.enumerated() {
      incoming[link.target].append(index)
      outgoing[link.source].append(index)
    }
    self.incoming = incoming
    self.outgoing = outgoing
    self.boxes = boxes
    numberParts()
  }

  /// Makes the boxes of a workflow; links on cycles do not count.
  init(_ graph: CanvasGraph, _ stages: [StageGroups.Stage], _ titles: NodeTitles) {
    var numbers = [Int](repeating: 0, count: graph.order.count)
    for (number, place) in graph.order.enumerated() { numbers[place] = number }
    let sizes = graph.faces.indices.map { place in
      CanvasGeometry.size(
        of: graph.faces[place], classType: graph.workflow.nodes[place].classType,
        title: titles.title(place) ?? titles.displayName(place))
    }
    let boxes = graph.order.map { place in
      Box(
        width: Int(sizes[place].width / CanvasGeometry.grid),
        height: Int(sizes[place].height / CanvasGeometry.grid), stage: stages[place])
    }
    var links: [Link] = []
    for edge in graph.edges where edge.isForward {
      let entry = CanvasGeometry.inputAnchor(
        graph.faces[edge.target], edge.socket, height: sizes[edge.target].height)
      links.append(
        Link(
          source: numbers[edge.source], target: numbers[edge.target],
          exit: CanvasGeometry.outputAnchor(edge.slot) / CanvasGeometry.grid,
          entry: entry / CanvasGeometry.grid))
    }
    // Edges come by target and socket; only the targets' numbers depend on the node list.
    links = links.enumerated().sorted {
      ($0.element.target, $0.offset) < ($1.element.target, $1.offset)
    }.map(\.element)
    self.init(boxes: boxes, links: links)
  }

  private mutating func numberParts() {
    var parts = [Int](repeating: -1, count: boxes.count)
    var count = 0
    for start in boxes.indices where parts[start] < 0 {
      guard !(incoming[start].isEmpty && outgoing[start].isEmpty) else { continue }
      parts[start] = count
      var waiting = [start]
      while let box = waiting.popLast() {
        let neighbours =
          incoming[box].map { links[$0].source } + outgoing[box].map { links[$0].target }
        for neighbour in neighbours where parts[neighbour] < 0 {
          parts[neighbour] = count
          waiting.append(neighbour)
        }
      }
      count += 1
    }
    for box in boxes.indices { boxes[box].part = parts[box] < 0 ? count : parts[box] }
  }
}
