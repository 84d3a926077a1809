import KnowledgeBase

// What a wish asks to be done, such as upscaling, is done by nodes that are selected. A small model
// forgets it, and what it brings in is then shown as it came.

extension WorkflowConstraint {
  /// How much less likely a list of nodes ends while something asked for could still be selected.
  static let deedWeight = 8.0
  /// The log odds from which on a deed is worth other nodes that feed the one that does it.
  private static let farOdds = -2.0

  /// What could be selected now for each deed asked for that nothing selected does, with what it
  /// gains: all that would do it, the likeliest of which costs nothing, and where that one cannot be
  /// fed yet, what it waits for.
  func sought() -> [(node: Int, relief: Double)] {
    let unmet = offer.deeds.filter { deed in !deed.contains { selection.contains[$0] } }
    var sought: [(node: Int, relief: Double)] = []
    for deed in unmet {
      guard let likeliest = deed.max(by: isLessLikely) else { continue }
      let best = offer.leanings[likeliest].odds
      sought += deed.filter(selection.isOpen).map { ($0, -best) }
      if best > Self.farOdds, let step = step(towards: likeliest), step != likeliest {
        sought.append((step, -offer.leanings[step].odds))
      }
    }
    return sought
  }

  /// The likeliest node that could be selected now and brings `node` nearer; what `waiting` has
  /// waits for it and cannot feed it.
  private func step(towards node: Int, waiting: Set<Int> = []) -> Int? {
    let offered = offer.nodes
    let waiting = waiting.union([node])
    for link in offered[node].links where link.isNeeded && !selection.isFed(link) {
      let makers = offered.indices.filter { maker in
        !waiting.contains(maker) && offered[maker].ownTypes.contains { link.takes[$0] }
      }
      return makers.max(by: isLessLikely).flatMap { step(towards: $0, waiting: waiting) }
    }
    return selection.isOpen(node) ? node : nil
  }

  private func isLessLikely(_ one: Int, _ other: Int) -> Bool {
    offer.leanings[one].odds < offer.leanings[other].odds
  }

  /// What each node gains, so that the likeliest of the helpers costs nothing and nodes sought as
  /// they say.
  func reliefs(_ helpers: Set<Int>, _ sought: [(node: Int, relief: Double)]) -> [Double] {
    let best = helpers.map { offer.leanings[$0].odds }.max() ?? 0
    var reliefs = [Double](repeating: 0, count: offer.nodes.count)
    for (node, relief) in helpers.map({ ($0, -best) }) + sought {
      reliefs[node] = max(reliefs[node], relief)
    }
    return reliefs
  }

  /// The nodes that take what a node brings in and do more than show it.
  func workers(on node: Int) -> [Int] {
    offer.takers[node].filter { !offer.nodes[$0].isOutputNode }
  }

  /// Whether a node brings in what no node that is offered works on, though some work.
  func bringsInVain(_ node: Int) -> Bool {
    offer.nodes[node].stage == .input && workers(on: node).isEmpty
      && offer.nodes.contains { $0.stage != .input && !$0.isOutputNode }
  }
}
