import WorkflowGraph

/// Closes a set of candidates, so that each is fed and shown by others.
struct OfferClosure {
  /// A class with the inputs that links may feed.
  private struct Member {
    let definition: NodeDefinition
    let linkable: [InputDefinition]
    /// Those of them that must be linked.
    let needed: [InputDefinition]

    init(_ definition: NodeDefinition) {
      self.definition = definition
      linkable = ArgumentOrder.linkable(definition)
      needed = linkable.filter(ArgumentOrder.mustBeLinked)
    }

    var classType: String { definition.classType }
  }

  private let supply: SupplyIndex
  private var dropped: Set<String> = []
  private var addsWhatIsLacking = false
  private var members: [Member] = []
  /// How far each is from nothing: it can be fed by those of lower rank.
  private(set) var ranks: [Int] = []
  /// The types that links carry; the first is the wildcard.
  private(set) var types: [SocketType] = [.any]

  /// The classes, candidates first.
  var definitions: [NodeDefinition] { members.map(\.definition) }

  /// Keeps the candidates that feed and show each other.
  ///
  /// Where none is left, adds what they lack.
  init(_ candidates: [String], catalog: NodeCatalog, supply: SupplyIndex) {
    self.supply = supply
    for name in candidates {
      guard let definition = catalog[name], StatementDefaults.areWhole(definition) else { continue }
      definition.withoutJudgedInputs(supply.hooks).map { add($0) }
    }
    close()
  }

  private func contains(_ classType: String) -> Bool {
    members.contains { $0.classType == classType }
  }

  private mutating func add(_ definition: NodeDefinition) {
    if !contains(definition.classType) { members.append(Member(definition)) }
  }

  private mutating func close() {
    let candidates = members
    while feed() || show() {}
    if !members.isEmpty { return }
    addsWhatIsLacking = true
    dropped = []
    members = candidates
    while feed() || show() {}
    guard members.isEmpty, let output = supply.anyOutput else { return }
    dropped = []
    add(output)
    while feed() || show() {}
  }

  private mutating func drop(_ isDropped: (Int) -> Bool) {
    let places = members.indices.filter(isDropped)
    dropped.formUnion(places.map { members[$0].classType })
    for place in places.reversed() { members.remove(at: place) }
  }

  // MARK: - Feeding

  /// Ranks the nodes; `true` when some were dropped, or one was added.
  private mutating func feed() -> Bool {
    let available = rank()
    let isStuck = ranks.map { $0 < 0 }
    guard let first = isStuck.firstIndex(of: true) else { return false }
    if !addsWhatIsLacking {
      drop { isStuck[$0] }
      return true
    }
    for stuck in members.indices where isStuck[stuck] {
      let classType = members[stuck].classType
      let makers = members[stuck].needed.filter { !Self.feeds(available, $0) }
        .map { supply.maker(for: $0, of: classType) }
      if makers.contains(where: { $0 == nil || dropped.contains($0?.classType ?? "") }) {
        drop { $0 == stuck }
        return true
      }
      // A maker that is there already waits for one of its own.
      if let new = makers.compactMap({ $0 }).first(where: { !contains($0.classType) }) {
        add(new)
        return true
      }
    }
    drop { $0 == first }
    return true
  }

  /// Ranks the nodes that can be fed, the others with -1; the types that they make.
  private mutating func rank() -> [SocketType] {
    types = [.any]
    ranks = Array(repeating: -1, count: members.count)
    var available: [SocketType] = []
    var rank = 0
    while true {
      let open = members.indices.filter { place in
        ranks[place] < 0 && members[place].needed.allSatisfy { Self.feeds(available, $0) }
      }
      if open.isEmpty { return available }
      for place in open {
        ranks[place] = rank
        for output in members[place].definition.outputs where output.matchTemplate == nil {
          if !available.contains(output.type) { available.append(output.type) }
          if !types.contains(output.type) { types.append(output.type) }
        }
      }
      rank += 1
    }
  }

  private static func feeds(_ available: [SocketType], _ input: InputDefinition) -> Bool {
    available.contains { OfferedType.takes($0, at: input) }
  }

  // MARK: - Showing

  /// Looks for nodes that nothing shows; `true` when some were dropped, or one was added.
  private mutating func show() -> Bool {
    let isLit = lit()
    guard let dark = isLit.firstIndex(of: false) else { return false }
    if !addsWhatIsLacking {
      drop { !isLit[$0] }
      return true
    }
    let outputs = members[dark].definition.outputs
    let made = outputs.map(\.type)
    let passesOn = outputs.contains { $0.matchTemplate != nil }
    for type in passesOn ? made + members[dark].linkable.map(\.type) : made {
      guard let viewer = supply.viewer(of: type), !dropped.contains(viewer.classType),
        !contains(viewer.classType)
      else { continue }
      add(viewer)
      return true
    }
    drop { $0 == dark }
    return true
  }

  /// By node, whether a chain leads from it to an output node.
  private func lit() -> [Bool] {
    var isLit = members.map(\.definition.isOutputNode)
    var isFurther = true
    while isFurther {
      isFurther = false
      let inputs = members.indices.filter { isLit[$0] }.flatMap { members[$0].linkable }
      for place in members.indices where !isLit[place] && leads(members[place], to: inputs) {
        isLit[place] = true
        isFurther = true
      }
    }
    return isLit
  }

  /// Whether something that a node makes, or passes on, fits one of `inputs`.
  private func leads(_ member: Member, to inputs: [InputDefinition]) -> Bool {
    member.definition.outputs.contains { output in
      guard let template = output.matchTemplate else {
        return inputs.contains { OfferedType.takes(output.type, at: $0) }
      }
      let given = member.linkable.filter { OfferedType.template(of: $0) == template }
      return types.contains { type in
        given.contains { OfferedType.takes(type, at: $0) }
          && inputs.contains { OfferedType.takes(type, at: $0) }
      }
    }
  }
}
