/// From each type, the cheapest chain of statements that shows it: the last one is an output node.
///
/// Every statement of a chain takes what the one before it made; what else it needs is there
/// already.
struct NodeRoutes: Sendable {
  /// The first statement of a chain.
  struct Hop: Sendable {
    /// Its node among those offered.
    var node: Int
    /// The link input that takes the variable.
    var link: Int
    /// The most tokens of the whole chain.
    var cost: Int
  }

  /// By type of the offer; `nil` where no chain exists.
  private(set) var hops: [Hop?]
  private var members: [Int] = []

  /// Finds the chains.
  ///
  /// - Parameters:
  ///   - nodes: All nodes of the offer.
  ///   - members: The nodes that chains may use.
  ///   - typeCount: The number of types.
  /// - Complexity: O(length of the longest chain × members × types)
  init(_ nodes: [OfferedNode], members: [Int], typeCount: Int) {
    hops = Array(repeating: nil, count: typeCount)
    self.members = members
    shortenAll(nodes)
  }

  /// Finds the chains that one more member makes possible or cheaper.
  mutating func add(_ member: Int, of nodes: [OfferedNode]) {
    members.append(member)
    if shorten(by: member, nodes) { shortenAll(nodes) }
  }

  private mutating func shortenAll(_ nodes: [OfferedNode]) {
    var isShorter = true
    while isShorter {
      isShorter = false
      for member in members where shorten(by: member, nodes) { isShorter = true }
    }
  }

  /// Tries `member` as the first statement of chains; `true` when one is new or cheaper.
  private mutating func shorten(by member: Int, _ nodes: [OfferedNode]) -> Bool {
    let node = nodes[member]
    guard let rest = rest(node) else { return false }
    var isShorter = false
    for (type, entryCost) in node.entryCosts.enumerated() where entryCost < .max {
      let cost = entryCost + rest
      if let known = hops[type], known.cost <= cost { continue }
      guard let link = node.entries[type] else { continue }
      hops[type] = Hop(node: member, link: link, cost: cost)
      isShorter = true
    }
    return isShorter
  }

  /// What follows a statement of `node`; `nil` when nothing shows what it makes.
  private func rest(_ node: OfferedNode) -> Int? {
    node.isOutputNode ? 0 : ownHop(from: node)?.cost
  }

  /// Whether `node` shows something, or something shows what it makes, whatever it is given.
  func isShown(_ node: OfferedNode) -> Bool { rest(node) != nil }

  private func ownHop(from node: OfferedNode) -> Hop? {
    cheapest(node.ownTypes) { _ in true }
  }

  private func cheapest(_ types: some Sequence<Int>, where isFitting: (Int) -> Bool) -> Hop? {
    var best: Hop?
    for type in types {
      guard let hop = hops[type], hop.cost < best?.cost ?? .max, isFitting(type) else { continue }
      best = hop
    }
    return best
  }

  /// The cheapest chain from what `node` makes; for a pass-through from what it may be given.
  func hop(from node: OfferedNode, given available: [Bool]) -> Hop? {
    if let own = ownHop(from: node) { return own }
    if node.ownTypes.count == node.outputs.count { return nil }
    return cheapest(available.indices) { available[$0] && Self.passes(node, $0) }
  }

  /// Whether an output of `node` may take over a type.
  private static func passes(_ node: OfferedNode, _ type: Int) -> Bool {
    node.links.contains { link in
      link.template != nil && link.takes[type]
        && node.outputs.contains { $0.template == link.template }
    }
  }

  /// Whether `node` shows something, or something shows what it makes.
  func lead(from node: OfferedNode, given available: [Bool]) -> Bool {
    node.isOutputNode || hop(from: node, given: available) != nil
  }

  /// The most tokens of any chain.
  var largestCost: Int { hops.reduce(0) { max($0, $1?.cost ?? 0) } }
}
