import KnowledgeBase

/// The plan that belongs to a selection.
///
/// What it says is known from the selection (``DesignPrinciple``), but for how often each node
/// shall stand in the program: that is all a response chooses.
struct PlanOutline: Sendable {
  /// A name of the plan with what stands before it.
  private struct Entry {
    var node: Int
    var text: [UInt8]
  }

  /// The most often that a plan says: one class type of a thousand in known workflows stands more
  /// often.
  static let largestCount = NodeCounts.largest

  private let entries: [Entry]
  /// The tokens of the plan from each place on, and from behind the last, written tightly with all
  /// counts 1.
  private let costs: [Int]

  /// The plan over `selected`, in the order of selection.
  init(_ offer: NodeOffer, selected: [Int]) {
    let outline = DesignPrinciple.outline(selected.map { offer.nodes[$0].stage })
    entries = outline.map { place, lead in
      let node = offer.nodes[selected[place]]
      return Entry(
        node: selected[place], text: Array((lead.text(node.stage) + node.classType).utf8))
    }
    let end = entries.isEmpty ? 0 : offer.costs.vocabulary.tightCost(".")
    var costs = [0, end]
    for (place, lead) in outline.reversed() {
      costs.append(costs[costs.count - 1] + (offer.nodes[selected[place]].planCosts[lead] ?? 0))
    }
    self.costs = costs.reversed()
  }

  /// The number of places at which something is written: one before each name, one behind the last.
  var count: Int { entries.isEmpty ? 0 : entries.count + 1 }

  /// The node whose count is written at a place; none at the first.
  func node(before place: Int) -> Int? { place > 0 ? entries[place - 1].node : nil }

  /// What may be written at a place, by the count of the node before it.
  func choices(at place: Int) -> [(count: Int, text: [UInt8])] {
    let next = place < entries.count ? entries[place].text : [UInt8(ascii: ".")]
    guard place > 0 else { return [(1, next)] }
    return (1...Self.largestCount).map { count in
      (count, count == 1 ? next : Array(" x\(count)".utf8) + next)
    }
  }

  /// The tokens from a place to the end of the plan, written tightly with all counts 1.
  func cost(from place: Int) -> Int { costs[place] }
}

extension PlanOutline {
  /// The tokens of the whole plan over `selected`, written tightly with all counts 1.
  static func cost(_ offer: NodeOffer, selected: [Int]) -> Int {
    let outline = DesignPrinciple.outline(selected.map { offer.nodes[$0].stage })
    return outline.reduce(outline.isEmpty ? 0 : offer.costs.vocabulary.tightCost(".")) {
      $0 + (offer.nodes[selected[$1.place]].planCosts[$1.lead] ?? 0)
    }
  }
}
