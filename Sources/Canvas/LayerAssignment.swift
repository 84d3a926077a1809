/// Puts boxes into layers so that every link leads to a later layer and links span few layers.
///
/// Boxes of one stage feel drawn to the first of them. Among equals that decides; loaders are drawn
/// more than by two links, so that they stand together unless many links get longer by it. Source:
/// Gansner et al., IEEE TSE 19(3), 1993, section 2.
enum LayerAssignment {
  /// Assigns layers.
  ///
  /// - Returns: The layer of each box, from 0; each connected part of the graph begins there.
  static func layers(_ graph: LayoutGraph) -> [Int] {
    let count = graph.boxes.count
    let leftEdge = count
    let stages = StageGroups.Stage.allCases.count
    let parts = (graph.boxes.map(\.part).max() ?? -1) + 1
    var program = DistanceProgram(count: count + 1 + parts * stages)
    // More than all weights of 1 and 2 together.
    let linkWeight = 4 * (count + 1)
    for (index, box) in graph.boxes.enumerated() {
      program.keep(leftEdge, index, apart: 0)
      program.pull(leftEdge, index, weight: 1)
      let first = leftEdge + 1 + box.part * stages + box.stage.rawValue
      let isLoader = box.stage == .models && graph.incoming[index].isEmpty
      program.keep(first, index, apart: 0)
      program.pull(first, index, weight: isLoader ? linkWeight * 5 / 2 : 2)
    }
    for link in graph.links {
      program.keep(link.source, link.target, apart: 1)
      program.pull(link.source, link.target, to: 1, weight: linkWeight)
    }
    let values = program.solved()
    return values.prefix(count).map { $0 - values[leftEdge] }
  }
}
