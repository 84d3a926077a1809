import KnowledgeBase

/// Learns a ``CompanyScorer`` from sets of candidates made as in the paper: the class types of a
/// known workflow among random others, judged by all workflows but those of its family.
struct CompanyTraining {
  /// The most workflows that serve as examples, each of another family.
  static let exampleLimit = 1_500
  /// λ of the fit.
  static let penalty = 1.0

  private let company: NodeCompany
  private let entries: [WorkflowEntry]
  private let pool: [String]

  /// Prepares.
  ///
  /// - Parameters:
  ///   - entries: The known workflows.
  ///   - pool: The class types that random candidates are drawn from.
  init(_ entries: [WorkflowEntry], pool: [String]) {
    company = NodeCompany(entries)
    var seen: Set<String> = []
    // One without a family could not be left out of what judges it.
    let families = entries.filter { !$0.family.isEmpty && seen.insert($0.family).inserted }
    let stride = max(1, families.count / Self.exampleLimit)
    self.entries = families.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
    self.pool = pool
  }

  /// Learns a scorer.
  ///
  /// - Parameter random: Draws the candidates that do not belong.
  /// - Returns: The scorer; `nil` without workflows.
  func scorer(using random: inout some RandomNumberGenerator) -> CompanyScorer? {
    guard !entries.isEmpty else { return nil }
    let columns = CompanyFeature.allCases.count + 1
    var examples = LogisticFit.Examples()
    for entry in entries {
      let gold = entry.classTypes.map(\.classType)
      let candidates = CandidateNodes.training(gold: gold, pool: pool, using: &random).classTypes
      let rows = company.features(of: candidates, excluding: [entry.family])
      let isGold = Set(gold)
      for (candidate, row) in zip(candidates, rows) {
        examples.add(
          ArraySlice(row.map(Float.init) + [1]), label: isGold.contains(candidate), weight: 1)
      }
    }
    let fit = LogisticFit(columns: columns, penalty: Self.penalty)
    let start = [Double](repeating: 0, count: columns)
    let found = fit.coefficients(examples, from: start, steps: 25).map(ScorerTraining.rounded)
    return CompanyScorer(
      weights: Dictionary(uniqueKeysWithValues: zip(CompanyFeature.allCases, found)),
      bias: found[columns - 1])
  }
}
