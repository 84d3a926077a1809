import KnowledgeBase
import Testing

@testable import Curation

@Suite struct LogisticFitTests {
  @Test func `The slope vanishes at the coefficients found`() {
    var examples = LogisticFit.Examples()
    for row in 0..<60 {
      let first = Float(row % 7) - 3, second = Float(row % 5) - 2
      examples.add(
        [first, second, 1], label: (row * 13) % 11 < 4 + row % 3, weight: 1 + Double(row % 2))
    }
    let fit = LogisticFit(columns: 3, penalty: 0.5)
    let found = fit.coefficients(examples, from: [0, 0, 0], steps: 30)
    func loss(_ b: [Double]) -> Double {
      var sum = 0.25 * (b[0] * b[0] + b[1] * b[1])
      for row in examples.labels.indices {
        let odds = (0..<3).reduce(0) { $0 + Double(examples.features[row * 3 + $1]) * b[$1] }
        let p = Logistic.probability(examples.labels[row] ? odds : -odds)
        sum += examples.weights[row] * BM25Logarithm.negative(p)
      }
      return sum
    }
    for column in 0..<3 {
      for move in [-0.01, 0.01] {
        var other = found
        other[column] += move
        #expect(loss(other) > loss(found), "column \(column)")
      }
    }
  }

  @Test func `A stronger penalty gives smaller coefficients`() {
    var examples = LogisticFit.Examples()
    for row in 0..<20 { examples.add([Float(row) - 9.5, 1], label: row > 8, weight: 1) }
    func slope(_ penalty: Double) -> Double {
      LogisticFit(columns: 2, penalty: penalty).coefficients(examples, from: [0, 0], steps: 40)[0]
    }
    #expect(slope(0.1) > slope(1) && slope(1) > slope(10) && slope(10) > 0)
  }

  @Test func `Systems of equations are solved`() {
    let solution = LogisticFit.solution(of: [4, 1, 0, 1, 3, 1, 0, 1, 2], equalTo: [6, 10, 8])
    for (value, wanted) in zip(solution, [1, 2, 3]) { #expect(abs(value - wanted) < 1e-12) }
    #expect(LogisticFit.solution(of: [2], equalTo: [8]) == [4])
  }
}

/// -ln p through the integral of 1 / x, independent of the code under test.
private enum BM25Logarithm {
  static func negative(_ p: Double) -> Double {
    let steps = 2000
    let width = (1 - p) / Double(steps)
    return (0..<steps).reduce(0) { $0 + width / (p + (Double($1) + 0.5) * width) }
  }
}
