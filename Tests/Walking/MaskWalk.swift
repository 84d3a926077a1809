public import Generation
import Sampling
public import TestSupport
import Tokenization
import Validation
import WorkflowCode
public import WorkflowGraph

/// One answer of a model that knows nothing: every token that the mask allows is equally likely.
public struct MaskWalk: Sendable {
  /// The class types offered.
  public let candidates: [String]
  /// What was written.
  public let text: String
  /// Tokens written, the end included.
  public let tokens: Int
  /// The complete workflow; `nil` when there is none.
  public let workflow: Workflow?
  /// What is wrong; `nil` when the answer is clean as it was written.
  public let failure: String?

  /// Offers up to 30 random class types.
  public init(_ world: WalkWorld, budget: Int, using random: inout TestGenerator) {
    let count = Int.random(in: 1...30, using: &random)
    let candidates = (0..<count).compactMap { _ in world.classTypes.randomElement(using: &random) }
    self.init(world, candidates: candidates, budget: budget, using: &random)
  }

  /// Walks until the answer ends or `budget` tokens are written.
  public init(
    _ world: WalkWorld, candidates: [String], budget: Int, using random: inout TestGenerator
  ) {
    self.candidates = candidates
    var constraint = WorkflowConstraint(
      vocabulary: world.vocabulary, catalog: world.catalog, identifiers: world.identifiers,
      candidates: candidates, supply: world.supply)
    var mask = TokenMask(capacity: world.encoder.tokenizer.vocabulary.count)
    var ids: [Int32] = []
    var isStuck = false
    while !constraint.isFinished, ids.count < budget, !isStuck {
      constraint.allowedTokens(into: &mask, remainingTokens: budget - ids.count)
      if let token = mask.tokens.randomElement(using: &random) {
        ids.append(token)
        constraint.accept(token: token)
      } else {
        isStuck = true
      }
    }
    text = world.encoder.text(of: ids)
    tokens = ids.count
    guard constraint.isFinished else {
      workflow = nil
      failure = isStuck ? "no token is allowed" : "no end within the budget"
      return
    }
    (workflow, failure) = Self.judge(text, world)
  }

  /// Where the mask forbids what a response says: the text up to and with the first such token.
  public static func firstForbidden(
    _ response: Response, candidates: [String], _ world: WalkWorld
  ) -> String? {
    var constraint = WorkflowConstraint(
      vocabulary: world.vocabulary, catalog: world.catalog, identifiers: world.identifiers,
      candidates: candidates, supply: world.supply)
    let ids = world.encoder.response(response)
    var mask = TokenMask(capacity: world.encoder.tokenizer.vocabulary.count)
    for (place, token) in ids.enumerated() {
      constraint.allowedTokens(into: &mask, remainingTokens: 40_000 - place)
      guard mask.contains(token) else {
        return world.encoder.text(of: Array(ids[max(0, place - 30)...place]))
      }
      constraint.accept(token: token)
    }
    return nil
  }

  /// What is wrong with a finished answer.
  private static func judge(_ text: String, _ world: WalkWorld) -> (Workflow?, String?) {
    let parts = TranscriptParser.parts(of: text, isKnown: world.catalog.contains)
    guard let response = parts.response else { return (nil, "the parts are not all there") }
    let lowered = world.lowering.read(response.code)
    guard let workflow = lowered.workflow, lowered.diagnostics.isEmpty else {
      return (nil, "code: \(lowered.diagnostics.first?.description ?? "no workflow")")
    }
    let used = Set(workflow.nodes.map(\.classType))
    if Set(response.selectedNodes) != used {
      let idle = Set(response.selectedNodes).subtracting(used).sorted()
      return (workflow, "selected but not used: \(idle); used: \(used.count)")
    }
    let completed = world.completion.complete(
      workflow, words: PromptWords(prompt: "a fox in the snow"), seed: 1)
    if let first = completed.repairs.first { return (completed.workflow, "repaired: \(first)") }
    let verdict = completed.verdict
    if verdict.passesGate { return (completed.workflow, nil) }
    let issue =
      verdict.issues.first.map { "\($0.kind.rawValue) \($0.classType ?? "") \($0.inputName ?? "")" }
      ?? verdict.stricter.first { $0.level == .error }.map {
        "\($0.kind.rawValue) \($0.classType ?? "") \($0.inputName ?? "")"
      } ?? verdict.errorType?.rawValue ?? verdict.status.rawValue
    return (completed.workflow, issue)
  }
}
