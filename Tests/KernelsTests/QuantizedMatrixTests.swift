import Kernels
import TestSupport
import Testing

@Suite("Products with Q8_0 matrices")
struct QuantizedMatrixTests {
  private func random(_ count: Int, _ seed: UInt64) -> [Float] {
    var generator = TestGenerator(state: seed)
    return (0..<count).map { _ in Float.random(in: -2...2, using: &generator) }
  }

  private func product(
    _ matrix: QuantizedMatrix, _ x: [Float], batch: Int, _ path: KernelPath
  ) -> [Float] {
    let rounded = QuantizedActivations(capacity: x.count)
    rounded.round(x, rows: batch, columns: matrix.columns, path: path)
    var out = [Float](repeating: .nan, count: batch * matrix.rows)
    matrix.multiply(&out, rounded, batch: batch, path: path)
    return out
  }

  @Test("Both bodies are near the dense product", arguments: KernelPath.allCases)
  func dense(path: KernelPath) {
    for columns in [32, 64, 96, 576] {
      let (weights, x) = (random(9 * columns, 1), random(5 * columns, 2))
      let matrix = QuantizedMatrix(quantizing: weights, rows: 9, columns: columns)
      let got = product(matrix, x, batch: 5, path)
      for b in 0..<5 {
        for r in 0..<9 {
          let wanted = (0..<columns).reduce(Double(0)) {
            $0 + Double(weights[r * columns + $1]) * Double(x[b * columns + $1])
          }
          // Each product is off by at most half a step of each factor: 2 · 2 · 2 / 254, and the
          // errors are independent: four standard deviations.
          let bound = 4 * 0.01 * Double(columns).squareRoot()
          #expect(abs(Double(got[b * 9 + r]) - wanted) < bound)
        }
      }
    }
  }

  @Test("The bodies agree but for the order of sums")
  func bodies() {
    let (weights, x) = (random(7 * 160, 3), random(6 * 160, 4))
    let matrix = QuantizedMatrix(quantizing: weights, rows: 7, columns: 160)
    let best = product(matrix, x, batch: 6, .best)
    let portable = product(matrix, x, batch: 6, .portable)
    for (left, right) in zip(best, portable) { #expect(abs(left - right) < 2e-4) }
  }

  @Test("A result does not depend on batch or range, bit by bit", arguments: KernelPath.allCases)
  func byRow(path: KernelPath) {
    let (weights, x) = (random(10 * 96, 5), random(11 * 96, 6))
    let matrix = QuantizedMatrix(quantizing: weights, rows: 10, columns: 96)
    let all = product(matrix, x, batch: 11, path)
    for batch in 1...11 {
      let some = product(matrix, Array(x[..<(batch * 96)]), batch: batch, path)
      #expect(some == Array(all[..<(batch * 10)]))
    }
    let rounded = QuantizedActivations(capacity: x.count)
    rounded.round(x, rows: 11, columns: 96, path: path)
    var out = [Float](repeating: .nan, count: 110)
    for range in [0..<3, 3..<4, 4..<10] {
      matrix.multiply(&out, rounded, batch: 11, range: range, path: path)
    }
    #expect(out == all)
  }

  @Test("The largest products do not overflow", arguments: KernelPath.allCases)
  func extremes(path: KernelPath) {
    var bytes: [UInt8] = []
    // Scale 1, all weights -128: a value our own rounding never writes, but a file may hold.
    for _ in 0..<2 { bytes += [0x00, 0x3C] + [UInt8](repeating: 0x80, count: 32) }
    let owner = Owner(bytes)
    let matrix = QuantizedMatrix(bytes: owner.region, rows: 1, columns: 64, owner: owner)
    #expect(product(matrix, .init(repeating: 127, count: 64), batch: 1, path) == [-128 * 127 * 64])
    #expect(product(matrix, .init(repeating: -127, count: 64), batch: 1, path) == [128 * 127 * 64])
    var row = [Float](repeating: 0, count: 64)
    matrix.copyRow(0, to: &row)
    #expect(row == .init(repeating: -128, count: 64))
  }

  @Test("Not-a-numbers in the input end the call without a trap", arguments: KernelPath.allCases)
  func notANumber(path: KernelPath) {
    let matrix = QuantizedMatrix(quantizing: random(64, 1), rows: 2, columns: 32)
    for number in [Float.nan, .infinity] {
      _ = product(matrix, .init(repeating: number, count: 32), batch: 1, path)
    }
  }

  private final class Owner: Sendable {
    nonisolated(unsafe) let region: UnsafeRawBufferPointer

    init(_ bytes: [UInt8]) {
      let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
      copy.copyBytes(from: bytes)
      region = UnsafeRawBufferPointer(copy)
    }

    deinit { region.deallocate() }
  }
}
