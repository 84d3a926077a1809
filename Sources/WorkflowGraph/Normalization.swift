import JSON

/// Brings workflows that mean the same into the same form.
///
/// Source: PAPER.md W2: ids, positions and seeds play no part in duplicates.
public enum Normalization {
  /// The workflow in its normal form.
  ///
  /// Ids are `1`, `2` and on in canonical order, titles are gone, inputs stand in definition order.
  /// Law: renumbering or reordering the nodes of a workflow does not change the result.
  ///
  /// - Parameters:
  ///   - workflow: Any workflow, cyclic ones too.
  ///   - catalog: Orders inputs and tells output nodes; unknown inputs are ordered by name.
  ///   - ignoresSeeds: Whether every literal seed becomes 0.
  /// - Returns: The normalised workflow.
  public static func normalized(
    _ workflow: Workflow, catalog: NodeCatalog, ignoresSeeds: Bool = false
  ) -> Workflow {
    var plain = workflow
    for place in plain.nodes.indices {
      let definition = catalog[plain.nodes[place].classType]
      plain.nodes[place].title = nil
      plain.nodes[place].inputs = inputs(
        plain.nodes[place], definition, ignoresSeeds: ignoresSeeds)
    }
    let order = canonicalOrder(plain, catalog)
    var ids: [String: String] = [:]
    for (number, place) in order.enumerated() where ids[plain.nodes[place].id] == nil {
      ids[plain.nodes[place].id] = String(number + 1)
    }
    return Workflow(
      nodes: order.enumerated().map { number, place in
        renumbered(plain.nodes[place], String(number + 1), ids)
      })
  }

  /// A text that two workflows share exactly when they are equal up to ids, order, titles, the
  /// spelling of numbers and, unless told otherwise, seeds.
  ///
  /// One line per node: `number "class type" "input"=@source.slot "input"=literal ...`.
  public static func canonicalText(
    _ workflow: Workflow, catalog: NodeCatalog, ignoresSeeds: Bool = true
  ) -> String {
    var text = ""
    for node in normalized(workflow, catalog: catalog, ignoresSeeds: ignoresSeeds).nodes {
      text += node.id + " " + JSONValue.string(node.classType).canonicalText
      for input in node.inputs {
        text += " " + JSONValue.string(input.name).canonicalText + "="
        switch input.value {
        case .link(let link): text += "@\(link.source).\(link.slot)"
        case .literal(let value): text += value.canonicalText
        }
      }
      text += "\n"
    }
    return text
  }

  /// Whether an input holds the number that a run starts from.
  public static func isSeed(_ name: String, _ definition: NodeDefinition?) -> Bool {
    if name == "seed" || name == "noise_seed" { return true }
    return definition?.input(name).map(WidgetOrder.hasControl) ?? false
  }

  private static func inputs(
    _ node: Node, _ definition: NodeDefinition?, ignoresSeeds: Bool
  ) -> [NodeInput] {
    let order = InputOrder(definition, node.inputs)
    var inputs = node.inputs.sorted { left, right in
      let a = order.place(of: left.name, at: 0), b = order.place(of: right.name, at: 0)
      return a != b ? a < b : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
    for index in inputs.indices where ignoresSeeds && isSeed(inputs[index].name, definition) {
      if case .literal = inputs[index].value { inputs[index].value = .literal(0) }
    }
    return inputs
  }

  /// The canonical printing order with ties broken by colour instead of id.
  private static func canonicalOrder(_ workflow: Workflow, _ catalog: NodeCatalog) -> [Int] {
    let graph = LinkTable(workflow)
    let heights = TopologicalOrder.heights(workflow, graph, catalog)
    let firstInputs = graph.firstInputs(workflow, catalog)
    let colors = NodeColors(workflow).colors
    let sorted = workflow.nodes.indices.sorted { left, right in
      if heights[left] != heights[right] { return heights[left] > heights[right] }
      let a = workflow.nodes[left].classType, b = workflow.nodes[right].classType
      if a != b { return a.utf8.lexicographicallyPrecedes(b.utf8) }
      if firstInputs[left] != firstInputs[right] { return firstInputs[left] < firstInputs[right] }
      if colors[left] != colors[right] { return colors[left] < colors[right] }
      return left < right
    }
    var ranks = [Int](repeating: 0, count: sorted.count)
    for (rank, place) in sorted.enumerated() { ranks[place] = rank }
    return TopologicalOrder(workflow, graph, ranks: ranks).indices
  }

  private static func renumbered(_ node: Node, _ id: String, _ ids: [String: String]) -> Node {
    var node = node
    node.id = id
    for index in node.inputs.indices {
      guard case .link(let link) = node.inputs[index].value else { continue }
      let source = ids[link.source] ?? "missing"
      node.inputs[index].value = .link(Link(source: source, slot: link.slot))
    }
    return node
  }
}
