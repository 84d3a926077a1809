public import JSON
import WorkflowGraph

/// The figures of one system: estimates by key.
///
/// Keys are stable and fit for files: `fv`, `node.f1`, `parsed.graph.recall`,
/// `size.8-15.node.f1` and so on. Shares are in [0, 1].
public struct Figures: Equatable, Sendable {
  /// The keys in the order in which they were made.
  public private(set) var keys: [String] = []
  private var estimates: [String: Estimate] = [:]

  /// The estimate of a key; `nil` when no sample has a value.
  public subscript(key: String) -> Estimate? { estimates[key] }

  /// The numbers of answers at which the curve of the best of N is measured: powers of two and all.
  public static func curveCounts(_ answers: Int) -> [Int] {
    var counts: [Int] = []
    var count = 1
    while count < answers {
      counts.append(count)
      count *= 2
    }
    return answers > 0 ? counts + [answers] : []
  }

  mutating func add(_ key: String, _ estimate: Estimate?) {
    guard let estimate else { return }
    if estimates[key] == nil { keys.append(key) }
    estimates[key] = estimate
  }

  /// `{key: {mean, low, high, count}}`.
  public var json: JSONValue {
    .object(
      JSONObject(
        keys.compactMap { key in
          estimates[key].map { estimate in
            (
              key,
              [
                "mean": .double(estimate.mean), "low": .double(estimate.low),
                "high": .double(estimate.high), "count": .int(estimate.count),
              ]
            )
          }
        }))
  }
}

/// Turns the scores of all samples into figures.
struct FigureMaker {
  let samples: [EvaluationSample]
  let bootstrap: Bootstrap

  /// All figures of the first answers.
  func figures(_ scores: [AnswerScore]) -> Figures {
    var figures = Figures()
    addValidity(scores, &figures)
    addComparisons(scores, &figures)
    addPasses(scores, &figures)
    addHallucinations(scores, &figures)
    addSubsets(scores, &figures)
    return figures
  }

  /// Adds the best of several answers, and the mean of all of them.
  func addOracle(_ scores: [[AnswerScore]], to figures: inout Figures) {
    guard scores.contains(where: { !$0.isEmpty }) else { return }
    let best = scores.map { answers in
      // `max` takes the last of equals; the first is wanted.
      answers.reversed().max { $0.likeness < $1.likeness } ?? AnswerScore()
    }
    add("oracle.fv", best, &figures) { $0.format.isValid ? 1 : 0 }
    addTriples("oracle.", best, &figures) { $0.zeroedUnlessValid($1) }
    add("oracle.static.clean", best, &figures) { $0.pass.isClean ? 1 : 0 }
    addCurve(scores, to: &figures)
    for (key, value) in [
      ("sampled.node.f1", { $0.zeroedUnlessValid($0.node).f1 }),
      ("sampled.graph.f1", { $0.zeroedUnlessValid($0.graph).f1 }),
      ("sampled.fv", { $0.format.isValid ? 1 : 0 }),
      ("sampled.static.gate", { $0.pass.passesGate ? 1 : 0 }),
    ] as [(String, (AnswerScore) -> Double)] {
      figures.add(
        key,
        bootstrap.estimate(
          scores.map { answers in
            answers.isEmpty
              ? nil : answers.reduce(0) { $0 + value($1) } / Double(answers.count)
          }))
    }
  }

  /// Adds what the best of the first 1, 2, 4, … answers reaches, under `best.N.`.
  private func addCurve(_ scores: [[AnswerScore]], to figures: inout Figures) {
    for count in Figures.curveCounts(scores.map(\.count).max() ?? 0) {
      let best = scores.map { answers in
        answers.prefix(count).reversed().max { $0.likeness < $1.likeness } ?? AnswerScore()
      }
      add("best.\(count).node.f1", best, &figures) { $0.zeroedUnlessValid($0.node).f1 }
      add("best.\(count).graph.f1", best, &figures) { $0.zeroedUnlessValid($0.graph).f1 }
    }
  }

  /// Adds the answers that a rule chose without knowing gold, one a sample.
  func addChoice(of rule: String, _ scores: [AnswerScore], to figures: inout Figures) {
    let prefix = "choice.\(rule)."
    add(prefix + "fv", scores, &figures) { $0.format.isValid ? 1 : 0 }
    addTriples(prefix, scores, &figures) { $0.zeroedUnlessValid($1) }
    add(prefix + "static.clean", scores, &figures) { $0.pass.isClean ? 1 : 0 }
    figures.add(
      prefix + "human.node.f1",
      bootstrap.estimate(
        zip(samples, scores).map { $0.isHumanPrompt ? $1.zeroedUnlessValid($1.node).f1 : nil }))
    figures.add(
      prefix + "human.graph.f1",
      bootstrap.estimate(
        zip(samples, scores).map { $0.isHumanPrompt ? $1.zeroedUnlessValid($1.graph).f1 : nil }))
  }

  // MARK: - Groups

  private func add(
    _ key: String, _ scores: [AnswerScore], _ figures: inout Figures,
    _ value: (AnswerScore) -> Double?
  ) {
    figures.add(key, bootstrap.estimate(scores.map(value)))
  }

