public import Validation
public import WorkflowGraph

/// What ranking needs to know of one answer.
public struct AnswerForRanking: Equatable, Sendable {
  /// Where the answer comes from.
  public enum Source: String, Sendable {
    /// Sampled from the language model.
    case model
    /// A workflow of the knowledge base as it is; no evidence for others.
    case library
  }

  /// The sample's number, unique among the answers to one prompt.
  public var number: Int
  /// Where it comes from.
  public var source: Source
  /// The class types of the selected-nodes part; `nil` when no list could be read.
  public var selectedNodes: [String]?
  /// Why the response could not be taken apart, or `nil`.
  public var formatProblem: String?
  /// The workflow, after repair if there was one; `nil` when the code gave none.
  public var workflow: Workflow?
  /// Why there is no workflow, or `nil`.
  public var codeProblem: String?
  /// The class types that were offered to this answer.
  public var candidates: Set<String>
  /// What validation says of the workflow.
  public var verdict: Verdict?
  /// How many changes rules made.
  public var repairs: Int
  /// How many findings below an error there are.
  public var warnings: Int
  /// Mean log-probability per token; `nil` when the model did not write it.
  public var meanLogProbability: Double?
  /// What was known before it was written; `nil` when it is a known workflow itself.
  public var familiarity: Familiarity?

  /// Makes an answer.
  public init(
    number: Int, source: Source = .model, selectedNodes: [String]? = nil,
    formatProblem: String? = nil, workflow: Workflow? = nil, codeProblem: String? = nil,
    candidates: Set<String> = [], verdict: Verdict? = nil, repairs: Int = 0, warnings: Int = 0,
    meanLogProbability: Double? = nil, familiarity: Familiarity? = nil
  ) {
    self.number = number
    self.source = source
    self.selectedNodes = selectedNodes
    self.formatProblem = formatProblem
    self.workflow = workflow
    self.codeProblem = codeProblem
    self.candidates = candidates
    self.verdict = verdict
    self.repairs = repairs
    self.warnings = warnings
    self.meanLogProbability = meanLogProbability
    self.familiarity = familiarity
  }
}
