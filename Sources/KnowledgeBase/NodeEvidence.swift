/// What speaks for each class type of a catalog, given one wish: one column a ``NodeFeature``, one
/// row a definition of the catalog, in its order.
public struct NodeEvidence: Sendable {
  /// Whether each class type may be offered at all.
  public let isUsable: [Bool]
  private var columns: [[Float]]

  init(isUsable: [Bool]) {
    self.isUsable = isUsable
    columns = [[Float]](repeating: [], count: NodeFeature.allCases.count)
  }

  /// A column; empty before the look it belongs to.
  public internal(set) subscript(feature: NodeFeature) -> [Float] {
    get { columns[Self.places[feature] ?? 0] }
    set { columns[Self.places[feature] ?? 0] = newValue }
  }

  /// The weighed sum of columns for each class type.
  public func scores(_ weights: [NodeFeature: Double]) -> [Double] {
    var scores = [Double](repeating: 0, count: isUsable.count)
    for feature in NodeFeature.allCases {
      let column = self[feature]
      guard let weight = weights[feature], !column.isEmpty else { continue }
      for place in scores.indices { scores[place] += weight * Double(column[place]) }
    }
    return scores
  }

  private static let places = Dictionary(
    uniqueKeysWithValues: NodeFeature.allCases.enumerated().map { ($0.element, $0.offset) })
}