  private func addValidity(_ scores: [AnswerScore], _ figures: inout Figures) {
    let conditions: [(String, (AnswerScore) -> Bool)] = [
      ("fv", { $0.format.isValid }), ("fv_candidates", { $0.format.isValidWithCandidates }),
      ("format.tags", { $0.format.areTagsPresent }), ("format.strict", { $0.format.isStrict }),
      ("format.parsed", { $0.format.isParsed }), ("format.names", { $0.format.areNamesKnown }),
      ("format.graph", { $0.format.isGraph }), ("truncated", { !$0.isComplete }),
      ("graph.inexact", { !$0.isExact }),
    ]
    for (key, holds) in conditions { add(key, scores, &figures) { holds($0) ? 1 : 0 } }
    add("tokens", scores, &figures) { $0.tokens.map(Double.init) }
    add("nodes", scores, &figures) { $0.format.isParsed ? Double($0.nodes) : nil }
  }

  private func addComparisons(_ scores: [AnswerScore], _ figures: inout Figures) {
    addTriples("", scores, &figures) { $0.zeroedUnlessValid($1) }
    addTriples("parsed.", scores, &figures) { $1 }
    addTriple("worfeval.node", scores, &figures) { $0.worfNode }
    addTriple("worfeval.graph", scores, &figures) { $0.worfGraph }
  }

  private func addTriples(
    _ prefix: String, _ scores: [AnswerScore], _ figures: inout Figures,
    _ rule: @escaping (AnswerScore, ShareTriple) -> ShareTriple
  ) {
    addTriple(prefix + "node", scores, &figures) { rule($0, $0.node) }
    addTriple(prefix + "graph", scores, &figures) { rule($0, $0.graph) }
    addTriple(prefix + "type", scores, &figures) { rule($0, $0.type) }
  }

  private func addTriple(
    _ key: String, _ scores: [AnswerScore], _ figures: inout Figures,
    _ triple: (AnswerScore) -> ShareTriple
  ) {
    let triples = scores.map(triple)
    figures.add(key + ".precision", bootstrap.estimate(triples.map(\.precision)))
    figures.add(key + ".recall", bootstrap.estimate(triples.map(\.recall)))
    figures.add(key + ".f1", bootstrap.estimate(triples.map(\.f1)))
  }

  private func addPasses(_ scores: [AnswerScore], _ figures: inout Figures) {
    for (prefix, pass) in [
      ("static.", { $0.pass }), ("repaired.static.", { $0.repairedPass }),
    ] as [(String, (AnswerScore) -> StaticPass)] {
      add(prefix + "accepted", scores, &figures) { pass($0).isAccepted ? 1 : 0 }
      add(prefix + "clean", scores, &figures) { pass($0).isClean ? 1 : 0 }
      add(prefix + "gate", scores, &figures) { pass($0).passesGate ? 1 : 0 }
      add(prefix + "clean_exact_tier", scores, &figures) { score in
        score.isExactTier == true ? (pass(score).isClean ? 1 : 0) : nil
      }
    }
    add("repaired", scores, &figures) { $0.isRepaired ? 1 : 0 }
    add("placed.values", scores, &figures) { $0.placement.values }
    add("placed.words", scores, &figures) { $0.placement.words.map { $0 ? 1 : 0 } }
    add("placed.deeds", scores, &figures) { $0.placement.deeds }
    add("placed.idle", scores, &figures) { $0.placement.isIdle.map { $0 ? 1 : 0 } }
    add("exact_tier", scores, &figures) { $0.isExactTier.map { $0 ? 1 : 0 } }
  }

  private func addHallucinations(_ scores: [AnswerScore], _ figures: inout Figures) {
    for (level, count) in [
      ("name_unknown", \.unknownNames), ("name_not_offered", \.foreignNames),
      ("input_name", \.inputNames), ("output_slot", \.slots), ("link_type", \.linkTypes),
    ] as [(String, KeyPath<Hallucinations, Int>)] {
      add("hallucination." + level, scores, &figures) {
        $0.hallucinations[keyPath: count] > 0 ? 1 : 0
      }
    }
  }

  /// The main figures by number of gold nodes, by kind of wish, and of curated workflows alone.
  private func addSubsets(_ scores: [AnswerScore], _ figures: inout Figures) {
    for bucket in SizeBucket.allCases {
      addSubset("size.\(bucket.rawValue).", scores, &figures) {
        SizeBucket(nodes: $0.gold.nodes.count) == bucket
      }
    }
    addSubset("prompt.human.", scores, &figures) { $0.isHumanPrompt }
    addSubset("prompt.rule.", scores, &figures) { !$0.isHumanPrompt }
    addSubset("curated.", scores, &figures) { $0.isCurated }
  }

  private func addSubset(
    _ prefix: String, _ scores: [AnswerScore], _ figures: inout Figures,
    _ isIncluded: (EvaluationSample) -> Bool
  ) {
    for (key, value) in [
      ("fv", { $0.format.isValid ? 1 : 0 }),
      ("node.f1", { $0.zeroedUnlessValid($0.node).f1 }),
      ("graph.f1", { $0.zeroedUnlessValid($0.graph).f1 }),
      ("type.f1", { $0.zeroedUnlessValid($0.type).f1 }),
      ("static.clean", { $0.pass.isClean ? 1 : 0 }),
    ] as [(String, (AnswerScore) -> Double)] {
      figures.add(
        prefix + key,
        bootstrap.estimate(
          zip(samples, scores).map { isIncluded($0) ? value($1) : nil }))
    }
  }
}
