public import KnowledgeBase
import WorkflowGraph

/// Learns ``NodeScorer``s from described workflows, each retrieved for without its own family.
///
/// A wish's examples are its gold types and the types that the scorer so far puts highest, out of
/// those that single features put high, so that the fit works where the candidate list ends; every
/// fortieth type stands for the rest.
public struct ScorerTraining {
  private let retriever: NodeRetriever
  private let isUsable: (String) -> Bool
  private let wishes: [RetrievalWish]
  private let pools: [Pool]

  /// Rounds in which the examples are chosen anew.
  static let rounds = 5
  /// How many of the highest types a round looks at.
  static let hardTypes = 150
  /// Every how many types one stands for the rest.
  static let stride = 40
  /// λ of the fit, on standardised features.
  static let penalty = 1.0
  /// The most candidates of a wish, by which a scorer is measured.
  public static let candidateLimit = 60

  /// The rows of the catalog that a wish's examples are taken from.
  private struct Pool {
    var rows: [Int]
    var isGold: [Bool]
    /// Whether the row stands for the rest.
    var isSample: [Bool]
    /// (rows, all features), row-major.
    var values: [Float]
  }

  /// Gathers the first look of each wish that has a usable gold type.
  ///
  /// - Parameters:
  ///   - retriever: Knows workflows and definitions; its scorers are not used.
  ///   - wishes: The described workflows.
  ///   - isUsable: Whether a class type can be offered.
  public init(
    _ retriever: NodeRetriever, wishes: [RetrievalWish], usable isUsable: @escaping (String) -> Bool
  ) {
    self.retriever = retriever
    self.isUsable = isUsable
    self.wishes = wishes.filter { wish in
      wish.gold.contains { isUsable($0) && retriever.catalog.contains($0) }
    }
    pools = self.wishes.enumerated().map { number, wish in
      let evidence = retriever.firstLook(
        for: wish.prompt, excluding: [wish.family], usable: isUsable)
      return Self.pool(evidence, wish, number: number, retriever, [.similar, .nodeTextShare])
    }
  }

  /// The number of wishes that serve as examples.
  public var wishCount: Int { wishes.count }

  private static func pool(
    _ evidence: NodeEvidence, _ wish: RetrievalWish, number: Int, _ retriever: NodeRetriever,
    _ features: [NodeFeature]
  ) -> Pool {
    let usable = evidence.isUsable.indices.filter { evidence.isUsable[$0] }
    let high = features.flatMap { feature in
      let column = evidence[feature]
      return usable.sorted { (column[$1], $0) < (column[$0], $1) }.prefix(2 * hardTypes)
    }
    let definitions = retriever.catalog.definitions
    let gold = Set(usable.filter { wish.gold.contains(definitions[$0].classType) })
    let sample = Set(usable.filter { ($0 + number) % stride == 0 })
    let rows = gold.union(sample).union(high).sorted()
    return Pool(
      rows: rows, isGold: rows.map(gold.contains), isSample: rows.map(sample.contains),
      values: values(evidence, rows))
  }

  private static func values(_ evidence: NodeEvidence, _ rows: [Int]) -> [Float] {
    let columns = NodeFeature.allCases.map { evidence[$0] }
    return rows.flatMap { row in columns.map { $0.isEmpty ? 0 : $0[row] } }
  }

  // MARK: - Learning

  /// Learns a scorer from some of the wishes.
  ///
  /// - Parameters:
  ///   - step: Its name and features.
  ///   - families: Families whose wishes are left out.
  /// - Returns: The scorer; weights have six significant digits.
  public func scorer(
    _ step: ScorerSteps.Step, leavingOut families: Set<String> = []
  ) -> NodeScorer {
    let taken = wishes.indices.filter { !families.contains(wishes[$0].family) }
    let first = weights(taken.map { pools[$0] }, step.first)
    guard !step.second.isEmpty else { return NodeScorer(name: step.name, first: first) }
    let closer = taken.map { place in
      var evidence = retriever.firstLook(
        for: wishes[place].prompt, excluding: [wishes[place].family], usable: isUsable)
      retriever.addSecondLook(
        to: &evidence, weights: first, excluding: [wishes[place].family])
      return Self.pool(
        evidence, wishes[place], number: place, retriever, [.firstLook, .companyAny, .companyLift])
    }
    return NodeScorer(name: step.name, first: first, second: weights(closer, step.second))
  }

