import WorkflowGraph

/// How much of each class type's own name a text says.
struct NameCoverage: Sendable {
  private let places: [String: Int]
  /// The class types whose names have the term, with the term's share of the name's rarity.
  private let postings: [[(place: Int32, share: Float)]]
  private let count: Int

  /// Names are class type and shown name, words weighed by how few names have them.
  init(_ definitions: [NodeDefinition]) {
    let names = definitions.map { definition in
      Set(TextTerms.terms(of: definition.classType + "\n" + definition.displayName)).sorted()
    }
    var places: [String: Int] = [:]
    var frequencies: [Double] = []
    for term in names.joined() {
      if let place = places[term] {
        frequencies[place] += 1
      } else {
        places[term] = frequencies.count
        frequencies.append(1)
      }
    }
    let total = Double(names.count)
    let rarities = frequencies.map {
      BM25Index.logarithm(1 + (total - $0 + 0.5) / ($0 + 0.5))
    }
    var postings = [[(place: Int32, share: Float)]](repeating: [], count: rarities.count)
    for (place, terms) in names.enumerated() {
      let known = terms.compactMap { places[$0] }
      let sum = known.reduce(0) { $0 + rarities[$1] }
      for term in known {
        postings[term].append((Int32(place), Float(rarities[term] / max(sum, 0.001))))
      }
    }
    self.places = places
    self.postings = postings
    count = names.count
  }

  /// The share of each name, 0 to 1, in the order of the definitions.
  func shares(of terms: Set<String>) -> [Float] {
    var shares = [Float](repeating: 0, count: count)
    for term in terms.sorted() {
      guard let place = places[term] else { continue }
      for posting in postings[place] { shares[Int(posting.place)] += posting.share }
    }
    return shares
  }
}
