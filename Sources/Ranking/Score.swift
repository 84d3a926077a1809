/// How much each part of M counts; parts that are absent are left out and the rest rescaled.
public struct ScoreWeights: Equatable, Sendable {
  /// Of consensus.
  public var consensus: Double
  /// Of the agreement with selected nodes.
  public var selection: Double
  /// Of coverage.
  public var coverage: Double

  /// Makes weights; none may be negative.
  public init(consensus: Double = 0.5, selection: Double = 0.2, coverage: Double = 0.3) {
    precondition(
      consensus >= 0 && selection >= 0 && coverage >= 0,
      "weights \(consensus), \(selection), \(coverage) must not be negative")
    self.consensus = consensus
    self.selection = selection
    self.coverage = coverage
  }
}

/// What an answer is worth without gold; ours, no reward, and no judge of picture quality.
public struct Score: Equatable, Sendable {
  /// The first rule failed, or `nil`.
  public let failure: GateFailure?
  /// C, or `nil` when only one answer was asked for.
  public let consensus: Double?
  /// S, or `nil` when no list could be read.
  public let selection: Double?
  /// K with the wishes by name.
  public let coverage: Coverage.Result
  /// M, the weighted mean of the parts, from 0 to 1; 0 behind a failure.
  public let metric: Double

  init(failure: GateFailure) {
    self.failure = failure
    consensus = nil
    selection = nil
    coverage = Coverage.Result(met: [], missed: [], value: nil)
    metric = 0
  }

  init(
    consensus: Double?, selection: Double?, coverage: Coverage.Result, weights: ScoreWeights
  ) {
    failure = nil
    self.consensus = consensus
    self.selection = selection
    self.coverage = coverage
    let parts = [
      (consensus, weights.consensus), (selection, weights.selection),
      (coverage.value, weights.coverage),
    ]
    var sum = 0.0, weight = 0.0
    for case (let value?, let share) in parts {
      sum += share * value
      weight += share
    }
    metric = weight > 0 ? min(1, max(0, sum / weight)) : 0
  }

  /// -1 behind a failure, otherwise 0.75 + 0.25 M: the scale of the paper's reward.
  public var value: Double { failure == nil ? 0.75 + 0.25 * metric : -1 }

  /// Why the score is what it is, in one sentence.
  public var sentence: String {
    if let failure { return "Left out by the \(failure.gate.rawValue) rule: \(failure.reason)" }
    var parts: [String] = []
    if let consensus { parts.append("agrees \(Self.percent(consensus)) with the other answers") }
    if let selection {
      parts.append("\(Self.percent(selection)) with the nodes selected by all")
    }
    if coverage.value != nil {
      let count = coverage.met.count + coverage.missed.count
      let missing =
        coverage.missed.isEmpty ? "" : " (not \(coverage.missed.joined(separator: ", ")))"
      parts.append("meets \(coverage.met.count) of \(count) wishes\(missing)")
    }
    let reason = parts.isEmpty ? "nothing to compare with" : parts.joined(separator: ", ")
    return "Metric \(Self.percent(metric)): \(reason)."
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
