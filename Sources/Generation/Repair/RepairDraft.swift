import JSON
import KnowledgeBase
import WorkflowGraph

/// A workflow under repair: its nodes, the lines about what was changed, and what is linked to
/// what.
struct RepairDraft {
  let knowledge: RepairKnowledge
  let cues: Set<FileCue>
  private(set) var nodes: [Node]
  private(set) var repairs: [Repair] = []
  /// The place of each id; the first of two equal ids wins.
  private(set) var places: [String: Int]
  /// A topological rank by place; a higher one lies further downstream.
  private(set) var ranks: [Int]
  /// The places that take an output by a link that may stay, one entry a link.
  private var consumers: [Link: [Int]] = [:]
  /// How many of these links leave each node.
  private var flowing: [String: Int] = [:]
  private var nextID: Int
  /// The first place of nodes that were appended.
  private var firstAppended: Int

  init(_ workflow: Workflow, _ knowledge: RepairKnowledge, cues: Set<FileCue>) {
    self.knowledge = knowledge
    self.cues = cues
    nodes = workflow.nodes
    places = workflow.places
    ranks = Array(repeating: 0, count: nodes.count)
    for (rank, place) in TopologicalOrder(workflow).indices.enumerated() { ranks[place] = rank }
    let highest = nodes.compactMap { Int($0.id) }.max() ?? 0
    nextID = max(highest, nodes.count) &+ 1
    firstAppended = nodes.count
    indexLinks()
  }

  var workflow: Workflow { Workflow(nodes: nodes) }

  // MARK: - Looking

  /// The exact definition of the node at `place`, or `nil`.
  func definition(_ place: Int) -> NodeDefinition? { knowledge.exact(nodes[place].classType) }

  /// The inputs the node shows for its values; empty without an exact definition.
  func inputs(_ place: Int) -> [InputDefinition] {
    guard let definition = definition(place) else { return [] }
    guard definition.inputs.contains(where: \.isExpanding) else { return definition.inputs }
    return definition.expandedInputs(nodes[place].literal)
  }

  /// The input of that name that the node shows for its values, or `nil`.
  func input(_ name: String, of place: Int) -> InputDefinition? {
    inputs(place).first { $0.name == name }
  }

  /// The class a link comes from, if it is known.
  func sourceClass(of link: Link) -> String? {
    places[link.source].map { nodes[$0].classType }.flatMap { classType in
      knowledge.catalog.contains(classType) ? classType : nil
    }
  }

  /// Where a link ends.
  struct Taker {
    var place: Int
    var input: String
    var link: Link
  }

  /// Where the links of a node end, in document order.
  func takers(of id: String) -> [Taker] {
    nodes.indices.flatMap { place in
      links(place).filter { $0.link.source == id }.map { input, link in
        Taker(place: place, input: input, link: link)
      }
    }
  }

  /// Whether some node is an output node.
  var hasOutputNode: Bool {
    nodes.contains { knowledge.catalog[$0.classType]?.isOutputNode == true }
  }

  /// Whether nobody takes anything from a node: it ends the flow.
  func endsFlow(_ id: String) -> Bool { flowing[id, default: 0] == 0 }

  /// The links of a node in the order of its inputs.
  func links(_ place: Int) -> [(input: String, link: Link)] {
    nodes[place].inputs.compactMap { input in
      guard case .link(let link) = input.value else { return nil }
      return (input.name, link)
    }
  }

  /// Whether the node was appended; it takes what is there, so that no chain grows without end.
  func isAppended(_ place: Int) -> Bool { place >= firstAppended }

  /// How many links that may stay leave an output.
  func uses(of link: Link) -> Int { consumers[link]?.count ?? 0 }

  /// Whether the node at `place` itself takes the output.
  func takes(_ link: Link, at place: Int) -> Bool { consumers[link]?.contains(place) == true }

  /// `KSampler (node 3)`; `node 3` for one without a class.
  func name(_ place: Int) -> String {
    let node = nodes[place]
    return node.classType.isEmpty ? "node \(node.id)" : "\(node.classType) (node \(node.id))"
  }

  /// What is set on an input, in words.
  func words(_ value: InputValue?) -> String {
    switch value {
    case nil: return "nothing"
    case .link(let link)?:
      guard let place = places[link.source] else {
        return "output \(link.slot) of node \(link.source)"
      }
      return "output \(link.slot) of \(name(place))"
    case .literal(let literal)?:
      let text = literal.text()
      return text.count > 60 ? text.prefix(60) + "…" : text
    }
  }

  // MARK: - Changing

