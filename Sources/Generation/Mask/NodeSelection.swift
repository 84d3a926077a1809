/// The nodes selected so far, in the order in which the program will first use them.
///
/// Each can be fed by those before it. The list may end when each leads to an output node within
/// it: then there is a program that uses them all and nothing else.
struct NodeSelection: Sendable {
  private let offer: NodeOffer
  private(set) var selected: [Int] = []
  private(set) var contains: [Bool]
  /// By type, whether something selected makes it.
  private(set) var available: [Bool]
  /// For each selected node, what was available before it: its first use can take nothing else.
  private var given: [[Bool]] = []
  /// The chains within the selection.
  private(set) var routes: NodeRoutes

  init(_ offer: NodeOffer) {
    self.offer = offer
    contains = Array(repeating: false, count: offer.nodes.count)
    available = Array(repeating: false, count: offer.types.count)
    routes = offer.routes(over: [])
  }

  /// Appends a node.
  mutating func select(_ node: Int) {
    selected.append(node)
    given.append(available)
    contains[node] = true
    for type in offer.nodes[node].ownTypes { available[type] = true }
    routes.add(node, of: offer.nodes)
  }

  /// Whether a node may come next.
  func isOpen(_ node: Int) -> Bool {
    !contains[node] && isFed(node) && offer.routes.lead(from: offer.nodes[node], given: available)
  }

  private func isFed(_ node: Int) -> Bool {
    offer.nodes[node].links.allSatisfy { !$0.isNeeded || isFed($0) }
  }

  /// Whether something selected can feed an input.
  func isFed(_ link: OfferedNode.LinkInput) -> Bool {
    for type in available.indices where available[type] && link.takes[type] { return true }
    return false
  }

  /// Whether the list may end.
  var isWhole: Bool { !selected.isEmpty && firstDark == nil }

  /// The place of the first node from which no chain within the selection leads to an output node.
  private var firstDark: Int? {
    selected.indices.first { place in
      !routes.lead(from: offer.nodes[selected[place]], given: given[place])
    }
  }

  /// The next node on the shortest way to a whole selection; `nil` when it is whole.
  var nextMissing: Int? {
    if selected.isEmpty {
      let outputs = offer.nodes.indices.filter { offer.nodes[$0].isOutputNode }
      return outputs.min { (offer.ranks[$0], $0) < (offer.ranks[$1], $1) }.map(firstMissing)
    }
    guard let dark = firstDark else { return nil }
    var hop = offer.routes.hop(from: offer.nodes[selected[dark]], given: given[dark])
    while let next = hop {
      if !contains[next.node] { return firstMissing(for: next.node) }
      hop = offer.routes.hop(from: offer.nodes[next.node], given: available)
    }
    return nil
  }

  /// What must be selected first, so that `node` can be; `node` itself when nothing is missing.
  private func firstMissing(for node: Int) -> Int {
    for link in offer.nodes[node].links where link.isNeeded && !isFed(link) {
      let makers = offer.nodes.indices.filter { maker in
        offer.ranks[maker] < offer.ranks[node]
          && offer.nodes[maker].ownTypes.contains { link.takes[$0] }
      }
      if let maker = makers.min(by: { (offer.ranks[$0], $0) < (offer.ranks[$1], $1) }) {
        return firstMissing(for: maker)
      }
    }
    return node
  }
}
