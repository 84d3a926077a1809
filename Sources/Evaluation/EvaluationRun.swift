/// What a system answers to one sample.
public struct SampleAnswers: Sendable {
  /// The answer the main figures look at.
  public var first: GivenAnswer
  /// Further answers, for the oracle.
  public var further: [GivenAnswer]
  /// Which of the further answers each rule would choose without knowing gold, by the rule's name.
  public var choices: [String: Int]

  /// Gathers answers.
  public init(
    first: GivenAnswer, further: [GivenAnswer] = [], choices: [String: Int] = [:]
  ) {
    self.first = first
    self.further = further
    self.choices = choices
  }
}

/// Lets systems answer a set and makes one row of figures for each.
///
/// Samples are answered one after the other, in their order. The intervals of all rows stand on
/// the same resampled sets, so rows can be compared.
public struct EvaluationRun {
  private let set: EvaluationSet
  private let scorer: AnswerScorer
  private let maker: FigureMaker
  private let bootstrap: Bootstrap
  private let clock: () -> Double

  /// Prepares.
  ///
  /// - Parameters:
  ///   - set: The samples.
  ///   - scorer: Scores the answers.
  ///   - bootstrap: The resampled sets, as many places as samples.
  ///   - clock: Seconds since some moment.
  public init(
    _ set: EvaluationSet, scorer: AnswerScorer, bootstrap: Bootstrap,
    clock: @escaping () -> Double
  ) {
    self.set = set
    self.scorer = scorer
    self.bootstrap = bootstrap
    maker = FigureMaker(samples: set.samples, bootstrap: bootstrap)
    self.clock = clock
  }

  /// Lets one system answer all samples.
  ///
  /// - Parameters:
  ///   - name: The row's name in tables.
  ///   - progress: Told after each sample how many are done.
  ///   - answer: Answers a sample.
  /// - Returns: The system's row.
  /// - Throws: What `answer` throws.
  public func row(
    named name: String, progress: (Int) -> Void = { _ in },
    answering answer: (EvaluationSample) throws -> SampleAnswers
  ) rethrows -> EvaluationRow {
    var first: [AnswerScore] = []
    var further: [[AnswerScore]] = []
    var chosen: [String: [AnswerScore]] = [:]
    var row = EvaluationRow(name: name, samples: SampleFigures(ids: set.samples.map(\.id)))
    for (index, sample) in set.samples.enumerated() {
      let start = clock()
      let answers = try answer(sample)
      row.seconds += clock() - start
      first.append(scorer.score(answers.first, for: sample))
      let scores = answers.further.map { scorer.score($0, for: sample) }
      further.append(scores)
      for (rule, place) in answers.choices where scores.indices.contains(place) {
        chosen[rule, default: []].append(scores[place])
      }
      let tokens = ([answers.first] + answers.further).reduce(0) { $0 + ($1.tokens ?? 0) }
      row.tokens += tokens
      if case .none = answers.first.content { row.unanswered += 1 }
      progress(index + 1)
    }
    row.figures = maker.figures(first)
    for (key, value) in Self.pairedFigures + Self.pairedShares {
      row.samples.set(key, first.map(value))
    }
    row.figures.add(
      "gain.repair.static.clean",
      row.samples.difference("repaired.static.clean", over: row.samples, "static.clean", bootstrap))
    maker.addOracle(further, to: &row.figures)
    if further.allSatisfy({ !$0.isEmpty }) {
      for (key, value) in Self.pairedFigures {
        row.samples.set(
          "sampled." + key,
          further.map { $0.reduce(0) { $0 + value($1) } / Double($0.count) })
      }
    }
    for (rule, scores) in chosen.sorted(by: { $0.key < $1.key })
    where scores.count == set.samples.count {
      maker.addChoice(of: rule, scores, to: &row.figures)
      row.choiceRules.append(rule)
      for (key, value) in Self.pairedFigures {
        row.samples.set("choice.\(rule)." + key, scores.map(value))
      }
    }
    addGains(to: &row)
    row.oracleAnswers = further.map(\.count).max() ?? 0
    row.distinctClassTypes = Set(first.filter(\.format.isValid).flatMap(\.classTypes)).count
    return row
  }

  /// What is kept of every sample.
  private static let pairedFigures: [(String, @Sendable (AnswerScore) -> Double)] = [
    ("node.f1", { $0.zeroedUnlessValid($0.node).f1 }),
    ("graph.f1", { $0.zeroedUnlessValid($0.graph).f1 }),
  ]

  /// What is kept beside it of the first answers.
  private static let pairedShares: [(String, @Sendable (AnswerScore) -> Double)] = [
    ("fv", { $0.format.isValid ? 1 : 0 }), ("static.clean", { $0.pass.isClean ? 1 : 0 }),
    ("repaired.static.clean", { $0.repairedPass.isClean ? 1 : 0 }),
  ]

  /// What each rule gains over a random answer and over the other rules.
  private func addGains(to row: inout EvaluationRow) {
    for rule in row.choiceRules {
      let others = row.choiceRules.filter { $0 != rule }.map { (name: $0, prefix: "choice.\($0).") }
      for other in [(name: "a random answer", prefix: "sampled.")] + others {
        for (key, _) in Self.pairedFigures {
          row.figures.add(
            "gain.\(rule).over \(other.name).\(key)",
            row.samples.difference(
              "choice.\(rule).\(key)", over: row.samples, other.prefix + key, bootstrap))
        }
      }
    }
  }

  /// The rows of the systems without a model, and of gold itself.
  ///
  /// Gold is abbreviated as the model is taught to write it: its static pass is the most that
  /// completion allows.
  public func baselineRows(_ baselines: Baselines, _ kinds: [Baseline]) -> [EvaluationRow] {
    kinds.map { kind in
      row(named: kind.rawValue) { SampleAnswers(first: baselines.answer(kind, for: $0)) }
    } + [
      row(named: "gold, abbreviated") { sample in
        SampleAnswers(first: GivenAnswer(.workflow(scorer.checker.abbreviated(sample.gold))))
      }
    ]
  }
}

/// One system's figures.
public struct EvaluationRow: Sendable {
  /// The system.
  public var name: String
  /// The main figures of every sample.
  public var samples: SampleFigures
  /// The figures of the first answers, and of the oracle where there are further ones.
  public var figures = Figures()
  /// Seconds spent answering.
  public var seconds = 0.0
  /// Tokens written, all answers together.
  public var tokens = 0
  /// Samples without an answer.
  public var unanswered = 0
  /// Answers that the oracle could choose from.
  public var oracleAnswers = 0
  /// The rules that chose among the further answers, see ``Figures`` under `choice.`.
  public var choiceRules: [String] = []
  /// Distinct class types among valid first answers.
  public var distinctClassTypes = 0

  /// Tokens a second; `nil` when no token is known.
  public var tokensPerSecond: Double? {
    tokens > 0 && seconds > 0 ? Double(tokens) / seconds : nil
  }
}
