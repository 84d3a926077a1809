import KnowledgeBase
import WorkflowGraph

/// Gives a workflow without output node the usual one for what it makes last.
///
/// Usual is the output node most workflows use among those that take nothing but the type. What
/// ends the flow is shown; where none of that can be, the most usual output node is added with a
/// step between (a decoder), and at last anything that can be shown will do.
enum OutputNodeRepair {
  static func apply(_ draft: inout RepairDraft) {
    if draft.nodes.isEmpty || draft.hasOutputNode { return }
    let order = draft.nodes.indices.sorted { draft.ranks[$0] > draft.ranks[$1] }
    let ends = order.filter { draft.endsFlow(draft.nodes[$0].id) }
    if show(ends, &draft) || addWithStepBetween(&draft) { return }
    _ = show(order, &draft)
  }

  /// Shows the first output that can be shown; whether there is one.
  private static func show(_ places: [Int], _ draft: inout RepairDraft) -> Bool {
    for place in places {
      let outputs = draft.knowledge.catalog[draft.nodes[place].classType]?.outputs ?? []
      for slot in outputs.indices {
        let link = Link(source: draft.nodes[place].id, slot: slot)
        guard let type = LinkTypes.carried(link, draft), let shown = node(for: type, draft) else {
          continue
        }
        let new = draft.append(
          shown.node.classType, because: "no output node was there to show \(type.name)")
        draft.set(
          .link(link), at: shown.input, of: new, because: "it is the last that can be shown")
        return true
      }
    }
    return false
  }

  /// The usual output node for a type, and the input that takes it.
  static func node(
    for type: SocketType, _ draft: RepairDraft
  ) -> (node: NodeDefinition, input: String)? {
    guard type != .any else { return nil }
    for classType in draft.knowledge.producers.outputNodes {
      guard let definition = draft.knowledge.catalog[classType],
        draft.knowledge.producers.popularity(of: classType) > 0, let input = only(definition, draft)
      else { continue }
      if input.type != .any, input.type.accepts(type) { return (definition, input.name) }
    }
    return nil
  }

  /// The only required socket of an output node that may be added.
  private static func only(_ definition: NodeDefinition, _ draft: RepairDraft) -> InputDefinition? {
    guard draft.knowledge.mayBeAdded(definition) else { return nil }
    let sockets = definition.inputs.filter {
      $0.presence == .required && !WidgetOrder.hasWidget($0)
    }
    return sockets.count == 1 && !sockets[0].isExpanding ? sockets[0] : nil
  }

  private static func addWithStepBetween(_ draft: inout RepairDraft) -> Bool {
    for classType in draft.knowledge.producers.outputNodes {
      guard let definition = draft.knowledge.catalog[classType],
        draft.knowledge.producers.popularity(of: classType) > 0, let input = only(definition, draft)
      else { continue }
      var trial = draft
      let new = trial.append(classType, because: "no output node was there")
      let search = OutputSearch(for: new, in: trial)
      guard let plan = ProducerNodes.plan(for: input, at: new, search, trial), plan.isStepBetween
      else { continue }
      let step = ProducerNodes.add(plan, because: "\(classType) needs \(input.type.name)", &trial)
      trial.set(
        .link(Link(source: trial.nodes[step].id, slot: plan.slot)), at: input.name, of: new,
        because: "it is the last that can be shown")
      draft = trial
      return true
    }
    return false
  }
}
