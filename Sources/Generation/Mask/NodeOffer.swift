import WorkflowCode
import WorkflowGraph

/// The nodes that a response may name.
///
/// These are the candidates that can be part of a whole workflow with the others; where there is
/// none, what they need for it too. Made once for a prompt, shared by its answers.
///
/// Invariants: every node can be fed by nodes before it in ``ranks``; from every node a chain leads
/// to an output node; both within the offer.
public final class NodeOffer: Sendable {
  let nodes: [OfferedNode]
  /// The types that links carry; the first is the wildcard.
  let types: [SocketType]
  let costs: StatementCosts
  /// By node and type, the cheapest link input that takes the type and may come first.
  let entries: [[Int?]]
  /// How far each node is from nothing: it can be fed by nodes of lower rank.
  let ranks: [Int]
  /// The chains over all nodes.
  let routes: NodeRoutes
  private let places: [String: Int]

  /// The wildcard among the types.
  static let anyType = 0

  init(
    candidates: [String], catalog: NodeCatalog, identifiers: ClassIdentifiers,
    vocabulary: ConstraintVocabulary, supply: SupplyIndex
  ) {
    var closure = OfferClosure(candidates, catalog: catalog, supply: supply)
    closure.close()
    types = closure.types
    var costs = StatementCosts(identifiers: identifiers, vocabulary: vocabulary)
    let outputs = closure.definitions.map { definition in
      definition.outputs.map { CodeSpelling.variablePrefix(for: $0.type) }
    }
    costs.variable = Set(outputs.joined()).map(costs.variable).max() ?? 0
    self.costs = costs
    nodes = zip(closure.definitions, outputs).map { definition, prefixes in
      Self.node(definition, prefixes, closure.types, costs)
    }
    ranks = closure.ranks
    entries = nodes.map { Self.entries($0, typeCount: closure.types.count) }
    routes = NodeRoutes(
      nodes, entries: entries, members: Array(nodes.indices), typeCount: closure.types.count)
    places = Dictionary(
      zip(nodes.map(\.classType), nodes.indices), uniquingKeysWith: { first, _ in first })
  }

  /// The place of a class type among the nodes.
  func place(of classType: String) -> Int? { places[classType] }

  /// By type of the offer, whether an input takes it.
  func takes(_ input: InputDefinition) -> [Bool] {
    types.map { OfferedType.takes($0, at: input) }
  }

  /// The chains over some nodes only.
  func routes(over members: [Int]) -> NodeRoutes {
    NodeRoutes(nodes, entries: entries, members: members, typeCount: types.count)
  }

  /// The most tokens that one more step can add to the shortest ending.
  var largestStep: Int {
    let statement = nodes.map(\.statementCost).max() ?? 0
    let chain = routes.hops.compactMap { $0?.cost }.max() ?? 0
    return statement + 2 * chain + 64
  }

  private static func node(
    _ definition: NodeDefinition, _ prefixes: [String], _ types: [SocketType],
    _ costs: StatementCosts
  ) -> OfferedNode {
    let inputs = ArgumentOrder.linkable(definition)
    let predecessors = StatementDefaults.predecessors(of: definition)
    let links = inputs.map { input in
      OfferedNode.LinkInput(
        name: input.name, isNeeded: ArgumentOrder.mustBeLinked(input),
        isSocket: !WidgetOrder.hasWidget(input),
        takes: types.map { OfferedType.takes($0, at: input) },
        template: OfferedType.template(of: input),
        isBehindAnother: predecessors[input.name] != nil,
        cost: input.name.utf8.count + 10 + costs.variable)
    }
    let outputs = zip(definition.outputs, prefixes).map { output, prefix in
      OfferedNode.Output(
        type: output.matchTemplate == nil ? types.firstIndex(of: output.type) ?? 0 : 0,
        template: output.matchTemplate, prefix: prefix)
    }
    return OfferedNode(
      definition: definition, links: links, outputs: outputs,
      selectionCost: costs.selection(definition.classType),
      statementCost: costs.statement(
        definition, prefixes: prefixes, needed: links.filter(\.isNeeded).map(\.name)))
  }

  private static func entries(_ node: OfferedNode, typeCount: Int) -> [Int?] {
    (0..<typeCount).map { type in
      let fitting = node.links.indices.filter {
        node.links[$0].takes[type] && (node.links[$0].isNeeded || !node.links[$0].isBehindAnother)
      }
      return fitting.first { node.links[$0].isNeeded }
        ?? fitting.min { node.links[$0].cost < node.links[$1].cost }
    }
  }
}

