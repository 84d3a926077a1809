import Kernels
import TestSupport
import Testing

@Suite("Activations rounded to int8")
struct QuantizedActivationsTests {
  /// Reads x back through a Q4_1 matrix: the rows of the identity, then ones from the minimum.
  @Test("Values and sums come back within half a step", arguments: KernelPath.allCases)
  func readBack(path: KernelPath) {
    var weights = [Float](repeating: 0, count: 33 * 32)
    for index in 0..<32 { weights[index * 32 + index] = 1 }
    for index in 0..<32 { weights[32 * 32 + index] = 1 }
    let matrix = QuantizedMatrix(quantizing: weights, rows: 33, columns: 32, form: .q4_1)
    let x = randomFloats(32, seed: 9, scale: 3)
    let rounded = QuantizedActivations(capacity: 32)
    rounded.round(x, rows: 1, columns: 32, path: path)
    let back = filled(33) { matrix.multiply($0, rounded, batch: 1, path: path) }
    for index in 0..<32 { #expect(abs(back[index] - x[index]) <= 3.0 / 127 * 0.51) }
    // The last row has scale 0 and minimum 1: it reads the sum alone.
    // The rows before have 15 times the half nearest to 1/15 instead of 1.
    #expect(abs(back[32] - back[..<32].reduce(0, +)) < 0.003)
  }

  @Test("Rows rounded in ranges are the rows rounded at once", arguments: KernelPath.allCases)
  func ranges(path: KernelPath) {
    let matrix = QuantizedMatrix(quantizing: randomFloats(3 * 64, seed: 1), rows: 3, columns: 64)
    let x = randomFloats(30 * 64, seed: 2)
    let (whole, pieces) = (
      QuantizedActivations(capacity: 1_920), QuantizedActivations(capacity: 1_920)
    )
    whole.round(x, rows: 30, columns: 64, path: path)
    for range in [16..<30, 0..<8, 8..<16] {
      pieces.round(x, rows: 30, columns: 64, range: range, path: path)
    }
    let found = [whole, pieces].map { rounded in
      filled(90) { matrix.multiply($0, rounded, batch: 30, path: path) }
    }
    #expect(found[0] == found[1])
  }

  @Test("Too little room is the caller's mistake")
  func noRoom() async {
    await #expect(processExitsWith: .failure) {
      let x = [Float](repeating: 0, count: 64)
      QuantizedActivations(capacity: 32).round(x, rows: 2, columns: 32)
    }
  }
}