  private func weights(_ pools: [Pool], _ features: [NodeFeature]) -> [NodeFeature: Double] {
    let places = features.compactMap { NodeFeature.allCases.firstIndex(of: $0) }
    let scaled = Standardized(pools.map { (values: $0.values, count: $0.rows.count) }, places)
    let fit = LogisticFit(columns: features.count + 1, penalty: Self.penalty)
    var coefficients = [Double](repeating: 0, count: features.count + 1)
    let start = NodeFeature.allCases.firstIndex(of: .similar) ?? 0
    var scores = pools.map { pool in
      pool.rows.indices.map { Double(pool.values[$0 * NodeFeature.allCases.count + start]) }
    }
    for _ in 0..<Self.rounds {
      var examples = LogisticFit.Examples()
      for (place, pool) in pools.enumerated() {
        let weight = 1 / Double(max(pool.isGold.count { $0 }, 1))
        for row in Self.chosen(pool, scores[place]) {
          examples.add(
            scaled.row(row, of: place), label: pool.isGold[row], weight: weight)
        }
      }
      coefficients = fit.coefficients(examples, from: coefficients, steps: 6)
      scores = pools.indices.map { place in
        pools[place].rows.indices.map { row in
          zip(scaled.row(row, of: place), coefficients).reduce(0) { $0 + Double($1.0) * $1.1 }
        }
      }
    }
    var weights: [NodeFeature: Double] = [:]
    for (place, feature) in features.enumerated() {
      weights[feature] = Self.rounded(coefficients[place] / scaled.deviations[place])
    }
    return weights
  }

  /// The gold rows, the sample, and the highest others.
  private static func chosen(_ pool: Pool, _ scores: [Double]) -> [Int] {
    let hard = Set(
      pool.rows.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(hardTypes))
    return pool.rows.indices.filter { pool.isGold[$0] || pool.isSample[$0] || hard.contains($0) }
  }

  /// Six significant digits, so that a last bit cannot change the file.
  static func rounded(_ value: Double) -> Double {
    guard value != 0, value.isFinite else { return 0 }
    var scale = 1.0
    while abs(value) * scale < 100_000 { scale *= 10 }
    while abs(value) * scale >= 1_000_000 { scale /= 10 }
    return (value * scale).rounded() / scale
  }

  // MARK: - Measuring

  /// The recall of each wish whose types can all be offered, with scorers that never saw its family.
  ///
  /// - Parameters:
  ///   - step: What to learn.
  ///   - folds: How many parts the families are dealt into, in the order of their names.
  /// - Returns: For each such wish the share of gold types among the candidates.
  public func heldOutRecall(_ step: ScorerSteps.Step, folds: Int) -> [Double] {
    var recall: [Double] = []
    let whole = wishes.filter { wish in
      wish.gold.allSatisfy { isUsable($0) && retriever.catalog.contains($0) }
    }
    let families = Set(wishes.map(\.family)).sorted()
    for fold in 0..<folds {
      let out = Set(families.indices.filter { $0 % folds == fold }.map { families[$0] })
      let scorer = scorer(step, leavingOut: out)
      for wish in whole where out.contains(wish.family) {
        let found = retriever.likeliest(
          for: wish.prompt, limit: Self.candidateLimit, scorer: scorer, excluding: [wish.family],
          usable: isUsable)
        recall.append(Double(wish.gold.intersection(found).count) / Double(wish.gold.count))
      }
    }
    return recall
  }
}