/// Closes a set of candidates, so that each is fed and shown by others.
private struct OfferClosure {
  private let catalog: NodeCatalog
  private let supply: SupplyIndex
  private var dropped: Set<String> = []
  private var addsWhatIsLacking = false
  private(set) var definitions: [NodeDefinition] = []
  private(set) var ranks: [Int] = []
  private(set) var types: [SocketType] = [.any]

  init(_ candidates: [String], catalog: NodeCatalog, supply: SupplyIndex) {
    self.catalog = catalog
    self.supply = supply
    for name in candidates {
      guard let definition = catalog[name], StatementDefaults.areWhole(definition) else { continue }
      definition.withoutJudgedInputs(supply.hooks).map { add($0) }
    }
  }

  private mutating func add(_ definition: NodeDefinition) {
    guard !definitions.contains(where: { $0.classType == definition.classType }) else { return }
    definitions.append(definition)
  }

  /// Keeps the candidates that feed and show each other.
  ///
  /// Where none is left, adds what they lack.
  mutating func close() {
    let candidates = definitions
    while feed() || show() {}
    if !definitions.isEmpty { return }
    addsWhatIsLacking = true
    dropped = []
    definitions = candidates
    while feed() || show() {}
    guard definitions.isEmpty, let output = supply.anyOutput else { return }
    dropped = []
    add(output)
    while feed() || show() {}
  }

  /// Ranks the nodes; `true` when one was added or dropped.
  private mutating func feed() -> Bool {
    types = [.any]
    ranks = Array(repeating: -1, count: definitions.count)
    var available: [SocketType] = []
    var rank = 0
    while true {
      let open = definitions.indices.filter { place in
        ranks[place] < 0
          && ArgumentOrder.needed(definitions[place]).allSatisfy { Self.feeds(available, $0) }
      }
      if open.isEmpty { break }
      for place in open {
        ranks[place] = rank
        for output in definitions[place].outputs where output.matchTemplate == nil {
          if !available.contains(output.type) { available.append(output.type) }
          if !types.contains(output.type) { types.append(output.type) }
        }
      }
      rank += 1
    }
    guard let stuck = ranks.firstIndex(of: -1) else { return false }
    if !addsWhatIsLacking {
      drop(stuck)
      return true
    }
    let lacking = ArgumentOrder.needed(definitions[stuck]).filter { !Self.feeds(available, $0) }
    let makers = lacking.map(supply.maker)
    if let new = makers.compactMap({ $0 }).first, makers.allSatisfy({ $0 != nil }),
      !definitions.contains(where: { $0.classType == new.classType }),
      !dropped.contains(new.classType)
    {
      definitions.append(new)
    } else {
      drop(stuck)
    }
    return true
  }

  private static func feeds(_ available: [SocketType], _ input: InputDefinition) -> Bool {
    available.contains { OfferedType.takes($0, at: input) }
  }

  private mutating func drop(_ place: Int) {
    dropped.insert(definitions[place].classType)
    definitions.remove(at: place)
  }

  /// Looks for a node that nothing shows; `true` when one was added or dropped.
  private mutating func show() -> Bool {
    guard let dark = darkNode() else { return false }
    let outputs = definitions[dark].outputs
    let shown =
      outputs.map(\.type) + ArgumentOrder.linkable(definitions[dark]).map(\.type)
    let types = outputs.contains { $0.matchTemplate != nil } ? shown : outputs.map(\.type)
    for type in addsWhatIsLacking ? types : [] {
      guard let viewer = supply.viewer(of: type), !dropped.contains(viewer.classType),
        !definitions.contains(where: { $0.classType == viewer.classType })
      else { continue }
      definitions.append(viewer)
      return true
    }
    drop(dark)
    return true
  }

  /// The first node from which no chain leads to an output node.
  private func darkNode() -> Int? {
    var isLit = definitions.map(\.isOutputNode)
    var isFurther = true
    while isFurther {
      isFurther = false
      let lit = definitions.indices.filter { isLit[$0] }.flatMap {
        ArgumentOrder.linkable(definitions[$0])
      }
      for place in definitions.indices where !isLit[place] {
        guard leads(definitions[place], to: lit) else { continue }
        isLit[place] = true
        isFurther = true
      }
    }
    return isLit.firstIndex(of: false)
  }

  /// Whether something that `definition` makes, or passes on, fits one of `inputs`.
  private func leads(_ definition: NodeDefinition, to inputs: [InputDefinition]) -> Bool {
    definition.outputs.contains { output in
      guard let template = output.matchTemplate else {
        return inputs.contains { OfferedType.takes(output.type, at: $0) }
      }
      let given = ArgumentOrder.linkable(definition).filter {
        OfferedType.template(of: $0) == template
      }
      return types.contains { type in
        given.contains { OfferedType.takes(type, at: $0) }
          && inputs.contains { OfferedType.takes(type, at: $0) }
      }
    }
  }
}
