public import JSON

/// What was learned about retrieval, `nodes.json`: scorers, how to tell which candidates belong
/// together, and a translation of terms.
public struct RetrievalKnowledge: Equatable, Sendable {
  /// The scorers from the plainest to the one in use; each knows all that the one before knows.
  public var scorers: [NodeScorer]
  /// Tells which candidates belong together; `nil` before that was learned.
  public var company: CompanyScorer?
  /// English terms for those of other languages.
  public var translation: TermTranslation

  /// Gathers what was learned; without anything, the nearest workflows decide.
  public init(
    scorers: [NodeScorer] = [.nearest], company: CompanyScorer? = nil,
    translation: TermTranslation = TermTranslation()
  ) {
    self.scorers = scorers
    self.company = company
    self.translation = translation
  }

  /// The scorer in use.
  public var scorer: NodeScorer { scorers.last ?? .nearest }

  /// The content of `nodes.json`.
  public var json: JSONValue {
    var members = JSONObject()
    members["scorers"] = .array(scorers.map(\.json))
    members["company"] = company?.json
    members["translation"] = translation.json
    return .object(members)
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
    var company: CompanyScorer?
    if let written = json["company"] {
      company = CompanyScorer(json: written)
      guard company != nil else {
        throw .malformed(
          file: "nodes.json",
          reason: "'company' has an unknown feature or no bias; run 'nightloom curate'")
      }
    }
    self.init(
      scorers: scorers.isEmpty ? [.nearest] : scorers, company: company,
      translation: TermTranslation(json: json["translation"] ?? .null))
  }
}
