public import KnowledgeBase
public import WorkflowGraph

/// One place of a ranking: an answer, and the answers with the same graph.
public struct RankedAnswer: Equatable, Sendable {
  /// The best of the answers with this graph.
  public let answer: AnswerForRanking
  /// Its score.
  public let score: Score
  /// The numbers of all model answers with this graph, its own included, ascending.
  public let foundAs: [Int]
  /// What the policy finds in it.
  public let policy: [PolicyFinding]
}

/// All answers to one prompt in order.
public struct RankedAnswers: Equatable, Sendable {
  /// Best first; answers that failed a rule stand behind.
  public let answers: [RankedAnswer]
  /// How many model answers there were.
  public let sampled: Int
  /// Why another attempt is advised, or `nil`.
  public let retryReason: String?

  /// The ranking of no answers.
  public static let none = RankedAnswers(answers: [], sampled: 0, retryReason: nil)

  /// The best answer that passed all rules, or `nil`.
  public var best: RankedAnswer? { answers.first { $0.score.failure == nil } }
}

/// Ranks the answers to one prompt without gold.
///
/// Source: ours. Of the paper's reward only the vetoes remain without gold; the rest says how
/// much the answers agree with each other and with the instruction's words.
public struct AnswerRanking: Sendable {
  /// How much the parts count.
  public var weights: ScoreWeights
  /// Below this M another attempt is advised, and a library answer may stand first.
  public var retryBelow: Double
  private let catalog: NodeCatalog
  private let policy: WorkflowPolicy

  /// Prepares for one catalog.
  public init(
    catalog: NodeCatalog, policy: WorkflowPolicy = WorkflowPolicy(),
    weights: ScoreWeights = ScoreWeights(), retryBelow: Double = 0.6
  ) {
    self.catalog = catalog
    self.policy = policy
    self.weights = weights
    self.retryBelow = retryBelow
  }

  /// Ranks all answers sampled for one prompt, over all attempts.
  ///
  /// - Parameters:
  ///   - answers: The answers; numbers must be unique.
  ///   - requested: How many answers were asked for; with one, consensus is left out.
  ///   - concepts: The concepts of the instruction.
  /// - Returns: The answers in order, equal graphs merged.
  /// - Complexity: O(answers² x one comparison).
  public func rank(
    _ answers: [AnswerForRanking], requested: Int, concepts: [Concept]
  ) -> RankedAnswers {
    let findings = answers.map { answer in
      answer.workflow.map { policy.findings(in: $0, catalog) } ?? []
    }
    let failures = zip(answers, findings).map { answer, found in
      Gates.firstFailure(answer, blocking: policy.mode == .block ? found : [])
    }
    let passed = answers.indices.filter { failures[$0] == nil }
    let consensus = Consensus(passed.map { answers[$0].workflow ?? Workflow() })
    let pool = passed.indices.filter { answers[passed[$0]].source == .model }
    let selection = SelectionAgreement(
      answers.filter { $0.source == .model }.compactMap(\.selectedNodes))
    let coverage = Coverage(concepts, catalog: catalog)
    var scores = failures.map { $0.map(Score.init(failure:)) }
    for (place, index) in passed.enumerated() {
      let workflow = answers[index].workflow ?? Workflow()
      let known = answers[index].familiarity
      scores[index] = Score(
        ScoreParts(
          consensus: requested > 1 ? consensus.value(of: place, pool: pool) : nil,
          selection: selection.value(of: Set(workflow.nodes.map(\.classType))),
          probability: answers[index].meanLogProbability.flatMap(Self.probability),
          usualness: known?.usualness(of: workflow), example: known?.likeness(of: workflow)),
        coverage: coverage.result(of: workflow), weights: weights)
    }
    let scored = answers.indices.compactMap { index in
      scores[index].map {
        Entry(answer: answers[index], score: $0, policy: findings[index])
      }
    }
    return assembled(scored, consensus, passed)
  }

  private static func probability(_ logarithm: Double) -> Double? {
    logarithm.isNaN ? nil : Logistic.exponential(logarithm)
  }

  private struct Entry {
    var answer: AnswerForRanking
    var score: Score
    var policy: [PolicyFinding]
    var order: AnswerOrder { AnswerOrder(answer, score) }
  }

  private func assembled(
    _ entries: [Entry], _ consensus: Consensus, _ passed: [Int]
  ) -> RankedAnswers {
    let placeOf = Dictionary(uniqueKeysWithValues: passed.enumerated().map { ($1, $0) })
    let sorted = libraryHeldBack(
      entries.indices.sorted { entries[$0].order < entries[$1].order }, entries)
    var groups: [[Int]] = []
    for index in sorted {
      let place = placeOf[index]
      let group = groups.firstIndex { members in
        guard let place, let other = placeOf[members[0]] else { return false }
        return consensus.areEqual(place, other)
      }
      if let group { groups[group].append(index) } else { groups.append([index]) }
    }
    let ranked = groups.map { members in
      RankedAnswer(
        answer: entries[members[0]].answer, score: entries[members[0]].score,
        foundAs: members.map { entries[$0].answer }.filter { $0.source == .model }.map(\.number)
          .sorted(),
        policy: entries[members[0]].policy)
    }
    return RankedAnswers(
      answers: ranked, sampled: entries.count { $0.answer.source == .model },
      retryReason: retryReason(entries))
  }

  /// Puts the best model answer first when it is good enough and a library answer stands there.
  private func libraryHeldBack(_ sorted: [Int], _ entries: [Entry]) -> [Int] {
    guard let first = sorted.first, entries[first].answer.source == .library,
      let model = sorted.first(where: { isGood(entries[$0]) })
    else { return sorted }
    return [model] + sorted.filter { $0 != model }
  }

  private func isGood(_ entry: Entry) -> Bool {
    entry.answer.source == .model && entry.score.failure == nil && entry.score.metric >= retryBelow
  }

  private func retryReason(_ entries: [Entry]) -> String? {
    let models = entries.filter { $0.answer.source == .model }
    let passed = models.filter { $0.score.failure == nil }
    guard let best = passed.map(\.score.metric).max() else {
      let gates = Gate.allCases.compactMap { gate -> String? in
        let count = models.count { $0.score.failure?.gate == gate }
        return count > 0 ? "\(gate.rawValue) \(count)" : nil
      }
      let counts = gates.isEmpty ? "" : " (failed: \(gates.joined(separator: ", ")))"
      return "None of \(models.count) answers passed all rules\(counts)."
    }
    guard best < retryBelow else { return nil }
    return "The best metric, \(Self.percent(best)), is below \(Self.percent(retryBelow))."
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
