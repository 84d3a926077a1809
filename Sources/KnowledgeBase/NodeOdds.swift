/// How likely each class type of a catalog belongs to one wish; rows in the catalog's order.
public struct NodeOdds: Equatable, Sendable {
  /// Log odds up to a constant.
  public let scores: [Double]
  /// Whether each class type may be offered.
  public let isUsable: [Bool]

  /// The rows of the likeliest usable class types, best first; of equal ones the earlier.
  ///
  /// - Parameter limit: The most rows wanted.
  /// - Returns: At most `limit` rows.
  public func likeliest(_ limit: Int) -> [Int] {
    scores.indices.filter { isUsable[$0] }
      .sorted { (scores[$1], $0) < (scores[$0], $1) }
      .prefix(max(limit, 0)).map { $0 }
  }

  /// The probability of each class type, when so many are expected in all.
  ///
  /// - Parameters:
  ///   - total: The expected number of class types, below that of the rows that can occur.
  ///   - canOccur: Whether a row can occur at all; 0 for the others.
  /// - Returns: Probabilities that sum to `total`, as far as shifting the odds by ±40 allows.
  func probabilities(expecting total: Double, where canOccur: (Int) -> Bool) -> [Double] {
    let rows = scores.indices.filter(canOccur)
    let shift = Logistic.shift(rows.map { scores[$0] }, total: total)
    var result = [Double](repeating: 0, count: scores.count)
    for row in rows { result[row] = Logistic.probability(scores[row] + shift) }
    return result
  }
}
