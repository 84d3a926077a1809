import JSON
import Validation
import WorkflowGraph

/// Makes do without nodes of unknown classes, as a person would whose server lacks a pack.
///
/// A node that only holds a value becomes a core node that holds it. Another gets a stand-in, see
/// ``StandIn``, or, where it was the only end of a flow, the usual output node. What is left is
/// passed over: who takes from it takes what it would hand on, or the value that stands on it, or
/// nothing, which later rules fill. Then it goes.
enum UnknownNodes {
  static func apply(_ draft: inout RepairDraft) {
    let unknown = draft.nodes.indices.filter { isUnknown($0, draft) }
    for place in unknown where !holdValue(place, &draft) {
      if let definition = StandIn.of(place, draft) {
        become(
          definition, at: place,
          because: "no class has that name, and this one takes and makes "
            + "the same", &draft)
      } else if let loader = StandIn.loader(place, draft) {
        become(
          loader.definition, at: place,
          because: "no class has that name, and this one loads the "
            + "same", &draft)
        draft.moveLinks(
          of: draft.nodes[place].id, by: loader.slots,
          because: "\(loader.definition.classType) has it there")
      }
    }
    for place in unknown where isUnknown(place, draft) { restore(place, &draft) }
    for place in unknown where isUnknown(place, draft) { pass(over: place, &draft) }
    let isGone = draft.nodes.indices.map { isUnknown($0, draft) }
    draft.drop({ isGone[$0] }, because: "no class has that name, and none stands in for it")
  }

  private static func isUnknown(_ place: Int, _ draft: RepairDraft) -> Bool {
    !draft.knowledge.catalog.contains(draft.nodes[place].classType)
  }

  /// Gives a node another class, with the inputs that class knows.
  static func become(
    _ definition: NodeDefinition, at place: Int, because reason: String, _ draft: inout RepairDraft
  ) {
    let node = draft.nodes[place]
    let names = Set(definition.expandedInputs(node.literal).map(\.name))
    draft.setClass(
      definition.classType, inputs: node.inputs.filter { names.contains($0.name) }, at: place,
      because: reason)
  }

  /// Turns a node without links, whose takers all want one kind of value, into the core node that
  /// holds such a value; whether that was so.
  private static func holdValue(_ place: Int, _ draft: inout RepairDraft) -> Bool {
    let node = draft.nodes[place]
    let takers = draft.takers(of: node.id)
    guard let first = takers.first, draft.links(place).isEmpty,
      let wanted = draft.input(first.input, of: first.place), WidgetOrder.hasWidget(wanted),
      let given = value(
        on: node, for: wanted, slot: first.link.slot, among: [first.link.slot]),
      let holder = draft.knowledge.holders[wanted.type.name],
      takers.allSatisfy({ taker in
        taker.link.slot == first.link.slot
          && draft.input(taker.input, of: taker.place)?.type.accepts(wanted.type) == true
      })
    else { return false }
    let name = holder.inputs[0].name
    if given.name != name {
      draft.rename(given.name, of: place, to: name, because: "it is the value that others take")
    }
    become(
      holder, at: place, because: "no class has that name, and this one holds its value", &draft)
    draft.moveLinks(
      of: node.id, by: [first.link.slot: 0], because: "\(holder.classType) has it there")
    return true
  }

  /// Gives a node that ended a flow an output node's class, if nothing else shows what it took.
  private static func restore(_ place: Int, _ draft: inout RepairDraft) {
    guard draft.takers(of: draft.nodes[place].id).isEmpty else { return }
    let isLive = DeadNodes.isLive(draft.workflow, catalog: draft.knowledge.catalog)
    let sources = draft.links(place).compactMap { draft.places[$0.link.source] }
    guard !draft.hasOutputNode || sources.contains(where: { !isLive[$0] }) else { return }
    ClassRepair.show(at: place, &draft)
  }

  // MARK: - Passing over

