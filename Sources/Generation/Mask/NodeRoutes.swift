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

  /// Finds the chains.
  ///
  /// - Parameters:
  ///   - nodes: All nodes of the offer.
  ///   - entries: By node and type, the cheapest link input that takes the type.
  ///   - members: The nodes that chains may use.
  ///   - typeCount: The number of types.
  /// - Complexity: O(length of the longest chain × members × types)
  init(_ nodes: [OfferedNode], entries: [[Int?]], members: [Int], typeCount: Int) {
    hops = Array(repeating: nil, count: typeCount)
    var isShorter = true
    while isShorter {
      isShorter = false
      for member in members {
        guard let rest = rest(nodes[member]) else { continue }
        for type in 0..<typeCount {
          guard let entry = entries[member][type] else { continue }
          let link = nodes[member].links[entry]
          let cost = nodes[member].statementCost + (link.isNeeded ? 0 : link.cost) + rest
          if let known = hops[type], known.cost <= cost { continue }
          hops[type] = Hop(node: member, link: entry, cost: cost)
          isShorter = true
        }
      }
    }
  }

  /// What follows a statement of `node`; `nil` when nothing shows what it makes.
  private func rest(_ node: OfferedNode) -> Int? {
    if node.isOutputNode { return 0 }
    return node.outputs.filter { $0.template == nil }.compactMap { hops[$0.type]?.cost }.min()
  }

  /// The cheapest chain from what `node` makes; for a pass-through from what it may be given.
  func hop(from node: OfferedNode, given available: [Bool]) -> Hop? {
    let own = node.outputs.filter { $0.template == nil }.compactMap { hops[$0.type] }
    if let best = own.min(by: { $0.cost < $1.cost }) { return best }
    return Self.passedTypes(node, available).compactMap { hops[$0] }.min { $0.cost < $1.cost }
  }

  /// The types that an output of `node` may have taken over.
  private static func passedTypes(_ node: OfferedNode, _ available: [Bool]) -> [Int] {
    let templates = Set(node.outputs.compactMap(\.template))
    return available.indices.filter { type in
      available[type]
        && node.links.contains { $0.takes[type] && templates.contains($0.template ?? "") }
    }
  }

  /// Whether `node` shows something, or something shows what it makes.
  func lead(from node: OfferedNode, given available: [Bool]) -> Bool {
    node.isOutputNode || hop(from: node, given: available) != nil
  }
}
