public import WorkflowGraph

/// Finds nodes and their neighbours for the words of a prompt.
public struct NodeRetriever: Sendable {
  /// The definitions that apply.
  public let catalog: NodeCatalog
  /// The curated workflows.
  public let workflows: WorkflowKnowledgeBase
  /// What was learned of retrieval.
  public let knowledge: RetrievalKnowledge
  private let counts: NodeCounts
  private let values: NodeValues
  private let links: NodeLinks
  private let order: NodeOrder
  /// The row of each class type in the catalog.
  let rows: [String: Int]
  private let index: BM25Index
  private let maker: EvidenceMaker
  /// What the workflows do.
  var deeds: WorkflowDeeds { maker.deeds }
  /// Producers and consumers by type, for the closure of candidates.
  public let producers: ProducerIndex

  /// Makes a retriever; documents are class name, shown name, menu path, input and output names.
  public init(
    catalog: NodeCatalog, workflows: WorkflowKnowledgeBase,
    knowledge: RetrievalKnowledge = RetrievalKnowledge()
  ) {
    self.catalog = catalog
    self.workflows = workflows
    self.knowledge = knowledge
    maker = EvidenceMaker(catalog: catalog, workflows: workflows)
    rows = Dictionary(
      catalog.definitions.enumerated().map { ($1.classType, $0) },
      uniquingKeysWith: { first, _ in first })
    counts = NodeCounts(workflows.entries)
    values = NodeValues(workflows.entries)
    links = NodeLinks(workflows.entries)
    order = NodeOrder(workflows.entries)
    producers = ProducerIndex(catalog, popularity: workflows.popularity)
    index = BM25Index(
      catalog.definitions.map { definition in
        let parts =
          [definition.classType, definition.displayName, definition.category]
          + definition.inputs.map(\.name) + definition.outputs.map(\.name)
        return TextTerms.bag(of: parts.joined(separator: "\n"))
      })
  }

  /// The class types whose definitions fit a text, best first.
  ///
  /// - Parameters:
  ///   - text: Words of a prompt or a name.
  ///   - limit: The most class types wanted.
  ///   - isUsable: Whether a class type may be in the result.
  /// - Returns: Class types that share a term with the text.
  public func classTypes(
    for text: String, limit: Int, usable isUsable: (String) -> Bool = { _ in true }
  ) -> [String] {
    index.search(TextTerms.terms(of: text), limit: limit) { place in
      isUsable(catalog.definitions[place].classType)
    }.map { catalog.definitions[$0.document].classType }
  }

  /// A wish as retrieval and the model read it: in English words.
  public func reading(of prompt: String) -> String { knowledge.translation.english(prompt) }

  /// What is known of each candidate: whether it belongs to the workflow that the others are of.
  ///
  /// - Parameters:
  ///   - candidates: Class types, each once.
  ///   - families: Families of workflows that must not be used.
  /// - Returns: One a candidate; empty when that was not learned.
  public func leanings(of candidates: [String], excluding families: Set<String> = []) -> [Leaning] {
    guard let company = knowledge.company else { return [] }
    let odds = company.odds(workflows.company.features(of: candidates, excluding: families))
    return leanings(of: candidates, odds: odds, excluding: families)
  }

  /// What a wish says of each candidate.
  ///
  /// - Parameters:
  ///   - candidates: Class types, each once.
  ///   - odds: What the wish says of each class type.
  ///   - total: The expected number of class types.
  ///   - families: Families of workflows that must not be used.
  /// - Returns: One a candidate.
  public func leanings(
    of candidates: [String], _ odds: NodeOdds, expecting total: Double,
    excluding families: Set<String> = []
  ) -> [Leaning] {
    let p = odds.probabilities(expecting: total) { odds.isUsable[$0] }
    let odds = candidates.map { candidate in
      let share = min(max(rows[candidate].map { p[$0] } ?? 0, 0.001), 0.999)
      return BM25Index.logarithm(share / (1 - share))
    }
    return leanings(of: candidates, odds: odds, excluding: families)
  }

  private func leanings(
    of candidates: [String], odds: [Double], excluding families: Set<String>
  ) -> [Leaning] {
    let leads = order.leads(among: candidates, excluding: families)
    return candidates.indices.map { place in
      Leaning(
        odds: odds[place],
        counts: counts.record(of: candidates[place], excluding: families),
        values: values.record(of: candidates[place], excluding: families),
        links: links.record(of: candidates[place], excluding: families),
        leads: leads[place])
    }
  }

  // MARK: - Learned ranking

  /// What the wish alone says for each class type.
  ///
  /// - Parameters:
  ///   - prompt: What the user wrote, in any language.
  ///   - families: Families of workflows that must not be used.
  ///   - isUsable: Whether a class type may be offered.
  /// - Returns: The columns of the first look.
  public func firstLook(
    for prompt: String, excluding families: Set<String> = [],
    usable isUsable: (String) -> Bool = { _ in true }
  ) -> NodeEvidence {
    let words = knowledge.translation.glossed(prompt)
    return maker.firstLook(
      words: knowledge.translation.terms(of: prompt),
      concepts: ConceptLexicon.standard.terms(askedBy: words), excluding: families,
      usable: isUsable)
  }

  /// Adds what likely class types say of the others.
  ///
  /// - Parameters:
  ///   - evidence: The first look.
  ///   - weights: Those of the first look.
  ///   - families: Families of workflows that must not be used.
  public func addSecondLook(
    to evidence: inout NodeEvidence, weights: [NodeFeature: Double],
    excluding families: Set<String> = []
  ) {
    maker.secondLook(&evidence, odds: evidence.scores(weights), excluding: families)
  }

  /// The likeliest class types for a wish, best first; of equal ones the earlier in the catalog.
  ///
  /// - Parameters:
  ///   - prompt: What the user wrote, in any language.
  ///   - limit: The most class types wanted.
  ///   - scorer: Weighs the evidence; the learned one when `nil`.
  ///   - families: Families of workflows that must not be used.
  ///   - isUsable: Whether a class type may be offered.
  /// - Returns: At most `limit` usable class types.
  public func likeliest(
    for prompt: String, limit: Int, scorer: NodeScorer? = nil, excluding families: Set<String> = [],
    usable isUsable: (String) -> Bool = { _ in true }
  ) -> [String] {
    odds(for: prompt, scorer: scorer, excluding: families, usable: isUsable).likeliest(limit)
      .map { catalog.definitions[$0].classType }
  }

  /// How likely each class type belongs to a wish.
  ///
  /// - Parameters:
  ///   - prompt: What the user wrote, in any language.
  ///   - scorer: Weighs the evidence; the learned one when `nil`.
  ///   - families: Families of workflows that must not be used.
  ///   - isUsable: Whether a class type may be offered.
  /// - Returns: One row a definition of the catalog.
  public func odds(
    for prompt: String, scorer: NodeScorer? = nil, excluding families: Set<String> = [],
    usable isUsable: (String) -> Bool = { _ in true }
  ) -> NodeOdds {
    let scorer = scorer ?? knowledge.scorer
    var evidence = firstLook(for: prompt, excluding: families, usable: isUsable)
    var scores = evidence.scores(scorer.first)
    if !scorer.second.isEmpty {
      maker.secondLook(&evidence, odds: scores, excluding: families)
      scores = evidence.scores(scorer.second)
    }
    return NodeOdds(scores: scores, isUsable: evidence.isUsable)
  }
}
