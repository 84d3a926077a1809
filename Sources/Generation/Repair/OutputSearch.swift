import WorkflowGraph

/// Finds the output that a socket most likely was meant to take.
///
/// Never one that depends on the consumer, since that would close a circle, and never one of
/// unknown type. First those nobody takes, then the nearest upstream of the consumer, then those
/// furthest down the flow. Output nodes only hand on what they took, so their outputs come last.
struct OutputSearch {
  private let draft: RepairDraft
  private let consumer: Int
  /// Links between the consumer and each node upstream of it.
  private let distances: [Int: Int]
  private let isDownstream: [Bool]

  /// One output that fits.
  struct Hit {
    var link: Link
    var isUnused: Bool
    /// Whether the consumer takes the same output at another input.
    var isTakenHere: Bool
  }

  /// Looks around one consumer.
  init(for consumer: Int, in draft: RepairDraft) {
    self.draft = draft
    self.consumer = consumer
    distances = Self.distances(from: consumer, draft)
    isDownstream = Self.downstream(of: consumer, draft)
  }

  /// All outputs that fit, the likeliest first.
  func hits(for input: InputDefinition) -> [Hit] {
    let wanted = LinkTypes.wanted(input, at: consumer, draft)
    var found: [(hit: Hit, handsOn: Int, distance: Int, rank: Int, slot: Int)] = []
    for place in draft.nodes.indices where !isDownstream[place] {
      guard let definition = draft.knowledge.catalog[draft.nodes[place].classType] else { continue }
      for slot in definition.outputs.indices {
        let link = Link(source: draft.nodes[place].id, slot: slot)
        guard draft.places[link.source] == place,
          let type = LinkTypes.carried(link, draft), Self.isConcrete(type), wanted.accepts(type),
          LinkTypes.fits(link, input, at: consumer, draft)
        else { continue }
        let hit = Hit(
          link: link, isUnused: draft.uses(of: link) == 0 && !definition.isOutputNode,
          isTakenHere: draft.takes(link, at: consumer))
        found.append(
          (
            hit, definition.isOutputNode ? 1 : 0, distances[place] ?? .max, -draft.ranks[place],
            slot
          ))
      }
    }
    return found.sorted { left, right in
      if left.hit.isUnused != right.hit.isUnused { return left.hit.isUnused }
      return (left.handsOn, left.distance, left.rank, left.slot)
        < (right.handsOn, right.distance, right.rank, right.slot)
    }.map(\.hit)
  }

  /// The output of one node that fits, unused first.
  func hit(for input: InputDefinition, from source: String) -> Link? {
    hits(for: input).first { $0.link.source == source }?.link
  }

  /// Whether a link closes a circle when the consumer takes it.
  func isDownstream(_ source: String) -> Bool {
    draft.places[source].map { isDownstream[$0] } ?? false
  }

  private static func isConcrete(_ type: SocketType) -> Bool { type != .any }

  private static func distances(from start: Int, _ draft: RepairDraft) -> [Int: Int] {
    var distances = [start: 0]
    var queue = [start]
    var next = 0
    while next < queue.count {
      let place = queue[next]
      next += 1
      for (_, link) in draft.links(place) {
        guard let source = draft.places[link.source], distances[source] == nil else { continue }
        distances[source] = (distances[place] ?? 0) + 1
        queue.append(source)
      }
    }
    return distances
  }

  /// The consumer itself and every node that depends on it.
  private static func downstream(of start: Int, _ draft: RepairDraft) -> [Bool] {
    var targets = [[Int]](repeating: [], count: draft.nodes.count)
    for place in draft.nodes.indices {
      for (_, link) in draft.links(place) {
        if let source = draft.places[link.source] { targets[source].append(place) }
      }
    }
    var isDownstream = [Bool](repeating: false, count: draft.nodes.count)
    isDownstream[start] = true
    var open = [start]
    while let place = open.popLast() {
      for target in targets[place] where !isDownstream[target] {
        isDownstream[target] = true
        open.append(target)
      }
    }
    return isDownstream
  }
}
