import WorkflowGraph

/// Gathers ``NodeEvidence`` for wishes over one catalog and one set of workflows.
struct EvidenceMaker: Sendable {
  /// The definitions; their order is that of the evidence.
  let catalog: NodeCatalog
  private let index: BM25Index
  private let company: NodeCompany
  private let supply: TypeSupply
  private let coverage: NameCoverage
  private let nodeText: BM25Index
  /// What the workflows do.
  let deeds: WorkflowDeeds
  /// The place of each class of `company` in the catalog.
  private let catalogPlaces: [Int?]
  /// The place of each definition in `company`.
  private let companyPlaces: [Int?]
  /// The number of each definition's menu path.
  private let menus: [Int]
  /// How many near workflows are looked at.
  private static let nearLimit = 300
  /// Types whose log odds are so far below the best count as impossible in the second look.
  private static let widestOdds = 16.0
  /// What the best text counts beside workflows that do just what was asked for.
  private static let textShare = 0.2

  init(catalog: NodeCatalog, workflows: WorkflowKnowledgeBase) {
    let definitions = catalog.definitions
    self.catalog = catalog
    index = workflows.index
    company = workflows.company
    supply = TypeSupply(definitions)
    deeds = WorkflowDeeds(workflows.entries)
    coverage = NameCoverage(definitions)
    nodeText = BM25Index(
      definitions.map {
        TextTerms.bag(of: [$0.classType, $0.displayName, $0.category].joined(separator: "\n"))
      })
    var places: [String: Int] = [:]
    for (place, definition) in definitions.enumerated() { places[definition.classType] = place }
    catalogPlaces = workflows.company.classTypes.map { places[$0] }
    companyPlaces = definitions.map { workflows.company.place(of: $0.classType) }
    var numbers: [String: Int] = [:]
    for definition in definitions where numbers[definition.category] == nil {
      numbers[definition.category] = numbers.count
    }
    menus = definitions.map { numbers[$0.category] ?? 0 }
  }

  // MARK: - First look

  /// What the wish alone says.
  ///
  /// - Parameters:
  ///   - words: The terms of the wish.
  ///   - concepts: The terms of its concepts.
  ///   - families: Families of workflows that must not be used.
  ///   - isUsable: Whether a class type may be offered.
  /// - Returns: The columns of the first look.
  func firstLook(
    words: [String], concepts: [String], excluding families: Set<String>,
    usable isUsable: (String) -> Bool
  ) -> NodeEvidence {
    var evidence = NodeEvidence(isUsable: catalog.definitions.map { isUsable($0.classType) })
    let excluded = company.families(named: families)
    addWorkflows(words, concepts, excluded, to: &evidence)
    let texts = nodeText.scores(of: words)
    let best = max(texts.max() ?? 0, 0.001)
    evidence[.nodeText] = texts.map { Float($0 / 10) }
    evidence[.nodeTextShare] = texts.map { Float($0 / best) }
    let shares = coverage.shares(of: Set(words))
    evidence[.nameCoverage] = shares
    evidence[.nameCoverageSquared] = shares.map { $0 * $0 }
    evidence[.isOutput] = catalog.definitions.map { $0.isOutputNode ? 1 : 0 }
    evidence[.isPaid] = catalog.definitions.map { $0.isAPINode ? 1 : 0 }
    evidence[.isDeprecated] = catalog.definitions.map { $0.isDeprecated ? 1 : 0 }
    return evidence
  }

  private func addWorkflows(
    _ words: [String], _ concepts: [String], _ excluded: Set<Int>, to evidence: inout NodeEvidence
  ) {
    let byWords = index.scores(of: words)
    let near = nearest(byWords, excluded)
    let squares = near.map { $0.share * $0.share }
    evidence[.nearest3] = shares(near.prefix(3), [Double](repeating: 1, count: 3))
    evidence[.nearest8] = shares(near.prefix(8), squares)
    let twenty = shares(near.prefix(20), squares)
    evidence[.nearest20] = twenty
    evidence[.nearest60] = shares(near.prefix(60), squares)
    evidence[.similar] = shares(near[...], squares.map { $0 * $0 * $0 * $0 })
    evidence[.similarConcepts] = evidence[.similar]
    if !concepts.isEmpty {
      let byConcepts = index.scores(of: concepts)
      let bestWords = max(byWords.max() ?? 0, 0.001)
      let bestConcepts = max(byConcepts.max() ?? 0, 0.001)
      let both = nearest(
        byWords.indices.map { byWords[$0] / bestWords + byConcepts[$0] / bestConcepts }, excluded)
      let weights = both.map { Self.eighthPower($0.share) }
      evidence[.similarConcepts] = shares(both[...], weights)
    }
    addAlike(byWords, concepts, excluded, to: &evidence)
    let frequencies = usualShares(excluded)
    evidence[.commonness] = frequencies.map { Float(BM25Index.logarithm($0 + 0.5 / families)) }
    evidence[.surprise] = frequencies.indices.map { place in
      let usual = frequencies[place]
      let found = (Double(twenty[place]) * 20 + 2 * usual) / (22 * usual + 0.02)
      return Float(BM25Index.logarithm(found + 0.1))
    }
  }

