import JSON
import WorkflowGraph

/// A prompt whose shape and classes are fine: nodes with their classes, and which member of a
/// node's `inputs` belongs to which input of its class.
struct ParsedPrompt {
  /// One node; a class, since the checks hand it around.
  final class Entry {
    let id: String
    let checked: CheckedClass
    /// The inputs, or `nil` when the key is missing.
    let inputs: JSONObject?
    /// The inputs the server looks at, in definition order.
    let served: [CheckedInput]
    /// The inputs the frontend shows, in definition order.
    let shown: [CheckedInput]
    /// Where the entry's part of `memberOfServed` begins.
    fileprivate let servedStart: Int
    /// Where the entry's parts of `shownOfMember` and `sourceOfMember` begin.
    fileprivate let memberStart: Int

    fileprivate init(
      id: String, checked: CheckedClass, inputs: JSONObject?, served: [CheckedInput],
      shown: [CheckedInput], servedStart: Int, memberStart: Int
    ) {
      self.id = id
      self.checked = checked
      self.inputs = inputs
      self.served = served
      self.shown = shown
      self.servedStart = servedStart
      self.memberStart = memberStart
    }

    var definition: NodeDefinition { checked.definition }

    /// The literal at `name`; `nil` when absent or a link.
    func literal(_ name: String) -> JSONValue? {
      guard let value = inputs?[name] else { return nil }
      if case .array = value { return nil }
      return value
    }
  }

  /// The nodes in document order.
  private(set) var nodes: [Entry] = []
  private let prompt: JSONObject
  private var memberOfServed: [Int32] = []
  private var shownOfMember: [Int32] = []
  private var sourceOfMember: [Int32] = []

  /// Prepares for the nodes of a prompt, which are appended in their order.
  init(_ prompt: JSONObject) {
    self.prompt = prompt
    nodes.reserveCapacity(prompt.count)
    memberOfServed.reserveCapacity(prompt.count * 8)
    shownOfMember.reserveCapacity(prompt.count * 8)
    sourceOfMember.reserveCapacity(prompt.count * 8)
  }

  /// Appends the next node of the prompt.
  mutating func append(id: String, _ checked: CheckedClass, inputs: JSONObject?) {
    let members = inputs?.members ?? []
    var served = checked.inputs
    var shown = checked.inputs
    if checked.dependsOnValues {
      served = checked.expanded(inputs, listsUnmatched: false)
      shown = checked.expanded(inputs, listsUnmatched: true)
    }
    nodes.append(
      Entry(
        id: id, checked: checked, inputs: inputs, served: served, shown: shown,
        servedStart: memberOfServed.count, memberStart: shownOfMember.count))
    Self.align(members, shown, to: &shownOfMember)
    appendServed(served, members, isStatic: !checked.dependsOnValues)
    appendSources(members)
  }

  /// Position of a node in the prompt.
  func place(of id: String) -> Int? { prompt.place(of: id) }

  /// The value given at the `index`-th served input of a node.
  func value(_ node: Entry, served index: Int) -> JSONValue? {
    let member = memberOfServed[node.servedStart + index]
    return member < 0 ? nil : node.inputs?.members[Int(member)].value
  }

  /// The shown input a member of a node's inputs belongs to.
  func shown(_ node: Entry, member: Int) -> CheckedInput? {
    shownPlace(node, member: member).map { node.shown[$0] }
  }

  /// The position of that input among the shown ones.
  func shownPlace(_ node: Entry, member: Int) -> Int? {
    let index = shownOfMember[node.memberStart + member]
    return index < 0 ? nil : Int(index)
  }

  /// The node a member links to, when it is a pair whose first element is the id of a node.
  func source(_ node: Entry, member: Int) -> Int? {
    let source = sourceOfMember[node.memberStart + member]
    return source < 0 ? nil : Int(source)
  }

  /// The node that the `index`-th served input links to.
  func source(_ node: Entry, served index: Int) -> Int? {
    let member = memberOfServed[node.servedStart + index]
    return member < 0 ? nil : source(node, member: Int(member))
  }

  // MARK: - Who belongs to whom

  /// For each member the position of its input; members mostly stand in definition order, so the
  /// search begins after the last one found.
  private static func align(
    _ members: [JSONObject.Member], _ inputs: [CheckedInput], to places: inout [Int32]
  ) {
    var next = 0
    for member in members {
      var found: Int32 = -1
      for step in inputs.indices {
        let index = next + step < inputs.count ? next + step : next + step - inputs.count
        guard inputs[index].name.hasSameBytes(as: member.key) else { continue }
        found = Int32(index)
        next = index + 1 < inputs.count ? index + 1 : 0
        break
      }
      places.append(found)
    }
  }

  /// The members of the served inputs; without expansion those are the shown ones.
  private mutating func appendServed(
    _ served: [CheckedInput], _ members: [JSONObject.Member], isStatic: Bool
  ) {
    let start = memberOfServed.count
    memberOfServed.append(contentsOf: repeatElement(-1, count: served.count))
    var aligned: [Int32] = []
    if !isStatic { Self.align(members, served, to: &aligned) }
    let first = shownOfMember.count - members.count
    for member in members.indices {
      let place = isStatic ? shownOfMember[first + member] : aligned[member]
      if place >= 0 { memberOfServed[start + Int(place)] = Int32(member) }
    }
  }

  private mutating func appendSources(_ members: [JSONObject.Member]) {
    for member in members {
      var source: Int32 = -1
      if case .array(let link) = member.value, link.count == 2, case .string(let id) = link[0],
        let place = prompt.place(of: id)
      {
        source = Int32(place)
      }
      sourceOfMember.append(source)
    }
  }
}
