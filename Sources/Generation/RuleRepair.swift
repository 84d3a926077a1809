public import WorkflowGraph

/// Mends what rules can mend in a parsed answer, and says what it did.
///
/// Only one repair exists: nodes that no output node depends on are dropped, since they never run.
public struct RuleRepair: Sendable {
  private let catalog: NodeCatalog

  /// Prepares for one catalog.
  public init(catalog: NodeCatalog) { self.catalog = catalog }

  /// The workflow without dead nodes, and a line for each node dropped.
  ///
  /// A workflow without output node is returned as it is.
  public func repair(_ workflow: Workflow) -> (workflow: Workflow, repairs: [String]) {
    let outputs = workflow.nodes.filter { catalog[$0.classType]?.isOutputNode == true }
    guard !outputs.isEmpty else { return (workflow, []) }
    let places = workflow.places
    var live = Set(outputs.map(\.id))
    var open = outputs
    while let node = open.popLast() {
      for case .link(let link) in node.inputs.map(\.value) {
        guard live.insert(link.source).inserted, let place = places[link.source] else { continue }
        open.append(workflow.nodes[place])
      }
    }
    let dropped = workflow.nodes.filter { !live.contains($0.id) }
    return (
      Workflow(nodes: workflow.nodes.filter { live.contains($0.id) }),
      dropped.map { "dropped \($0.classType) (node \($0.id)): no output depends on it" }
    )
  }
}
