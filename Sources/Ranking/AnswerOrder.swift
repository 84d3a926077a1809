import WorkflowGraph

/// The order of answers to one prompt; total, so that the same answers always stand alike.
///
/// Score, then fewer repairs, fewer warnings, higher mean log-probability per token (unknown
/// last), fewer nodes, lower number.
public struct AnswerOrder: Comparable, Sendable {
  private let score: Double
  private let repairs: Int
  private let warnings: Int
  private let logProbability: Double
  private let nodes: Int
  private let number: Int

  /// The place of a scored answer.
  public init(_ answer: AnswerForRanking, _ score: Score) {
    self.score = score.value
    repairs = answer.repairs
    warnings = answer.warnings
    let probability = answer.meanLogProbability ?? -.infinity
    logProbability = probability.isNaN ? -.infinity : probability
    nodes = answer.workflow?.nodes.count ?? Int.max
    number = answer.number
  }

  /// Whether `left` stands before `right`.
  public static func < (left: AnswerOrder, right: AnswerOrder) -> Bool {
    if left.score != right.score { return left.score > right.score }
    if left.repairs != right.repairs { return left.repairs < right.repairs }
    if left.warnings != right.warnings { return left.warnings < right.warnings }
    if left.logProbability != right.logProbability {
      return left.logProbability > right.logProbability
    }
    if left.nodes != right.nodes { return left.nodes < right.nodes }
    return left.number < right.number
  }
}
