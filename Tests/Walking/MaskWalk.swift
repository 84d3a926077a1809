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
      world, start, budget: budget, plan: RandomPlan(candidates, world, using: &random))
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
  private let plan: RandomPlan
  private var mask: TokenMask
  /// The tokens of the plan so far; `nil` outside.
  private var planned: Int?
  private(set) var constraint: WorkflowConstraint
  private(set) var ids: [Int32] = []
  /// Whether no token was allowed.
  private(set) var isStuck = false

  init(_ world: WalkWorld, _ start: WorkflowConstraint, budget: Int, plan: RandomPlan) {
    self.world = world
    self.budget = budget
    self.plan = plan
    constraint = start
    mask = TokenMask(capacity: world.encoder.tokenizer.vocabulary.count)
  }

  mutating func walk(using random: inout TestGenerator) {
    while !constraint.isFinished, ids.count < budget, !isStuck {
      constraint.allowedTokens(into: &mask, remainingTokens: budget - ids.count)
      guard let token = next(using: &random) else {
        isStuck = true
        return
      }
      ids.append(token)
      constraint.accept(token: token)
      if token == world.encoder.id(of: .openPrinciple) {
        planned = 0
      } else if token == world.encoder.id(of: .closePrinciple) {
        planned = nil
      } else {
        planned = planned.map { $0 + 1 }
      }
    }
  }

  private func next(using random: inout TestGenerator) -> Int32? {
    guard let planned else { return anyAllowed(using: &random) }
    switch plan {
    case .noise(let length) where planned < length: return anyAllowed(using: &random)
    case .counts(let ids) where planned < ids.count && mask.contains(ids[planned]):
      return ids[planned]
    default:
      let end = world.encoder.id(of: .closePrinciple)
      return mask.contains(end) ? end : nil
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

/// How the plan of a walk goes.
private enum RandomPlan {
  /// Tokens without sense, at most this many.
  case noise(length: Int)
  /// How often some of the candidates shall stand in the program.
  case counts([Int32])

  /// Two in three are noise.
  init(_ candidates: [String], _ world: WalkWorld, using random: inout TestGenerator) {
    guard Int.random(in: 0..<3, using: &random) == 0 else {
      let length = Int.random(in: 0...WorkflowConstraint.principleLimit, using: &random)
      self = .noise(length: length)
      return
    }
    let items = candidates.filter { _ in Bool.random(using: &random) }.map { candidate in
      let count = Int.random(in: 1...4, using: &random)
      return count == 1 ? candidate : "\(candidate) x\(count)"
    }
    self = .counts(world.encoder.tokenizer.encode("Use: \(items.joined(separator: ", "))."))
  }
}
