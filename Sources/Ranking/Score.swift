/// What is known of an answer without gold; each from 0 to 1, `nil` when it cannot be said.
public struct ScoreParts: Equatable, Sendable {
  /// C: agreement with the other answers; `nil` when only one answer was asked for.
  public var consensus: Double?
  /// S: agreement with the nodes selected by all; `nil` when no list could be read.
  public var selection: Double?
  /// K: the share of the wish's concepts that is met; `nil` when it has none.
  public var coverage: Double?
  /// P: the probability of a token, the geometric mean; `nil` when the model did not write it.
  public var probability: Double?
  /// N: how usual the numbers of nodes are, see ``Familiarity/usualness(of:)``.
  public var usualness: Double?
  /// E: likeness with the workflow shown beside the wish, see ``Familiarity/likeness(of:)``.
  public var example: Double?

  /// Gathers parts.
  public init(
    consensus: Double? = nil, selection: Double? = nil, coverage: Double? = nil,
    probability: Double? = nil, usualness: Double? = nil, example: Double? = nil
  ) {
    self.consensus = consensus
    self.selection = selection
    self.coverage = coverage
    self.probability = probability
    self.usualness = usualness
    self.example = example
  }

  /// All parts, in the order of ``ScoreWeights``.
  var all: [Double?] { [consensus, selection, coverage, probability, usualness, example] }
}

/// How much each part of M counts; parts that are absent are left out and the rest rescaled.
///
/// Source: PAPER.md section 12. Differs: three parts more. The weights were chosen on held-out
/// workflows, see `Jobs/LOG.md`; consensus alone chose no better than the likeliest answer.
public struct ScoreWeights: Equatable, Sendable {
  /// By part, in the order of ``ScoreParts/all``.
  private let weights: [Double]

  /// Makes weights; none may be negative.
  public init(
    consensus: Double = 0.1, selection: Double = 0.3, coverage: Double = 0.3,
    probability: Double = 0.1, usualness: Double = 0.05, example: Double = 0.15
  ) {
    weights = [consensus, selection, coverage, probability, usualness, example]
    precondition(weights.allSatisfy { $0 >= 0 }, "weights \(weights) must not be negative")
  }

  /// M: the weighted mean of the parts that are there; 0 when none is.
  func mean(_ parts: ScoreParts) -> Double {
    var sum = 0.0, weight = 0.0
    for case (let value?, let share) in zip(parts.all, weights) {
      sum += share * value
      weight += share
    }
    return weight > 0 ? min(1, max(0, sum / weight)) : 0
  }
}

/// What an answer is worth without gold; ours, no reward, and no judge of picture quality.
public struct Score: Equatable, Sendable {
  /// The first rule failed, or `nil`.
  public let failure: GateFailure?
  /// What is known of the answer; nothing behind a failure.
  public let parts: ScoreParts
  /// The wishes by name, met and missed.
  public let coverage: Coverage.Result
  /// M, the weighted mean of the parts, from 0 to 1; 0 behind a failure.
  public let metric: Double

  init(failure: GateFailure) {
    self.failure = failure
    parts = ScoreParts()
    coverage = Coverage.Result(met: [], missed: [], value: nil)
    metric = 0
  }

  init(_ parts: ScoreParts, coverage: Coverage.Result, weights: ScoreWeights) {
    failure = nil
    var parts = parts
    parts.coverage = coverage.value
    self.parts = parts
    self.coverage = coverage
    metric = weights.mean(parts)
  }

  /// -1 behind a failure, otherwise 0.75 + 0.25 M: the scale of the paper's reward.
  public var value: Double { failure == nil ? 0.75 + 0.25 * metric : -1 }

  /// Why the score is what it is, in one sentence.
  public var sentence: String {
    if let failure { return "Left out by the \(failure.gate.rawValue) rule: \(failure.reason)" }
    var reasons: [String] = []
    if let consensus = parts.consensus {
      reasons.append("agrees \(Self.percent(consensus)) with the other answers")
    }
    if let selection = parts.selection {
      reasons.append("\(Self.percent(selection)) with the nodes selected by all")
    }
    if let example = parts.example {
      reasons.append("\(Self.percent(example)) with the known workflow shown beside the wish")
    }
    if coverage.value != nil {
      let count = coverage.met.count + coverage.missed.count
      let missing =
        coverage.missed.isEmpty ? "" : " (not \(coverage.missed.joined(separator: ", ")))"
      reasons.append("meets \(coverage.met.count) of \(count) wishes\(missing)")
    }
    let reason = reasons.isEmpty ? "nothing to compare with" : reasons.joined(separator: ", ")
    return "Metric \(Self.percent(metric)): \(reason)."
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
