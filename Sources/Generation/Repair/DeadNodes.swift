public import WorkflowGraph

/// Finds nodes that no output node depends on; they never run.
public enum DeadNodes {
  /// Whether each node lives, by place; without any output node all do.
  ///
  /// - Parameters:
  ///   - workflow: The workflow.
  ///   - catalog: Says which nodes are output nodes.
  ///   - trustsUnknown: Whether nodes of unknown classes that only take count as output nodes, as
  ///     they may be on another server.
  /// - Returns: One entry a node.
  public static func isLive(
    _ workflow: Workflow, catalog: NodeCatalog, trustsUnknown: Bool = false
  ) -> [Bool] {
    var isLive = workflow.nodes.map { catalog[$0.classType]?.isOutputNode == true }
    if trustsUnknown {
      let links = workflow.links
      let ends = Set(links.map(\.target)).subtracting(links.map(\.source))
      for (place, node) in workflow.nodes.enumerated()
      where ends.contains(node.id) && !catalog.contains(node.classType) { isLive[place] = true }
    }
    var open = isLive.indices.filter { isLive[$0] }
    if open.isEmpty { return isLive.map { _ in true } }
    let places = workflow.places
    while let place = open.popLast() {
      for case .link(let link) in workflow.nodes[place].inputs.map(\.value) {
        guard let source = places[link.source], !isLive[source] else { continue }
        isLive[source] = true
        open.append(source)
      }
    }
    return isLive
  }
}
