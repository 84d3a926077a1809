import JSON
import WorkflowGraph

/// The autogrow inputs of one node for the values given, and what is wrong with their slots.
struct AutogrowRules {
  /// One autogrow input with its slots.
  struct Group {
    /// The full name of the autogrow input itself.
    let name: String
    /// The full names of its slots.
    let slots: [String]
    /// What the slots' names begin with when they count from 0; `nil` for listed names.
    let stem: String?
  }

  let groups: [Group]

  init(_ node: ParsedPrompt.Entry) {
    var groups: [Group] = []
    for input in node.definition.inputs { Self.add(input, "", node, &groups) }
    self.groups = groups
  }

  private static func add(
    _ input: InputDefinition, _ prefix: String, _ node: ParsedPrompt.Entry,
    _ groups: inout [Group]
  ) {
    let name = prefix + input.name
    switch input.dynamic {
    case .autogrow(_, let names, _):
      let slots = names.map { prefix + $0 }
      var stem: String?
      if let first = slots.first, first.hasSuffix("0") {
        let head = String(first.dropLast())
        if slots.indices.allSatisfy({ slots[$0] == "\(head)\($0)" }) { stem = head }
      }
      groups.append(Group(name: name, slots: slots, stem: stem))
    case .combo(let options):
      guard let value = node.literal(name),
        let option = options.first(where: { $0.key.isPythonEqual(to: value) })
      else { return }
      for further in option.inputs { add(further, name + ".", node, &groups) }
    case .slot(_, let further):
      for next in further { add(next, name + ".", node, &groups) }
    case .matchType, nil: break
    }
  }

  /// Slots that are filled although an earlier one is not; only where names count.
  func gaps(_ inputs: JSONObject) -> [(input: String, missing: String)] {
    groups.compactMap { group in
      guard group.stem != nil,
        let missing = group.slots.first(where: { inputs[$0] == nil }),
        let place = group.slots.firstIndex(of: missing),
        let filled = group.slots[place...].first(where: { inputs[$0] != nil })
      else { return nil }
      return (filled, missing)
    }
  }

  /// The group of which `name` is the bare input.
  func bareGroup(_ name: String) -> Group? { groups.first { $0.name == name } }

  /// The group of which `name` would be a slot past the last one.
  func groupBefore(_ name: String) -> Group? {
    groups.first { group in
      guard let stem = group.stem, name.hasPrefix(stem),
        let index = Int(name.dropFirst(stem.count))
      else { return false }
      return index >= group.slots.count
    }
  }
}
