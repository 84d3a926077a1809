/// What known workflows do, as concepts of the lexicon, beside what a wish asks for.
///
/// The likeness of a workflow is Tversky's: s / (s + l + e / 4), where s, l and e are the summed
/// rarities of the concepts that are shared, that the workflow lacks, and that it has beyond the
/// wish; a concept of n among N workflows has the rarity ln ((N + 1) / (n + 1)). So a wish for a
/// picture from text finds the plain ones before those that also upscale, whatever words their
/// authors used.
///
/// Source: Tversky, Features of Similarity (1977).
struct WorkflowDeeds: Sendable {
  private let places: [String: Int]
  /// The concepts of each entry, by place.
  private let entries: [[Int]]
  private let rarities: [Double]
  /// What a concept beyond the wish counts beside one that is lacking.
  private static let excess = 0.25

  /// Counts concepts in the terms of entries.
  init(_ entries: [WorkflowEntry], lexicon: ConceptLexicon = .standard) {
    let terms = lexicon.entries.map(\.concept.term)
    let places = Dictionary(zip(terms, terms.indices), uniquingKeysWith: { first, _ in first })
    self.places = places
    self.entries = entries.map { $0.terms.compactMap { places[$0.term] } }
    var counts = [Double](repeating: 0, count: terms.count)
    for one in self.entries.joined() { counts[one] += 1 }
    let all = Double(entries.count)
    rarities = counts.map { BM25Index.logarithm((all + 1) / ($0 + 1)) }
  }

  /// How much each entry does what is asked for.
  ///
  /// - Parameter terms: Terms of concepts; others are passed over.
  /// - Returns: One number an entry, from 0 to 1.
  func likeness(to terms: [String]) -> [Double] {
    let asked = Set(terms.compactMap { places[$0] })
    let all = asked.sorted().reduce(0) { $0 + rarities[$1] }
    return entries.map { own in
      var shared = 0.0
      var further = 0.0
      for one in own {
        if asked.contains(one) { shared += rarities[one] } else { further += rarities[one] }
      }
      return shared > 0 ? shared / (all + Self.excess * further) : 0
    }
  }
}