  /// Of workflows that do the same, those whose texts fit better stand first.
  private func addAlike(
    _ byWords: [Double], _ concepts: [String], _ excluded: Set<Int>,
    to evidence: inout NodeEvidence
  ) {
    let best = max(byWords.max() ?? 0, 0.001)
    let likeness = deeds.likeness(to: concepts)
    let alike = nearest(
      likeness.indices.map {
        likeness[$0] > 0 ? likeness[$0] + Self.textShare * byWords[$0] / best : 0
      }, excluded)
    evidence[.alike20] = shares(alike.prefix(20), [Double](repeating: 1, count: 20))
    evidence[.alike] = shares(alike.prefix(60), alike.map { Self.eighthPower($0.share) })
  }

  private var families: Double { Double(max(company.familyCount, 1)) }

  /// The share of families that have each type, 0 for those never seen.
  private func usualShares(_ excluded: Set<Int>) -> [Double] {
    let frequencies = company.frequencies(excluding: excluded)
    return companyPlaces.map { place in place.map { frequencies[$0] / families } ?? 0 }
  }

  private static func eighthPower(_ x: Double) -> Double {
    let square = x * x
    return square * square * square * square
  }

  /// The best entry of each family, best first, with its score as a share of the best.
  private func nearest(
    _ scores: [Double], _ excluded: Set<Int>
  ) -> [(entry: Int, share: Double)] {
    var best: [Int: Int] = [:]
    for entry in scores.indices where scores[entry] > 0 {
      let family = company.entryFamilies[entry]
      guard !excluded.contains(family) else { continue }
      if let other = best[family], scores[other] >= scores[entry] { continue }
      best[family] = entry
    }
    let ranked = best.values.sorted { (scores[$1], $0) < (scores[$0], $1) }
      .prefix(Self.nearLimit)
    let highest = max(ranked.first.map { scores[$0] } ?? 0, 0.001)
    return ranked.map { ($0, scores[$0] / highest) }
  }

  /// The weighed share of entries that have each type of the catalog.
  private func shares(
    _ near: ArraySlice<(entry: Int, share: Double)>, _ weights: [Double]
  ) -> [Float] {
    var sums = [Float](repeating: 0, count: catalog.count)
    var total = 0.0
    for place in near.indices { total += weights[place] }
    for place in near.indices {
      let weight = Float(weights[place] / max(total, 1e-9))
      for one in company.entryClasses[near[place].entry] {
        if let row = catalogPlaces[one] { sums[row] += weight }
      }
    }
    return sums
  }

  // MARK: - Second look

  /// Adds what likely types say of the others.
  ///
  /// - Parameters:
  ///   - evidence: The first look.
  ///   - odds: The log odds it gave, up to a constant.
  ///   - families: Families of workflows that must not be used.
  func secondLook(
    _ evidence: inout NodeEvidence, odds: [Double], excluding families: Set<String>
  ) {
    var usable = evidence.isUsable.indices.filter { evidence.isUsable[$0] }
    let highest = usable.map { odds[$0] }.max() ?? 0
    // Together the others would not make up one in a thousand of the expected types.
    usable.removeAll { odds[$0] < highest - Self.widestOdds }
    let size = min(NodeCompany.usualSize, Double(usable.count) / 2)
    let shift = Logistic.shift(usable.map { odds[$0] }, total: size)
    var probabilities = [Double](repeating: 0, count: odds.count)
    for place in usable { probabilities[place] = Logistic.probability(odds[place] + shift) }
    evidence[.firstLook] = odds.map { Float(min(max($0 + shift, -14), 14)) }
    addCompany(probabilities, company.families(named: families), to: &evidence)
    var menu = [Double](repeating: 0, count: (menus.max() ?? 0) + 1)
    for place in usable { menu[menus[place]] += probabilities[place] }
    evidence[.menuMates] = menus.indices.map {
      Float(BM25Index.logarithm(1 + max(menu[menus[$0]] - probabilities[$0], 0)))
    }
    evidence[.unfed] = supply.unfed(probabilities)
  }

  private func addCompany(
    _ probabilities: [Double], _ excluded: Set<Int>, to evidence: inout NodeEvidence
  ) {
    let likely = probabilities.indices.filter { probabilities[$0] > 0 && companyPlaces[$0] != nil }
      .sorted { (probabilities[$1], $0) < (probabilities[$0], $1) }
      .prefix(NodeCompany.askedTypes)
    let frequencies = company.frequencies(excluding: excluded)
    let usual = frequencies.map { ($0 + 0.3) / families }
    var absent = [Double](repeating: 1, count: frequencies.count)
    var lifts = [Double](repeating: 0, count: frequencies.count)
    var everywhere = 0.0
    var total = 0.0
    for place in likely {
      guard let one = companyPlaces[place] else { continue }
      let weight = probabilities[place]
      let known = frequencies[one] + NodeCompany.priorFamilies
      // What a type never seen together with this one gets, all others get a correction.
      let alone = BM25Index.logarithm(NodeCompany.priorFamilies / known)
      everywhere += weight * alone
      total += weight
      lifts[one] -= weight * alone
      for other in company.companions(of: one, excluding: excluded) {
        let share =
          (Double(other.count) + NodeCompany.priorFamilies * usual[other.place]) / known
        absent[other.place] *= 1 - NodeCompany.trust * weight * share
        lifts[other.place] +=
          weight * (BM25Index.logarithm(share / usual[other.place]) - alone)
      }
    }
    evidence[.companyAny] = companyPlaces.map { place in place.map { Float(1 - absent[$0]) } ?? 0 }
    evidence[.companyLift] = companyPlaces.map { place in
      Float(((place.map { lifts[$0] } ?? 0) + everywhere) / max(total, 1e-9))
    }
  }
}
