import KnowledgeBase
import Sampling

extension WorkflowConstraint {
  /// How much the log odds of a node weigh beside the model's own.
  static let leaningWeight = 1.5
  /// How much the log probability of a count weighs.
  static let countWeight = 4.0

  /// Shifts the odds of what may be written next by what is known of the candidates.
  ///
  /// A selection S is to be as likely as the model says, times Π_{c ∈ S} e^{w · leaning(c)}. What
  /// is to come is looked ahead to: of the best continuation all nodes with a leaning above 0 are
  /// part, so that choosing one of them costs nothing, choosing another costs its leaning, and
  /// ending the list costs those that could still be selected. An output node costs those that
  /// could stand before it, since a model ends its list behind one. Otherwise the order stays the
  /// model's.
  ///
  /// - Parameters:
  ///   - logits: (V); those of the allowed tokens change.
  ///   - allowed: The tokens that may come next.
  func lean(_ logits: UnsafeMutableBufferPointer<Float>, allowed: TokenMask) {
    guard !offer.leanings.isEmpty, allowed.single == nil else { return }
    let gains = gains()
    guard let start = gains.map(\.gain).max() else { return }
    allowed.forEach { token in
      let longer = typed + vocabulary.bytes(of: token)
      // What continues no name ends the one that is typed in full.
      let best =
        gains.lazy.filter { $0.bytes.starts(with: longer) }.map(\.gain).max()
        ?? gains.first { $0.bytes == typed }?.gain
      if let best { logits[Int(token)] += Float(best - start) }
    }
  }

  /// What each way on from here gains over the best one there is, at most 0.
  private func gains() -> [(bytes: [UInt8], gain: Double)] {
    switch phase {
    case .selection, .plan: break
    case .argument: return argumentGains()
    default: return []
    }
    let nodes = offer.nodes
    let missed = nodes.indices.filter { offer.leanings[$0].odds > 0 && selection.isOpen($0) }
    let all = missed.reduce(0) { $0 + offer.leanings[$1].odds }
    let working = missed.reduce(0) { $0 + (nodes[$1].isOutputNode ? 0 : offer.leanings[$1].odds) }
    return continuations.compactMap { one in
      switch one.action {
      case .plan(let count): return (one.bytes, Self.countWeight * countGain(count))
      case .select(let node):
        let gain = min(offer.leanings[node].odds, 0) - (nodes[node].isOutputNode ? working : 0)
        return (one.bytes, Self.leaningWeight * gain)
      case .endSelection: return (one.bytes, -Self.leaningWeight * all)
      default: return nil
      }
    }
  }

  /// What a count of the node before this place of the plan gains over the likeliest.
  private func countGain(_ count: Int) -> Double {
    guard case .plan(let place) = phase, let node = plan.node(before: place) else { return 0 }
    let counts = offer.leanings[node].counts
    guard let best = counts.max(), let least = counts.min() else { return 0 }
    return (count <= counts.count ? counts[count - 1] : least) - best
  }
}
