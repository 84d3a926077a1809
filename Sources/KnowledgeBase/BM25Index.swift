/// Ranks documents by how well their terms fit a query.
///
/// score(d, q) = Σ idf(t) · tf · (k1 + 1) / (tf + k1 · (1 - b + b · |d| / mean |d|)) over the
/// distinct terms t of the query, with idf(t) = ln(1 + (N - n(t) + 0.5) / (n(t) + 0.5)).
///
/// Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009),
/// section 3. Differs: the idf has the added 1 that keeps it positive, as Lucene has it. Sums run
/// in the order of the sorted terms and the logarithm is our own series, so scores are the same
/// everywhere.
public struct BM25Index: Sendable {
  /// A document of a result.
  public struct Hit: Equatable, Sendable {
    /// Position of the document when the index was made.
    public let document: Int
    /// Its score, above 0.
    public let score: Double
  }

  /// How quickly repetitions of a term saturate.
  public static let saturation = 1.2
  /// How much the length of a document counts.
  public static let lengthNormalization = 0.75

  private let places: [String: Int]
  /// Term t owns postings `starts[t]..<starts[t + 1]`.
  private let starts: [Int]
  private let documents: [Int32]
  private let counts: [Int32]
  /// k1 · (1 - b + b · |d| / mean |d|) of each document.
  private let norms: [Double]

  /// Makes the index of documents given as term bags; a term must not occur twice in a bag.
  public init(_ bags: [[(term: String, count: Int)]]) {
    var terms: [String: Int] = [:]
    var frequencies: [Int] = []
    for bag in bags {
      for (term, _) in bag {
        if let place = terms[term] {
          frequencies[place] += 1
        } else {
          terms[term] = frequencies.count
          frequencies.append(1)
        }
      }
    }
    var starts = [0]
    for frequency in frequencies { starts.append(starts[starts.count - 1] + frequency) }
    var next = starts
    var documents = [Int32](repeating: 0, count: starts[starts.count - 1])
    var counts = documents
    for (document, bag) in bags.enumerated() {
      for (term, count) in bag {
        guard let place = terms[term] else { continue }
        documents[next[place]] = Int32(truncatingIfNeeded: document)
        counts[next[place]] = Int32(clamping: count)
        next[place] += 1
      }
    }
    let lengths = bags.map { bag in Double(bag.reduce(0) { $0 + $1.count }) }
    let mean = max(lengths.reduce(0, +) / Double(max(lengths.count, 1)), 1)
    let (k, b) = (Self.saturation, Self.lengthNormalization)
    norms = lengths.map { k * (1 - b + b * $0 / mean) }
    places = terms
    self.starts = starts
    self.documents = documents
    self.counts = counts
  }

  /// The number of documents.
  public var count: Int { norms.count }

  /// The best documents for a query, best first; of equal scores the earlier document first.
  ///
  /// - Parameters:
  ///   - terms: The query's terms; repetitions count once.
  ///   - limit: The most documents wanted.
  ///   - isWanted: Whether a document may be in the result.
  /// - Returns: Documents that share a term with the query.
  public func search(
    _ terms: [String], limit: Int, where isWanted: (Int) -> Bool = { _ in true }
  ) -> [Hit] {
    let scores = scores(of: terms)
    let hits = scores.indices.filter { scores[$0] > 0 && isWanted($0) }
      .map { Hit(document: $0, score: scores[$0]) }
      .sorted { ($1.score, $0.document) < ($0.score, $1.document) }
    return Array(hits.prefix(max(limit, 0)))
  }

  /// The score of every document, 0 without a shared term; repetitions of a term count once.
  func scores(of terms: [String]) -> [Double] {
    var scores = [Double](repeating: 0, count: norms.count)
    for term in Set(terms).sorted() {
      guard let place = places[term] else { continue }
      let range = starts[place]..<starts[place + 1]
      let weight = inverseFrequency(range.count)
      for index in range {
        let document = Int(documents[index])
        let count = Double(counts[index])
        scores[document] += weight * count * (Self.saturation + 1) / (count + norms[document])
      }
    }
    return scores
  }

  /// How rare a term is; 0 for one that occurs nowhere.
  public func inverseDocumentFrequency(of term: String) -> Double {
    places[term].map { inverseFrequency(starts[$0 + 1] - starts[$0]) } ?? 0
  }

  private func inverseFrequency(_ frequency: Int) -> Double {
    let n = Double(frequency)
    return Self.logarithm(1 + (Double(norms.count) - n + 0.5) / (n + 0.5))
  }

  /// ln x for x > 0: the exponent, and a series in z = (m - 1) / (m + 1) for the significand m.
  static func logarithm(_ x: Double) -> Double {
    let z = (x.significand - 1) / (x.significand + 1)
    var power = z
    var sum = 0.0
    for odd in stride(from: 1, through: 41, by: 2) {
      sum += power / Double(odd)
      power *= z * z
    }
    return Double(x.exponent) * 0.693147180559945309417 + 2 * sum
  }
}