  private static func pass(over place: Int, _ draft: inout RepairDraft) {
    let node = draft.nodes[place]
    let name = draft.name(place)
    let takers = draft.takers(of: node.id)
    for taker in takers where !isUnknown(taker.place, draft) {
      let input = draft.input(taker.input, of: taker.place)
      if let link = handedOn(by: place, to: taker, input, draft) {
        draft.set(
          .link(link), at: taker.input, of: taker.place,
          because: "\(name) is of no known class, and this is what it takes")
      } else if let input, WidgetOrder.hasWidget(input),
        let given = value(
          on: node, for: input, slot: taker.link.slot,
          among: slots(like: input, among: takers, draft)),
        draft.knowledge.check.problem(
          with: given.value, at: input, of: draft.nodes[taker.place].classType) == nil
      {
        draft.set(
          .literal(given.value), at: taker.input, of: taker.place,
          because: "\(name) is of no known class, and this is its value")
      } else {
        draft.set(
          nil, at: taker.input, of: taker.place, because: "\(name) is of no known class")
      }
    }
  }

  /// The link a node would hand on to one of its takers: that of the same name, else of the same
  /// type, else any that fits.
  private static func handedOn(
    by place: Int, to taker: RepairDraft.Taker, _ input: InputDefinition?, _ draft: RepairDraft
  ) -> Link? {
    let wanted = input.map { LinkTypes.wanted($0, at: taker.place, draft) } ?? .any
    var found: [(link: Link, isNamesake: Bool, isSameType: Bool)] = []
    for (name, link) in draft.links(place) {
      for link in knownLinks(behind: link, draft)
      where draft.places[link.source] != taker.place {
        guard let type = LinkTypes.carried(link, draft), wanted == .any || type != .any,
          input.map({ LinkTypes.fits(link, $0, at: taker.place, draft) }) ?? true
        else { continue }
        found.append((link, name == taker.input, type == wanted))
      }
    }
    return found.first(where: \.isNamesake)?.link ?? found.first(where: \.isSameType)?.link
      ?? found.first?.link
  }

  /// The link itself if it leaves a known node, else those that unknown nodes behind it take.
  private static func knownLinks(behind link: Link, _ draft: RepairDraft) -> [Link] {
    var open = [link]
    var known: [Link] = []
    var seen: Set<Int> = []
    while let link = open.popLast() {
      guard let place = draft.places[link.source] else { continue }
      if !isUnknown(place, draft) {
        known.append(link)
      } else if seen.insert(place).inserted {
        open += draft.links(place).map(\.link).reversed()
      }
    }
    return known
  }

  /// The value on a node that a taker's widget could hold: that of the same name; else the only one
  /// of its kind; else, where the node holds as many as others take from it, the one in turn.
  private static func value(
    on node: Node, for input: InputDefinition, slot: Int, among slots: [Int]
  ) -> (name: String, value: JSONValue)? {
    let found: [(name: String, value: JSONValue)] = node.inputs.compactMap { given in
      guard case .literal(let value) = given.value, isOfKind(value, input) else { return nil }
      return (given.name, value)
    }
    if let same = found.first(where: { $0.name == input.name }) { return same }
    if found.count == 1 { return found.first }
    for group in [found, found.filter { $0.name.contains(input.name) }] {
      if group.count == slots.count, let turn = slots.firstIndex(of: slot) { return group[turn] }
    }
    return nil
  }

  /// The slots of a node from which widgets of the same type take, in order.
  private static func slots(
    like input: InputDefinition, among takers: [RepairDraft.Taker], _ draft: RepairDraft
  ) -> [Int] {
    let slots = takers.filter { taker in
      draft.input(taker.input, of: taker.place)?.type == input.type
    }.map(\.link.slot)
    return Set(slots).sorted()
  }

  private static func isOfKind(_ value: JSONValue, _ input: InputDefinition) -> Bool {
    if let choices = input.choices { return choices.contains { $0.isPythonEqual(to: value) } }
    switch (input.type.name, value) {
    case ("STRING", .string), ("FLOAT", .number), ("BOOLEAN", .bool): return true
    case ("INT", .number(let number)): return number.isInteger
    default: return false
    }
  }
}
