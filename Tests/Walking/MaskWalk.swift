import Foundation
public import Generation
import Sampling
public import TestSupport
import Tokenization
import Validation
import WorkflowCode
public import WorkflowGraph

/// One answer of a model that knows nothing: every token that the mask allows is equally likely,
/// but for the length of the plan.
///
/// The plan is free text, which such a model would hardly ever end; how it goes is drawn beforehand.
public struct MaskWalk: Sendable {
  /// The class types offered.
  public let candidates: [String]
  /// The tokens that the answer might have.
  public let budget: Int
  /// What was written.
  public let text: String
  /// Tokens written, the end included.
  public let tokens: Int
  /// The complete workflow; `nil` when there is none.
  public let workflow: Workflow?
  /// What is wrong; `nil` when the answer is clean as it was written.
  public let failure: String?

  /// The most tokens of a walk whose shortest way is not longer.
  public static let largestBudget = 1_500

  /// Offers up to 30 random class types and walks until the answer ends or its budget is used up.
  ///
  /// The logarithm of the budget is uniform, from the fewest tokens that are sure to be enough to
  /// ``largestBudget``.
  public init(_ world: WalkWorld, using random: inout TestGenerator) {
    let count = Int.random(in: 1...30, using: &random)
    candidates = (0..<count).compactMap { _ in world.classTypes.randomElement(using: &random) }
    let start = world.constraint(candidates)
    let least = start.minimumTokens
    let span = Double(max(Self.largestBudget, least)) / Double(least)
    budget = Int(Double(least) * pow(span, Double.random(in: 0...1, using: &random)))
    var walker = Walker(
      world, start, budget: budget)
    walker.walk(using: &random)
    text = world.encoder.text(of: walker.ids)
    tokens = walker.ids.count
    guard walker.constraint.isFinished else {
      workflow = nil
      failure = walker.isStuck ? "no token is allowed" : "no end within the budget"
      return
    }
    (workflow, failure) = Self.judge(text, world)
  }

  /// Where the mask forbids what a response says: the text up to and with the first such token.
  public static func firstForbidden(
    _ response: Response, candidates: [String], _ world: WalkWorld
  ) -> String? {
    var constraint = world.constraint(candidates)
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

/// Writes tokens until an answer ends.
private struct Walker {
  private let world: WalkWorld
  private let budget: Int
  private var mask: TokenMask
  private(set) var constraint: WorkflowConstraint
  private(set) var ids: [Int32] = []
  /// Whether no token was allowed.
  private(set) var isStuck = false

  init(_ world: WalkWorld, _ start: WorkflowConstraint, budget: Int) {
    self.world = world
    self.budget = budget
    constraint = start
    mask = TokenMask(capacity: world.encoder.tokenizer.vocabulary.count)
  }

  mutating func walk(using random: inout TestGenerator) {
    while !constraint.isFinished, ids.count < budget, !isStuck {
      constraint.allowedTokens(into: &mask, remainingTokens: budget - ids.count)
      guard let token = anyAllowed(using: &random) else {
        isStuck = true
        return
      }
      ids.append(token)
      constraint.accept(token: token)
    }
  }

  /// A token of the mask, each as likely as the others.
  private func anyAllowed(using random: inout TestGenerator) -> Int32? {
    guard mask.count * 8 > mask.capacity else { return mask.tokens.randomElement(using: &random) }
    while true {
      let token = Int32.random(in: 0..<Int32(mask.capacity), using: &random)
      if mask.contains(token) { return token }
    }
  }
}
