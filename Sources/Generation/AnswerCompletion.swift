public import KnowledgeBase
public import Validation
public import WorkflowGraph

/// Turns what the model wrote into what ComfyUI needs.
///
/// Dead nodes go, missing values come. If rules still find an error, the whole of what was written
/// is completed and mended instead, since a node may only be dead because a link is wrong.
public struct AnswerCompletion: Sendable {
  private let validator: PromptValidator
  private let compact: CompactForm
  private let repair: RuleRepair

  /// Prepares for one catalog.
  ///
  /// - Parameters:
  ///   - validator: Decides what is wrong.
  ///   - producers: Says which nodes are usual.
  ///   - habits: Says which files are usual.
  public init(
    validator: PromptValidator, producers: ProducerIndex? = nil, habits: FileHabits = FileHabits()
  ) {
    self.validator = validator
    compact = CompactForm(catalog: validator.catalog, habits: habits)
    repair = RuleRepair(validator: validator, producers: producers, habits: habits)
  }

  /// A workflow in full, with what was changed to get there.
  public struct Completed: Sendable {
    /// The workflow.
    public var workflow: Workflow
    /// One sentence for each change of what the model wrote.
    public var repairs: [String]
    /// What the validator says of the workflow.
    public var verdict: Verdict
  }

  /// Completes and mends.
  ///
  /// - Parameters:
  ///   - workflow: What the model wrote.
  ///   - words: The user's words.
  ///   - seed: The workflow's own seed, in 0 ..< 2⁵³.
  /// - Returns: The complete workflow.
  public func complete(_ workflow: Workflow, words: PromptWords, seed: Int) -> Completed {
    let live = repair.droppingDeadNodes(workflow)
    let first = compact.complete(live.workflow, words: words, seed: seed)
    let verdict = validator.validate(first.workflow)
    let completed = Completed(
      workflow: first.workflow,
      repairs: live.repairs.map(\.description) + first.changes.map(\.description),
      verdict: verdict)
    if verdict.passesGate { return completed }
    let whole = compact.complete(workflow, words: words, seed: seed)
    let mended = repair.repair(whole.workflow)
    if mended.repairs.isEmpty { return completed }
    // Nodes that repair added take the seed and the words too.
    let full = compact.complete(mended.workflow, words: words, seed: seed)
    return Completed(
      workflow: full.workflow,
      repairs: whole.changes.map(\.description) + mended.repairs.map(\.description)
        + full.changes.map(\.description),
      verdict: validator.validate(full.workflow))
  }
}
