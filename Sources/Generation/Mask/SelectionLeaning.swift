import KnowledgeBase
import Sampling

extension WorkflowConstraint {
  /// How much the log odds of a node weigh beside the model's own.
  static let leaningWeight = 1.5
  /// How much the log probability of a count weighs.
  static let countWeight = 4.0

  /// What is added to the logits of tokens that may come next, by what is known of the candidates.
  ///
  /// A selection S is to be as likely as the model says, times Π_{c ∈ S} e^{w · leaning(c)}. What
  /// is to come is looked ahead to: of the best continuation all nodes with a leaning above 0 are
  /// part, so that choosing one of them costs nothing, choosing another costs its leaning, and
  /// ending the list costs those that could still be selected, and ``deedWeight`` while something
  /// asked for could be. An output node costs those that could stand before it, since a model ends
  /// its list behind one. Both cost as much as a loose end while nothing is selected that works on
  /// what is brought in, as does bringing in what nothing works on. A node selected before what
  /// should stand before it costs as ``outOfPlaceCosts(_:)`` says. Otherwise the order stays the
  /// model's. Counts, values and links shift by what known workflows have, the likeliest costs
  /// nothing.
  ///
  /// - Parameter allowed: The tokens that may come next.
  /// - Returns: A shift for each allowed token that changes, none when nothing is known.
  func shifts(allowed: TokenMask) -> [TokenChoice.Shift] {
    guard !offer.leanings.isEmpty, allowed.single == nil else { return [] }
    if case .number(let text, let spelling, let input) = phase {
      return numberShifts(text, spelling, at: input, allowed)
    }
    let gains = gains()
    guard let start = gains.map(\.gain).max() else { return [] }
    var shifts: [TokenChoice.Shift] = []
    allowed.forEach { token in
      // What continues no name ends the one that is typed in full.
      let best =
        zip(continuations, gains).lazy.filter { goesOn($0.0, with: token) }.map(\.1.gain).max()
        ?? gains.first { $0.bytes == typed }?.gain
      if let best, best != start {
        shifts.append(TokenChoice.Shift(token: token, amount: Float(best - start)))
      }
    }
    return shifts
  }

  /// What each way on from here gains over the best one there is, at most 0.
  private func gains() -> [(bytes: [UInt8], gain: Double)] {
    switch phase {
    case .selection: selectionGains()
    case .plan(let place): countGains(at: place)
    case .argument: argumentGains()
    default: []
    }
  }

  private func selectionGains() -> [(bytes: [UInt8], gain: Double)] {
    let nodes = offer.nodes
    let missed = nodes.indices.filter {
      offer.leanings[$0].odds > 0 && selection.isOpen($0) && !bringsInVain($0)
    }
    let all = missed.reduce(0) { $0 + offer.leanings[$1].odds }
    let working = missed.reduce(0) { $0 + (nodes[$1].isOutputNode ? 0 : offer.leanings[$1].odds) }
    let helpers = helpers()
    let isIdle = isIdle
    let outOfPlace = outOfPlaceCosts(missed)
    let sought = sought()
    let reliefs = reliefs(helpers, sought)
    return continuations.map { one in
      guard case .select(let node) = one.action else {
        let isLoose = !helpers.isEmpty || isIdle
        let lost = (isLoose ? Self.looseWeight : 0) + (sought.isEmpty ? 0 : Self.deedWeight)
        return (one.bytes, -Self.leaningWeight * all - lost)
      }
      let odds = offer.leanings[node].odds + reliefs[node]
      let gain = min(odds, 0) - (nodes[node].isOutputNode ? working : 0)
      let isInVain = isIdle && nodes[node].isOutputNode || bringsInVain(node)
      let idle = isInVain ? Self.looseWeight : 0
      return (one.bytes, Self.leaningWeight * gain - idle - outOfPlace[node])
    }
  }

  /// Whether what is selected would only show what it brings in, though there is more to select.
  private var isIdle: Bool {
    func works(_ node: Int) -> Bool {
      offer.nodes[node].stage != .input && !offer.nodes[node].isOutputNode
    }
    return !selection.selected.contains(where: works)
      && offer.nodes.indices.contains { works($0) && selection.isOpen($0) }
  }

  /// The nodes that could still take what a selected node makes and no selected node takes.
  ///
  /// One of them is to be selected before the list ends: the likeliest then costs nothing.
  private func helpers() -> Set<Int> {
    var helpers: Set<Int> = []
    for node in selection.selected where !offer.nodes[node].isOutputNode {
      let takers = offer.nodes[node].stage == .input ? workers(on: node) : offer.takers[node]
      guard !takers.contains(where: { selection.contains[$0] }) else { continue }
      helpers.formUnion(takers.filter(selection.isOpen))
    }
    return helpers
  }

  /// What the counts of the node before a place of the plan gain over the likeliest; one that is
  /// not known is as likely as the least likely.
  private func countGains(at place: Int) -> [(bytes: [UInt8], gain: Double)] {
    guard let node = plan.node(before: place), let counts = known.counts[node],
      let best = counts.max(), let least = counts.min()
    else { return [] }
    return continuations.map { one in
      guard case .plan(let count) = one.action else { return (one.bytes, 0) }
      let log = count <= counts.count ? counts[count - 1] : least
      return (one.bytes, Self.countWeight * (log - best))
    }
  }
}
