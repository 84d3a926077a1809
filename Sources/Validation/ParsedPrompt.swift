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
    /// Whether no rule has anything to say of any member.
    fileprivate(set) var isPlain = true
    /// Where the entry's part of `memberOfServed` begins.
    fileprivate let servedStart: Int
    /// Where the entry's part of `facts` begins.
    fileprivate let memberStart: Int

    fileprivate init(
      id: String, checked: CheckedClass, inputs: JSONObject?, servedStart: Int, memberStart: Int
    ) {
      self.id = id
      self.checked = checked
      self.inputs = inputs
      self.servedStart = servedStart
      self.memberStart = memberStart
      if checked.dependsOnValues {
        served = checked.expanded(inputs, listsUnmatched: false)
        shown = checked.expanded(inputs, listsUnmatched: true)
      } else {
        served = checked.inputs
        shown = checked.inputs
      }
    }

    var definition: NodeDefinition { checked.definition }

    /// The literal at `name`; `nil` when absent or a link.
    func literal(_ name: String) -> JSONValue? {
      guard let value = inputs?[name] else { return nil }
      if case .array = value { return nil }
      return value
    }
  }

  /// A node as it stands in the prompt, with the class it names.
  struct Found {
    let id: String
    let checked: CheckedClass
    let inputs: JSONObject?
  }

  /// What is known of one member of a node's inputs.
  private struct Facts {
    /// Its input among the shown ones, or -1.
    let shown: Int32
    /// The node it links to, or -1.
    let source: Int32
    /// Whether no rule has anything to say of it.
    let isPlain: Bool
  }

  /// The nodes in document order.
  private(set) var nodes: [Entry] = []
  private let places: NodePlaces
  private var memberOfServed: [Int32] = []
  private var facts: [Facts] = []

  /// Finds out who belongs to whom.
  ///
  /// - Parameters:
  ///   - prompt: The prompt.
  ///   - found: Its nodes, in its order.
  ///   - passesPlainValues: Whether values may count as plain, see PlainValues.swift.
  init(_ prompt: JSONObject, _ found: [Found], passesPlainValues: Bool) {
    places = NodePlaces(prompt)
    nodes.reserveCapacity(found.count)
    memberOfServed.reserveCapacity(found.count * 8)
    facts.reserveCapacity(found.count * 8)
    for node in found {
      let entry = Entry(
        id: node.id, checked: node.checked, inputs: node.inputs,
        servedStart: memberOfServed.count, memberStart: facts.count)
      nodes.append(entry)
      for _ in entry.served { memberOfServed.append(-1) }
      addFacts(entry, found, passesPlainValues && node.checked.hook == nil)
      if node.checked.dependsOnValues { findServed(entry) }
    }
  }

  /// What is given at a served input.
  enum Given {
    case nothing
    /// A literal that no rule has anything to say of.
    case plainLiteral
    /// A link of that kind, with the position of its source.
    case plainLink(Int)
    case value(JSONValue)
  }

  /// What is given at the `index`-th served input of a node.
  func given(_ node: Entry, served index: Int) -> Given {
    let member = Int(memberOfServed[node.servedStart + index])
    guard member >= 0 else { return .nothing }
    let facts = facts[node.memberStart + member]
    if facts.isPlain { return facts.source < 0 ? .plainLiteral : .plainLink(Int(facts.source)) }
    return node.inputs.map { .value($0.members[member].value) } ?? .nothing
  }

  /// Whether no rule has anything to say of a member.
  func isPlain(_ node: Entry, member: Int) -> Bool { facts[node.memberStart + member].isPlain }

  /// The shown input a member of a node's inputs belongs to.
  func shown(_ node: Entry, member: Int) -> CheckedInput? {
    shownPlace(node, member: member).map { node.shown[$0] }
  }

  /// The position of that input among the shown ones.
  func shownPlace(_ node: Entry, member: Int) -> Int? {
    let index = facts[node.memberStart + member].shown
    return index < 0 ? nil : Int(index)
  }

  /// The node a member links to, when it is a pair whose first element is the id of a node.
  func source(_ node: Entry, member: Int) -> Int? {
    let source = facts[node.memberStart + member].source
    return source < 0 ? nil : Int(source)
  }

  /// The node that the `index`-th served input links to.
  func source(_ node: Entry, served index: Int) -> Int? {
    let member = memberOfServed[node.servedStart + index]
    return member < 0 ? nil : source(node, member: Int(member))
  }

  // MARK: - Who belongs to whom

  /// Adds the facts of each member; without expansion the inputs shown are those served.
  private mutating func addFacts(_ node: Entry, _ found: [Found], _ mayBePlain: Bool) {
    let checked = node.checked
    let names = checked.dependsOnValues ? node.shown.map(\.name) : checked.inputNames
    var next = 0
    for (member, given) in (node.inputs?.members ?? []).enumerated() {
      let place = Self.position(of: given.key, in: names, from: &next)
      var source = -1
      var isPlain = false
      if case .array(let link) = given.value {
        if link.count == 2, case .string(let id) = link[0] { source = places.place(of: id) ?? -1 }
        if mayBePlain, source >= 0, source != nodes.count - 1, let place {
          isPlain = found[source].checked.isPlain(slot: link[1], to: node.shown[place])
        }
      } else if mayBePlain, let place {
        isPlain = node.shown[place].isPlain(given.value)
      }
      if !isPlain { node.isPlain = false }
      if let place, !checked.dependsOnValues {
        memberOfServed[node.servedStart + place] = Int32(member)
      }
      facts.append(
        Facts(shown: place.map(Int32.init) ?? -1, source: Int32(source), isPlain: isPlain))
    }
  }

  private mutating func findServed(_ node: Entry) {
    let names = node.served.map(\.name)
    var next = 0
    for (member, given) in (node.inputs?.members ?? []).enumerated() {
      guard let place = Self.position(of: given.key, in: names, from: &next) else { continue }
      memberOfServed[node.servedStart + place] = Int32(member)
    }
  }

  /// The position of a name; members mostly stand in definition order, so the search begins after
  /// the last one found.
  private static func position(of name: String, in names: [String], from next: inout Int) -> Int? {
    for step in names.indices {
      let index = next + step < names.count ? next + step : next + step - names.count
      guard names[index].hasSameBytes(as: name) else { continue }
      next = index + 1 < names.count ? index + 1 : 0
      return index
    }
    return nil
  }
}
