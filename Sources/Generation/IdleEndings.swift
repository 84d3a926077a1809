import WorkflowGraph

/// Finds output nodes that show as text what is no text, such as a model or a latent.
///
/// An answer that makes more than it uses ends so, since everything that is made must lead to an
/// output node.
enum IdleEndings {
  /// Types that tell something as text.
  private static let texts: Set<String> = [
    "*", "STRING", "INT", "FLOAT", "BOOLEAN", "NUMBER", "COMBO", "DICT", "JSON", "LIST", "ARRAY",
    "BBOX",
  ]

  /// The workflow without idle endings, unless nothing else is an output node, and a line for each.
  static func dropped(
    from workflow: Workflow, _ catalog: NodeCatalog
  ) -> (workflow: Workflow, repairs: [String]) {
    let idle = workflow.nodes.map { shown(by: $0, in: workflow, catalog) }
    let others = zip(workflow.nodes, idle).filter { node, shown in
      shown == nil && catalog[node.classType]?.isOutputNode == true
    }
    guard !others.isEmpty else { return (workflow, []) }
    let kept = zip(workflow.nodes, idle).filter { $0.1 == nil }.map(\.0)
    let repairs = zip(workflow.nodes, idle).compactMap { node, type in
      type.map { "node \(node.id): \(node.classType) dropped, as text \($0) tells nothing" }
    }
    return (Workflow(nodes: kept), repairs)
  }

  /// The type that a node shows in vain; `nil` for any other node.
  private static func shown(
    by node: Node, in workflow: Workflow, _ catalog: NodeCatalog
  ) -> String? {
    guard let definition = catalog[node.classType], definition.isOutputNode,
      definition.outputs.allSatisfy({ $0.type.name == "STRING" }),
      let input = definition.inputs.first, input.type == .any,
      case .link(let link)? = node[input.name],
      let source = workflow.node(link.source).flatMap({ catalog[$0.classType] }),
      source.outputs.indices.contains(link.slot),
      source.outputs[link.slot].matchTemplate == nil,
      !workflow.links.contains(where: { $0.source == node.id })
    else { return nil }
    let type = source.outputs[link.slot].type.name
    return texts.contains(type) ? nil : type
  }
}
