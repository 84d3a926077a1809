public import Generation
public import JSON
public import KnowledgeBase
public import Validation
public import WorkflowGraph

/// What a server would say of a completed answer; never called a pass rate, since nothing runs.
public struct StaticPass: Equatable, Sendable {
  /// The server would answer 200: at least one output is good.
  public var isAccepted: Bool
  /// No node has an error.
  public var isClean: Bool
  /// Clean, and nightloom's own stricter rules find no error either.
  public var passesGate: Bool

  /// Makes a verdict.
  public init(isAccepted: Bool, isClean: Bool, passesGate: Bool) {
    self.isAccepted = isAccepted
    self.isClean = isClean
    self.passesGate = passesGate
  }

  /// What a server would say.
  public init(_ verdict: Verdict) {
    self.init(
      isAccepted: verdict.status != .rejected, isClean: verdict.isClean,
      passesGate: verdict.passesGate)
  }

  /// An answer that cannot be read.
  public static let failed = StaticPass(isAccepted: false, isClean: false, passesGate: false)
}

/// Completes and checks answers.
///
/// The workflow gets its missing values by ``CompactForm/complete(_:words:seed:)`` first. Of nodes
/// that are only partly known nothing but links is checked; ``isExactTier(_:)`` tells those apart.
public struct StaticPassChecker: Sendable {
  private let catalog: NodeCatalog
  private let compact: CompactForm
  private let validator: PromptValidator
  private let completion: AnswerCompletion

  /// Prepares for one catalog.
  ///
  /// - Parameters:
  ///   - catalog: The node knowledge base.
  ///   - hooks: The content of `hooks.json`, or `null`.
  ///   - producers: Says which nodes repair may add; without it, it adds none.
  public init(catalog: NodeCatalog, hooks: JSONValue, producers: ProducerIndex? = nil) {
    self.catalog = catalog
    compact = CompactForm(catalog: catalog)
    validator = PromptValidator(catalog: catalog, hooks: HookTable(hooks), options: .answer)
    completion = AnswerCompletion(validator: validator, producers: producers)
  }

  /// Completes `workflow` for `prompt` and checks it.
  public func check(_ workflow: Workflow, prompt: String) -> StaticPass {
    let complete = compact.complete(workflow, words: PromptWords(prompt: prompt), seed: 1)
    return StaticPass(validator.validate(complete.workflow))
  }

  /// Completes and mends `workflow` as generation does.
  public func completed(_ workflow: Workflow, prompt: String) -> AnswerCompletion.Completed {
    completion.complete(workflow, words: PromptWords(prompt: prompt), seed: 1)
  }

  /// The workflow as a perfect model would write it, to show what completion costs.
  public func abbreviated(_ workflow: Workflow) -> Workflow { compact.abbreviate(workflow) }

  /// Whether the definition of every node is exact, so that the verdict covers all of it.
  public func isExactTier(_ workflow: Workflow) -> Bool {
    workflow.nodes.allSatisfy { node in
      catalog[node.classType].map { $0.tier != .observed } ?? false
    }
  }
}
