/// Chosen columns of several matrices, shifted and scaled to mean 0 and deviation 1 over all, with
/// a column of ones behind them.
struct Standardized {
  /// The deviation of each chosen column; 1 for a constant one.
  private(set) var deviations: [Double]
  private var blocks: [[Float]]
  private let width: Int

  /// Standardises `blocks`, each row-major with `count` rows of equal width.
  init(_ blocks: [(values: [Float], count: Int)], _ places: [Int]) {
    width = places.count + 1
    let rows = Double(max(blocks.reduce(0) { $0 + $1.count }, 1))
    var means = [Double](repeating: 0, count: places.count)
    var squares = means
    for (values, count) in blocks where count > 0 {
      let stride = values.count / count
      for row in 0..<count {
        for (column, place) in places.enumerated() {
          let value = Double(values[row * stride + place])
          means[column] += value / rows
          squares[column] += value * value / rows
        }
      }
    }
    deviations = places.indices.map { column in
      let variance = squares[column] - means[column] * means[column]
      return variance > 1e-12 ? variance.squareRoot() : 1
    }
    self.blocks = []
    for (values, count) in blocks {
      var scaled: [Float] = []
      scaled.reserveCapacity(count * width)
      for row in 0..<count {
        for (column, place) in places.enumerated() {
          let value = Double(values[row * (values.count / count) + place])
          scaled.append(Float((value - means[column]) / deviations[column]))
        }
        scaled.append(1)
      }
      self.blocks.append(scaled)
    }
  }

  /// A row of a block: the chosen columns, then 1.
  func row(_ row: Int, of block: Int) -> ArraySlice<Float> {
    blocks[block][row * width..<(row + 1) * width]
  }
}
