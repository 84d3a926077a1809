import WorkflowGraph

/// Finds the known workflow that is the best start for a wish.
///
/// The wish gives each class type a probability p. A workflow with the set of class types W is
/// expected to share Σ_{n ∈ W} p(n) of them with the workflow wished for, and is rated by the
/// node F1 that follows: 2 Σ_{n ∈ W} p(n) / (|W| + Σ_n p(n)). Where the wish itself is known, a
/// share of its likeness with what the workflow does is added (``WorkflowDeeds``): class types that
/// all kinds of workflows have would else decide. Class types that may not be used cost, since what
/// is left of a workflow does not do what it did.
public struct ExampleChoice: Sendable {
  private let retriever: NodeRetriever
  /// The workflows that can serve, by place in the knowledge base.
  private let places: [Int]
  /// Their class types as rows of the catalog, and how many they are, unknown ones included.
  private let types: [(rows: [Int], count: Int)]
  /// What doing just what is asked for counts beside an F1 of 1.
  private static let deedsShare = 0.3
  /// What class types that may not be used cost beside an F1 of 1, where a workflow has no others.
  private static let unusablePrice = 0.3

  /// The median number of class types of a curated workflow, counted in the shipped knowledge base.
  public static let usualTypes = 12.0

  /// Prepares for the workflows of a retriever.
  public init(_ retriever: NodeRetriever) {
    self.retriever = retriever
    let entries = retriever.workflows.entries
    places = entries.indices.filter { entries[$0].skeleton != nil }
    types = places.map { place in
      let types = entries[place].classTypes
      return (types.compactMap { retriever.rows[$0.classType] }, types.count)
    }
  }

  /// The workflow that promises most.
  ///
  /// - Parameters:
  ///   - odds: What the wish says of each class type.
  ///   - wish: The wish in English words, when it is known.
  ///   - candidates: The only class types there are, when they are given.
  ///   - families: Families of workflows that must not be used.
  ///   - isUsable: Whether a class type may be offered; asked of few.
  ///   - isFit: Whether a workflow may serve; asked of few.
  /// - Returns: The first among equals; `nil` when none shares a class type.
  public func best(
    _ odds: NodeOdds, for wish: String? = nil, among candidates: [String]? = nil,
    excluding families: Set<String> = [], usable isUsable: (String) -> Bool = { _ in true },
    where isFit: (WorkflowEntry) -> Bool = { _ in true }
  ) -> WorkflowEntry? {
    let given = candidates.map(Set.init)
    let definitions = retriever.catalog.definitions
    let total =
      given.map { Double($0.count) / (1 + CandidateNodes.randomShare) } ?? Self.usualTypes
    let p = odds.probabilities(expecting: total) { row in
      given?.contains(definitions[row].classType) ?? odds.isUsable[row]
    }
    let likeness = wish.map {
      retriever.deeds.likeness(to: ConceptLexicon.standard.terms(askedBy: $0))
    }
    return best(
      p, expecting: total, likeness: likeness, excluding: families, usable: isUsable, where: isFit)
  }

  /// The workflow that promises most, by what is known of given candidates.
  ///
  /// - Parameters:
  ///   - candidates: The only class types there are.
  ///   - leanings: One for each of them.
  ///   - families: Families of workflows that must not be used.
  /// - Returns: The first among equals; `nil` when none shares a class type.
  public func best(
    of candidates: [String], _ leanings: [Leaning], excluding families: Set<String> = []
  ) -> WorkflowEntry? {
    var p = [Double](repeating: 0, count: retriever.catalog.count)
    for (candidate, leaning) in zip(candidates, leanings) {
      if let row = retriever.rows[candidate] { p[row] = Logistic.probability(leaning.odds) }
    }
    return best(p, expecting: p.reduce(0, +), excluding: families)
  }

  /// The workflow that promises most, by the probability of each row of the catalog and the
  /// likeness of each entry.
  private func best(
    _ p: [Double], expecting total: Double, likeness: [Double]? = nil,
    excluding families: Set<String>, usable isUsable: (String) -> Bool = { _ in true },
    where isFit: (WorkflowEntry) -> Bool = { _ in true }
  ) -> WorkflowEntry? {
    var best: (place: Int, promise: Double)?
    for (index, place) in places.enumerated() {
      let shared = types[index].rows.reduce(0) { $0 + p[$1] }
      let count = Double(types[index].count)
      var promise = 2 * shared / (count + total) + Self.deedsShare * (likeness?[place] ?? 0)
      let entry = retriever.workflows.entries[place]
      guard promise > best?.promise ?? 0, !families.contains(entry.family), isFit(entry)
      else { continue }
      let unusable = entry.classTypes.count { !isUsable($0.classType) }
      promise -= Self.unusablePrice * Double(unusable) / count
      if promise > best?.promise ?? 0 { best = (place, promise) }
    }
    return best.map { retriever.workflows.entries[$0.place] }
  }
}
