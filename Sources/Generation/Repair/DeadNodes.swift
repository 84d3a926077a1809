public import WorkflowGraph

/// Finds nodes that no output node depends on; they never run.
public enum DeadNodes {
  /// Whether each node lives, by place; without any output node all do.
  public static func isLive(_ workflow: Workflow, catalog: NodeCatalog) -> [Bool] {
    var isLive = workflow.nodes.map { catalog[$0.classType]?.isOutputNode == true }
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
