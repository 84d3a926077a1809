public import KnowledgeBase
import Ranking
public import WorkflowGraph

/// Chooses the class types offered for a wish.
///
/// Source: PAPER.md section 5 (inference). Differs: class types are ranked one by one by a learned
/// scorer, instead of taking those of whole workflows; a wish no candidate could meet adds the
/// commonest class type that meets it; partly known nodes and nodes that call a paid service are
/// never offered, since nobody can say offline that they would run.
public struct CandidateChoice {
  private let retriever: NodeRetriever

  /// Chooses among what `retriever` finds.
  public init(_ retriever: NodeRetriever) { self.retriever = retriever }

  /// The likeliest class types and what they lack.
  ///
  /// - Parameters:
  ///   - prompt: What the user wrote.
  ///   - limit: The number of likeliest types.
  ///   - families: Families of workflows that must not be used, in measuring.
  ///   - random: Orders the candidates, so that position tells nothing.
  /// - Returns: The candidates, closed under required types, shuffled.
  public func candidates(
    for prompt: String, limit: Int, excluding families: Set<String> = [],
    using random: inout some RandomNumberGenerator
  ) -> [String] {
    let likeliest = retriever.likeliest(
      for: prompt, limit: limit, excluding: families, usable: isUsable)
    let wished = likeliest + missing(likeliest, for: prompt)
    let closed = CandidateNodes.closed(wished, retriever: retriever, usable: isUsable)
    return closed.shuffled(using: &random).classTypes
  }

  /// Whether a class type may be offered: exactly known, unpaid, not deprecated.
  public static func isOffered(_ classType: String, _ catalog: NodeCatalog) -> Bool {
    guard let definition = catalog[classType] else { return false }
    return definition.tier != .observed && !definition.isAPINode && !definition.isDeprecated
  }

  private func isUsable(_ classType: String) -> Bool {
    Self.isOffered(classType, retriever.catalog)
  }

  /// For each wish that no candidate could meet, the commonest class type that could.
  private func missing(_ candidates: [String], for prompt: String) -> [String] {
    let concepts = ConceptLexicon.standard.concepts(in: prompt)
    let unmet = Coverage(concepts, catalog: retriever.catalog).unreachable(with: Set(candidates))
    let popularity = retriever.workflows.popularity
    return unmet.compactMap { concept in
      retriever.catalog.definitions.map(\.classType)
        .filter { concept.isMet(byClassType: $0) && isUsable($0) }
        .max { (popularity[$0] ?? 0, $1) < (popularity[$1] ?? 0, $0) }
    }
  }
}
