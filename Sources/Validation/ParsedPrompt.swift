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
    fileprivate var servedStart = 0
    /// Where the entry's part of `facts` begins.
    fileprivate var memberStart = 0

    init(id: String, checked: CheckedClass, inputs: JSONObject?) {
      self.id = id
      self.checked = checked
      self.inputs = inputs
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

  /// What is known of one member of a node's inputs.
  private struct Facts {
    /// Its input among the shown ones, or -1.
    var shown: Int32 = -1
    /// The node it links to, or -1.
    var source: Int32 = -1
    /// Whether no rule has anything to say of it.
    var isPlain = false
  }

  /// The nodes in document order.
  let nodes: [Entry]
  private let places: NodePlaces
  private var memberOfServed: [Int32] = []
  private var facts: [Facts] = []

  /// Finds out who belongs to whom.
  ///
  /// - Parameters:
  ///   - prompt: The prompt.
  ///   - nodes: Its nodes, in its order.
  ///   - passesPlainValues: Whether values may count as plain, see PlainValues.swift.
  init(_ prompt: JSONObject, _ nodes: [Entry], passesPlainValues: Bool) {
    self.nodes = nodes
    places = NodePlaces(prompt)
    memberOfServed.reserveCapacity(nodes.count * 8)
    facts.reserveCapacity(nodes.count * 8)
    let span = nodes.span
    for place in span.indices { add(span[place], at: place, passesPlainValues) }
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

  private mutating func add(_ node: Entry, at place: Int, _ passesPlainValues: Bool) {
    node.servedStart = memberOfServed.count
    node.memberStart = facts.count
    let checked = node.checked
    for _ in node.served.indices { memberOfServed.append(-1) }
    guard let inputs = node.inputs else { return }
    if checked.dependsOnValues {
      findServed(inputs, node.served.map(\.name), node.servedStart)
    }
    addFacts(
      inputs, node, checked.dependsOnValues ? node.shown.map(\.name) : checked.inputNames,
      Int32(place), passesPlainValues && checked.hook == nil)
  }

  /// Adds the facts of each member; without expansion the inputs shown are those served.
  private mutating func addFacts(
    _ inputs: JSONObject, _ node: Entry, _ names: [String], _ own: Int32, _ mayBePlain: Bool
  ) {
    let keepsServed = !node.checked.dependsOnValues
    let start = node.servedStart
    let members = inputs.members.span
    let names = names.span
    let inputsShown = node.shown
    let shown = inputsShown.span
    let nodes = nodes
    let places = places
    var next = 0
    var allPlain = true
    for member in members.indices {
      let place = Self.position(of: members[member].key, in: names, from: &next)
      var fact = Facts(
        source: Int32(truncatingIfNeeded: Self.source(members[member].value, places)))
      if place >= 0 {
        if keepsServed { memberOfServed[start + place] = Int32(truncatingIfNeeded: member) }
        fact.shown = Int32(truncatingIfNeeded: place)
        fact.isPlain =
          mayBePlain && fact.source != own
          && Self.isPlain(members[member].value, at: shown[place], from: fact.source, nodes)
      }
      if !fact.isPlain { allPlain = false }
      facts.append(fact)
    }
    if !allPlain { node.isPlain = false }
  }

  /// Whether no rule has anything to say of a value; `source` is where it links to, or -1.
  private static func isPlain(
    _ value: JSONValue, at input: CheckedInput, from source: Int32, _ nodes: [Entry]
  ) -> Bool {
    guard case .array(let link) = value else { return input.isPlain(value) }
    return source >= 0 && nodes[Int(source)].checked.isPlain(slot: link[1], to: input)
  }

  /// The position of the node that a value links to, or -1.
  private static func source(_ value: JSONValue, _ places: NodePlaces) -> Int {
    guard case .array(let link) = value else { return -1 }
    let elements = link.span
    guard elements.count == 2, case .string(let id) = elements[0] else { return -1 }
    return places.place(of: id) ?? -1
  }

  private mutating func findServed(_ inputs: JSONObject, _ names: [String], _ start: Int) {
    let members = inputs.members.span
    var next = 0
    for member in members.indices {
      let place = Self.position(of: members[member].key, in: names.span, from: &next)
      if place >= 0 { memberOfServed[start + place] = Int32(truncatingIfNeeded: member) }
    }
  }

  /// The position of a name or -1; members mostly stand in definition order, so the search begins
  /// after the last one found.
  private static func position(of name: String, in names: Span<String>, from next: inout Int) -> Int
  {
    for step in names.indices {
      let index = next + step < names.count ? next + step : next + step - names.count
      guard names[index].hasSameBytes(as: name) else { continue }
      next = index + 1 < names.count ? index + 1 : 0
      return index
    }
    return -1
  }
}
