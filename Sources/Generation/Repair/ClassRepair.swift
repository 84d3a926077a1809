import JSON
import Validation
import WorkflowGraph

/// Gives nodes of unknown classes a known one: by the server's own table, or by the nearest name.
///
/// A near name counts only when it differs in at most one letter of eight, no other is as near, and
/// the node looks like the new class: it has at least half of the slots that others take, and of
/// the inputs given. Where no node is an output node, one of an unknown class that nobody takes
/// from was it, and becomes the usual output node for what it takes.
enum ClassRepair {
  private static let lettersPerSlip = 8

  static func apply(_ draft: inout RepairDraft) {
    let knowledge = draft.knowledge
    for place in draft.nodes.indices {
      let classType = draft.nodes[place].classType
      guard !knowledge.catalog.contains(classType) else { continue }
      if let entry = knowledge.validator.hooks.replacement(of: classType),
        let definition = knowledge.catalog[entry.newClass]
      {
        replace(place, by: definition, entry, &draft)
      } else if let definition = nearest(to: classType, at: place, draft) {
        draft.setClass(
          definition.classType, inputs: draft.nodes[place].inputs, at: place,
          because: "no class has that name, and this one is nearest")
      }
    }
    restoreOutputs(&draft)
  }

  private static func restoreOutputs(_ draft: inout RepairDraft) {
    guard !draft.hasOutputNode else { return }
    let taken = Set(draft.nodes.indices.flatMap { draft.links($0).map(\.link.source) })
    for place in draft.nodes.indices {
      let node = draft.nodes[place]
      guard !draft.knowledge.catalog.contains(node.classType), !taken.contains(node.id),
        !ObjectInfoFormat.isFrontendOnly(node.classType)
      else { continue }
      if let definition = StandIn.of(place, draft) {
        UnknownNodes.become(
          definition, at: place, because: "no class has that name, and this one takes the same",
          &draft)
      } else {
        show(at: place, &draft)
      }
    }
  }

  /// Makes a node the usual output node for the first of its links that can be shown.
  static func show(at place: Int, _ draft: inout RepairDraft) {
    let node = draft.nodes[place]
    for (_, link) in draft.links(place) {
      guard let type = LinkTypes.carried(link, draft),
        let shown = OutputNodeRepair.node(for: type, draft)
      else { continue }
      let kept = node.inputs.filter { input in
        input.name != shown.input && shown.node.input(input.name) != nil
      }
      draft.setClass(
        shown.node.classType,
        inputs: [NodeInput(name: shown.input, value: .link(link))] + kept, at: place,
        because: "no class has that name, and this one shows \(type.name)")
      return
    }
  }

  /// Follows the server's table; unlike the server, inputs the table leaves out are kept where the
  /// new class has them too.
  private static func replace(
    _ place: Int, by definition: NodeDefinition, _ entry: HookTable.Replacement,
    _ draft: inout RepairDraft
  ) {
    let node = draft.nodes[place]
    var inputs: [NodeInput] = []
    for map in entry.inputs {
      let value = map.value.map { InputValue.literal($0) } ?? map.old.flatMap { node[$0] }
      if let value { inputs.append(NodeInput(name: map.new, value: value)) }
    }
    let mapped = Set(entry.inputs.map(\.new) + entry.inputs.compactMap(\.old))
    inputs += node.inputs.filter { input in
      !mapped.contains(input.name) && definition.input(input.name) != nil
    }
    draft.setClass(
      definition.classType, inputs: inputs, at: place, because: "the server's table names it")
    draft.moveLinks(
      of: node.id, by: entry.outputs, because: "the server's table names that output")
  }

  private static func nearest(
    to classType: String, at place: Int, _ draft: RepairDraft
  ) -> NodeDefinition? {
    let letters = NearestName.letters(of: classType)
    let slips = max(1, letters / lettersPerSlip)
    let names = (letters - slips...letters + slips).flatMap { number in
      draft.knowledge.classesByLetters[number] ?? []
    }
    guard let name = NearestName.only(classType, among: names, share: lettersPerSlip),
      let definition = draft.knowledge.exact(name), looks(like: definition, at: place, draft)
    else { return nil }
    return definition
  }

  private static func looks(
    like definition: NodeDefinition, at place: Int, _ draft: RepairDraft
  ) -> Bool {
    let node = draft.nodes[place]
    let stems = Set(definition.inputs.map { $0.name.prefix { $0 != "." } })
    let known = node.inputs.count { input in stems.contains(input.name.prefix { $0 != "." }) }
    guard known * 2 >= node.inputs.count else { return false }
    let takers = draft.takers(of: node.id)
    let good = takers.count { definition.outputs.indices.contains($0.link.slot) }
    return good * 2 >= takers.count
  }
}
