import WorkflowGraph

/// Closes the holes among the slots of autogrow inputs (V3): they must be filled from the first.
///
/// Only slots that count from 0 are moved; listed names mean something. A value set on the autogrow
/// input itself goes to the first free slot, and one past the last slot likewise.
enum SlotRepair {
  static func apply(_ place: Int, _ draft: inout RepairDraft) {
    guard let definition = draft.definition(place) else { return }
    for input in definition.inputs { apply(input, prefix: "", place, &draft) }
  }

  private static func apply(
    _ input: InputDefinition, prefix: String, _ place: Int, _ draft: inout RepairDraft
  ) {
    let name = prefix + input.name
    switch input.dynamic {
    case .autogrow(_, let names, _): close(name, names.map { prefix + $0 }, place, &draft)
    case .combo(let options):
      guard let value = draft.nodes[place].literal(name),
        let option = options.first(where: { $0.key.isPythonEqual(to: value) })
      else { return }
      for further in option.inputs { apply(further, prefix: name + ".", place, &draft) }
    case .slot(_, let further):
      guard draft.nodes[place][name] != nil else { return }
      for next in further { apply(next, prefix: name + ".", place, &draft) }
    case .matchType, nil: break
    }
  }

  private static func leadsSomewhere(_ value: InputValue?, _ draft: RepairDraft) -> Bool {
    if case .link(let link)? = value { draft.places[link.source] != nil } else { false }
  }

  private static func close(
    _ name: String, _ slots: [String], _ place: Int, _ draft: inout RepairDraft
  ) {
    let given = Set(draft.nodes[place].inputs.map(\.name))
    var waiting = given.contains(name) ? [name] : []
    var last = slots.count
    if let first = slots.first, first.hasSuffix("0") {
      let stem = String(first.dropLast())
      guard slots.indices.allSatisfy({ slots[$0] == "\(stem)\($0)" }) else { return }
      waiting += draft.nodes[place].inputs.map(\.name).filter { slot in
        slot.hasPrefix(stem) && leadsSomewhere(draft.nodes[place][slot], draft)
          && (Int(slot.dropFirst(stem.count)) ?? -1) >= slots.count
      }
    } else {
      last = slots.firstIndex { !given.contains($0) } ?? slots.count
    }
    var next = 0
    for slot in slots.prefix(last).filter(given.contains) + waiting {
      while next < slots.count, slots[next] != slot, draft.nodes[place][slots[next]] != nil {
        next += 1
      }
      guard next < slots.count else { return }
      if slots[next] != slot {
        draft.rename(slot, of: place, to: slots[next], because: "slots are filled from the first")
      }
      next += 1
    }
  }
}
