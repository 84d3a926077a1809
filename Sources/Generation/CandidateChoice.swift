import KnowledgeBase
import Ranking
import Sampling
public import WorkflowGraph

/// Chooses the class types offered for a wish.
///
/// Source: PAPER.md section 5 (inference). Differs: the query holds the terms of the concepts
/// found, and the words only where none is found; a wish no candidate could meet adds the
/// commonest class type that meets it; partly known nodes and nodes that call a paid service are
/// never offered, since nobody can say offline that they would run.
public struct CandidateChoice {
  private let retriever: NodeRetriever

  init(_ retriever: NodeRetriever) { self.retriever = retriever }

  /// The candidates from the `width` nearest workflows, closed under required types, shuffled.
  func candidates(
    for prompt: String, width: Int, using random: inout SeededGenerator
  ) -> [String] {
    let retrieved = CandidateNodes.retrieved(
      for: ConceptLexicon.standard.query(for: prompt), retriever: retriever, limit: width,
      isClosed: false, usable: isUsable)
    let wished = retrieved.classTypes + missing(retrieved.classTypes, for: prompt)
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
