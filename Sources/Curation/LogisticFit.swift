import KnowledgeBase

/// Logistic regression with weighed examples and a squared penalty, by Newton's method.
///
/// Minimises Σ w · (ln (1 + e^z) - y · z) + ½ λ |b|², z = x · b; the last column of `x` should be
/// constant to serve as intercept, which is not penalised.
/// Source: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2009), 4.4.1.
struct LogisticFit {
  /// The number of columns.
  let columns: Int
  /// The strength of the penalty, λ.
  let penalty: Double

  /// Examples: `features` (rows, columns) row-major, one label and one weight a row.
  struct Examples {
    var features: [Float] = []
    var labels: [Bool] = []
    var weights: [Double] = []

    mutating func add(_ row: ArraySlice<Float>, label: Bool, weight: Double) {
      features += row
      labels.append(label)
      weights.append(weight)
    }
  }

  /// Newton steps from `start`.
  ///
  /// - Parameters:
  ///   - examples: What to fit.
  ///   - start: The coefficients to begin with, one a column.
  ///   - steps: The most steps; fewer when no coefficient moves by more than 1e-5.
  /// - Returns: The coefficients; sums run in the order of the rows.
  func coefficients(_ examples: Examples, from start: [Double], steps: Int) -> [Double] {
    var coefficients = start
    for _ in 0..<steps {
      var (gradient, curvature) = derivatives(examples, coefficients)
      for column in 0..<columns {
        let strength = column == columns - 1 ? 1e-6 : penalty
        gradient[column] += strength * coefficients[column]
        curvature[column * columns + column] += strength
      }
      let move = Self.solution(of: curvature, equalTo: gradient)
      for column in 0..<columns { coefficients[column] -= move[column] }
      if move.allSatisfy({ abs($0) < 1e-5 }) { break }
    }
    return coefficients
  }

  private func derivatives(
    _ examples: Examples, _ coefficients: [Double]
  ) -> (gradient: [Double], curvature: [Double]) {
    var gradient = [Double](repeating: 0, count: columns)
    var curvature = [Double](repeating: 0, count: columns * columns)
    for row in examples.labels.indices {
      let base = row * columns
      var odds = 0.0
      for column in 0..<columns {
        odds += Double(examples.features[base + column]) * coefficients[column]
      }
      let probability = Logistic.probability(odds)
      let slope = examples.weights[row] * (probability - (examples.labels[row] ? 1 : 0))
      let bend = examples.weights[row] * probability * (1 - probability)
      for column in 0..<columns {
        let value = Double(examples.features[base + column])
        gradient[column] += slope * value
        let scaled = bend * value
        for other in 0...column {
          curvature[column * columns + other] += scaled * Double(examples.features[base + other])
        }
      }
    }
    for column in 0..<columns {
      for other in 0..<column {
        curvature[other * columns + column] = curvature[column * columns + other]
      }
    }
    return (gradient, curvature)
  }

  /// Solves A x = b for a symmetric positive definite A (n, n) by Gaussian elimination.
  static func solution(of matrix: [Double], equalTo vector: [Double]) -> [Double] {
    let n = vector.count
    var a = matrix
    var x = vector
    for pivot in 0..<n {
      for row in (pivot + 1)..<max(n, pivot + 1) {
        let factor = a[row * n + pivot] / a[pivot * n + pivot]
        if factor == 0 { continue }
        for column in pivot..<n { a[row * n + column] -= factor * a[pivot * n + column] }
        x[row] -= factor * x[pivot]
      }
    }
    for row in (0..<n).reversed() {
      for column in (row + 1)..<max(n, row + 1) { x[row] -= a[row * n + column] * x[column] }
      x[row] /= a[row * n + row]
    }
    return x
  }
}