  /// Sets, replaces or (with `nil`) removes what stands at an input, and says so.
  mutating func set(_ value: InputValue?, at input: String, of place: Int, because reason: String) {
    let old = nodes[place][input]
    repairs.append(
      Repair(
        .value, classType: nodes[place].classType, node: nodes[place].id, input: input,
        old: words(old), new: words(value), reason: reason))
    if case .link(let link)? = old { forget(link, place) }
    nodes[place][input] = value
    if case .link(let link)? = value { count(link, place) }
  }

  /// Gives an input another name, or removes it, and says so.
  mutating func rename(
    _ input: String, of place: Int, to new: String?, because reason: String
  ) {
    guard let index = nodes[place].inputs.firstIndex(where: { $0.name == input }) else { return }
    repairs.append(
      Repair(
        .name, classType: nodes[place].classType, node: nodes[place].id, input: input, old: input,
        new: new ?? "nothing", reason: reason))
    if let new {
      nodes[place].inputs[index].name = new
    } else {
      if case .link(let link) = nodes[place].inputs[index].value { forget(link, place) }
      nodes[place].inputs.remove(at: index)
    }
    indexLinks(of: place)
  }

  /// Gives a node another class with its inputs, and says so, also of each input that is new, gone
  /// or another; links are judged anew.
  mutating func setClass(
    _ classType: String, inputs: [NodeInput], at place: Int, because reason: String
  ) {
    let former = nodes[place]
    repairs.append(
      Repair(
        .classType, classType: former.classType, node: former.id, old: former.classType,
        new: classType, reason: reason))
    nodes[place].classType = classType
    nodes[place].inputs = inputs
    let names = Set(inputs.map(\.name))
    for input in former.inputs where !names.contains(input.name) {
      repairs.append(
        Repair(
          .name, classType: classType, node: former.id, input: input.name, old: input.name,
          new: "nothing", reason: "\(classType) has no such input"))
    }
    for input in inputs where former[input.name] != input.value {
      repairs.append(
        Repair(
          .value, classType: classType, node: former.id, input: input.name,
          old: words(former[input.name]), new: words(input.value),
          reason: "it comes from another input"))
    }
    indexLinks()
  }

  /// Moves the links that leave a node to the slots a table names for theirs, and says so.
  mutating func moveLinks(of id: String, by slots: [Int: Int], because reason: String) {
    for taker in takers(of: id) {
      guard let slot = slots[taker.link.slot], slot != taker.link.slot else { continue }
      set(
        .link(Link(source: id, slot: slot)), at: taker.input, of: taker.place, because: reason)
    }
  }

  /// Appends a node without inputs under a new id, and says so; its place.
  mutating func append(_ classType: String, because reason: String) -> Int {
    let id = String(nextID)
    nextID &+= 1
    nodes.append(Node(id: id, classType: classType))
    places[id] = places[id] ?? nodes.count - 1
    ranks.append(nodes.count - 1)
    repairs.append(Repair(.added, classType: classType, node: id, reason: reason))
    return nodes.count - 1
  }

  /// Drops nodes and says so; places change.
  mutating func drop(_ isDropped: (Int) -> Bool, because reason: String) {
    let dropped = nodes.indices.filter(isDropped)
    if dropped.isEmpty { return }
    repairs += dropped.map { place in
      Repair(
        .dropped, classType: nodes[place].classType, node: nodes[place].id, reason: reason)
    }
    let gone = Set(dropped)
    firstAppended -= gone.count { $0 < firstAppended }
    ranks = ranks.indices.filter { !gone.contains($0) }.map { ranks[$0] }
    nodes = nodes.indices.filter { !gone.contains($0) }.map { nodes[$0] }
    places = workflow.places
    indexLinks()
  }

  // MARK: - Links

  private mutating func indexLinks() {
    consumers = [:]
    flowing = [:]
    for place in nodes.indices { addLinks(of: place) }
  }

  private mutating func indexLinks(of place: Int) {
    for (_, link) in links(place) { forget(link, place) }
    addLinks(of: place)
  }

  private mutating func addLinks(of place: Int) {
    let links = links(place)
    if links.isEmpty { return }
    var shown: [String: InputDefinition] = [:]
    for input in inputs(place) { shown[input.name] = input }
    for (name, link) in links where LinkTypes.problem(link, shown[name], place, self) == nil {
      count(link, place)
    }
  }

  private mutating func count(_ link: Link, _ place: Int) {
    consumers[link, default: []].append(place)
    flowing[link.source, default: 0] += 1
  }

  private mutating func forget(_ link: Link, _ place: Int) {
    guard let index = consumers[link]?.firstIndex(of: place) else { return }
    consumers[link]?.remove(at: index)
    flowing[link.source, default: 1] -= 1
  }
}
