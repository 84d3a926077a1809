public import JSON

/// What was learned about retrieval, `nodes.json`: scorers and a translation of terms.
public struct RetrievalKnowledge: Equatable, Sendable {
  /// The scorers from the plainest to the one in use; each knows all that the one before knows.
  public var scorers: [NodeScorer]
  /// English terms for those of other languages.
  public var translation: TermTranslation

  /// Gathers what was learned; without anything, the nearest workflows decide.
  public init(
    scorers: [NodeScorer] = [.nearest], translation: TermTranslation = TermTranslation()
  ) {
    self.scorers = scorers
    self.translation = translation
  }

  /// The scorer in use.
  public var scorer: NodeScorer { scorers.last ?? .nearest }

  /// The content of `nodes.json`.
  public var json: JSONValue {
    ["scorers": .array(scorers.map(\.json)), "translation": translation.json]
  }

  /// Reads what ``json`` writes.
  ///
  /// - Throws: ``KnowledgeBaseError/malformed(file:reason:)`` for a scorer that cannot be read.
  public init(json: JSONValue) throws(KnowledgeBaseError) {
    var scorers: [NodeScorer] = []
    for (place, one) in (json["scorers"]?.array ?? []).enumerated() {
      guard let scorer = NodeScorer(json: one) else {
        throw .malformed(
          file: "nodes.json",
          reason: "scorer \(place + 1) has an unknown feature or no name; run 'nightloom curate'")
      }
      scorers.append(scorer)
    }
    self.init(
      scorers: scorers.isEmpty ? [.nearest] : scorers,
      translation: TermTranslation(json: json["translation"] ?? .null))
  }
}
