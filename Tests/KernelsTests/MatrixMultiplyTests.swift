import Kernels
import Testing

struct MatrixMultiplyTests {
  private let m = 5
  private let n = 7
  private let k = 3

  // out(i, j) = Σ a(i, l) b(l, j), in double.
  private func product(_ a: (Int, Int) -> Float, _ b: (Int, Int) -> Float) -> [Float] {
    (0..<m * n).map { place in
      Float((0..<k).reduce(0.0) { $0 + Double(a(place / n, $1)) * Double(b($1, place % n)) })
    }
  }

  @Test func `timesTransposed is a times the transpose of b`() {
    let a = randomFloats(m * k, seed: 1)
    let b = randomFloats(n * k, seed: 2)
    let expected = product({ a[$0 * k + $1] }, { b[$1 * k + $0] })
    let found = filled(m * n) {
      MatrixMultiply.timesTransposed($0, a, b, rows: m, columns: n, inner: k)
    }
    #expect(difference(found, expected) < 1e-6)
  }

  @Test func `times is a times b`() {
    let a = randomFloats(m * k, seed: 3)
    let b = randomFloats(k * n, seed: 4)
    let expected = product({ a[$0 * k + $1] }, { b[$0 * n + $1] })
    let found = filled(m * n) { MatrixMultiply.times($0, a, b, rows: m, columns: n, inner: k) }
    #expect(difference(found, expected) < 1e-6)
  }

  @Test func `transposedTimes is the transpose of a times b`() {
    let a = randomFloats(k * m, seed: 5)
    let b = randomFloats(k * n, seed: 6)
    let expected = product({ a[$1 * m + $0] }, { b[$0 * n + $1] })
    let found = filled(m * n) {
      MatrixMultiply.transposedTimes($0, a, b, rows: m, columns: n, inner: k)
    }
    #expect(difference(found, expected) < 1e-6)
  }

  @Test func `accumulate adds to what was there, for many rows and for one`() {
    let a = randomFloats(m * k, seed: 7)
    let b = randomFloats(n * k, seed: 8)
    for rows in [1, m] {
      let once = filled(rows * n) {
        MatrixMultiply.timesTransposed($0, a, b, rows: rows, columns: n, inner: k)
      }
      let twice = filled(rows * n) {
        MatrixMultiply.timesTransposed($0, a, b, rows: rows, columns: n, inner: k)
        MatrixMultiply.timesTransposed(
          $0, a, b, rows: rows, columns: n, inner: k, accumulate: true)
      }
      #expect(difference(twice, once.map { 2 * $0 }) < 1e-6)
    }
  }
}
