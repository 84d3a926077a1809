import Kernels
import TestSupport
import Testing

@Suite("Products with quantised matrices")
struct QuantizedMatrixTests {
  private func product(
    _ matrix: QuantizedMatrix, _ x: [Float], batch: Int, _ path: KernelPath
  ) -> [Float] {
    let rounded = QuantizedActivations(capacity: x.count)
    rounded.round(x, rows: batch, columns: matrix.columns, path: path)
    var out = [Float](repeating: .nan, count: batch * matrix.rows)
    matrix.multiply(&out, rounded, batch: batch, path: path)
    return out
  }

  /// Numbers that rounding to int8 leaves as they are: multiples of 1/64 up to 127/64, which
  /// stands once in every 32.
  private func grid(_ count: Int, seed: UInt64) -> [Float] {
    var generator = TestGenerator(state: seed)
    return (0..<count).map {
      $0 % 32 == 7 ? 127 / 64 : Float(Int.random(in: -127...127, using: &generator)) / 64
    }
  }

  @Test("Both bodies give the product of the dequantised numbers", arguments: KernelPath.allCases)
  func dequantised(path: KernelPath) {
    for form in QuantizedForm.allCases {
      // 32, 96 and 576 leave an odd number of blocks where they divide.
      for columns in [32, 96, 576, 256, 768] where columns % form.blockNumbers == 0 {
        let matrix = QuantizedMatrix(
          quantizing: randomFloats(9 * columns, seed: 1, scale: 2), rows: 9, columns: columns,
          form: form)
        let x = grid(6 * columns, seed: 2)
        let wanted = (0..<54).map { index -> Float in
          let row = filled(columns) { matrix.copyRow(index % 9, to: $0) }
          return Float(inner(row, Array(x[index / 9 * columns..<(index / 9 + 1) * columns])))
        }
        // Nothing but the roundings of 32-bit sums of up to 768 products of up to 4.
        let found = product(matrix, x, batch: 6, path)
        #expect(difference(found, wanted) < 2e-5, "\(form), \(columns) columns")
      }
    }
  }

  @Test("Rounding the activations costs what 8 bits allow", arguments: KernelPath.allCases)
  func dense(path: KernelPath) {
    for columns in [32, 64, 96, 576] {
      let weights = randomFloats(9 * columns, seed: 1, scale: 2)
      let x = randomFloats(5 * columns, seed: 2, scale: 2)
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

  @Test("The bodies agree but for the order of sums", arguments: QuantizedForm.allCases)
  func bodies(form: QuantizedForm) {
    let columns = 768
    let weights = randomFloats(7 * columns, seed: 3, scale: 2)
    let x = randomFloats(6 * columns, seed: 4, scale: 2)
    let matrix = QuantizedMatrix(quantizing: weights, rows: 7, columns: columns, form: form)
    let best = product(matrix, x, batch: 6, .best)
    let portable = product(matrix, x, batch: 6, .portable)
    for (left, right) in zip(best, portable) { #expect(abs(left - right) < 5e-4) }
  }

  @Test("A result does not depend on batch or range, bit by bit", arguments: KernelPath.allCases)
  func byRow(path: KernelPath) {
    for form in QuantizedForm.allCases {
      let columns = max(96, form.blockNumbers)
      let (weights, x) = (randomFloats(10 * columns, seed: 5), randomFloats(77 * columns, seed: 6))
      let matrix = QuantizedMatrix(quantizing: weights, rows: 10, columns: columns, form: form)
      let all = product(matrix, x, batch: 77, path)
      // Single rows, whole groups of eight, and groups that are not full.
      for batch in Array(1...20) + [27, 63, 64, 65, 69] {
        let some = product(matrix, Array(x[..<(batch * columns)]), batch: batch, path)
        #expect(some == Array(all[..<(batch * 10)]), "\(form), \(batch) rows")
      }
      let rounded = QuantizedActivations(capacity: x.count)
      rounded.round(x, rows: 77, columns: columns, path: path)
      var out = [Float](repeating: .nan, count: 770)
      for range in [0..<3, 3..<4, 4..<10] {
        matrix.multiply(&out, rounded, batch: 77, range: range, path: path)
      }
      #expect(out == all)
    }
  }

  @Test("The instruction that adds four products of bytes changes no bit")
  func instructions() {
    for form in QuantizedForm.allCases {
      // More parts than a tile unpacks at once, and no whole number of eights.
      let columns = form.blockNumbers == 32 ? 32 * 77 : 256 * 9
      let matrix = QuantizedMatrix(
        quantizing: randomFloats(6 * columns, seed: 7), rows: 6, columns: columns, form: form)
      let x = randomFloats(13 * columns, seed: 8)
      let all = product(matrix, x, batch: 13, .best)
      #expect(product(matrix, x, batch: 13, .withoutVNNI) == all)
      #expect(product(matrix, Array(x[..<columns]), batch: 1, .best) == Array(all[..<6]))
    }
  }

  @Test("The largest products do not overflow", arguments: KernelPath.allCases)
  func extremes(path: KernelPath) {
    // Q8_0 of scale 1, all weights -128: a value our own rounding never writes, but a file may.
    let q8 = [UInt8]([0x00, 0x3C]) + [UInt8](repeating: 0x80, count: 32)
    // Q6_K of scale 1, parts of scale -128, all weights -32.
    let q6 =
      [UInt8](repeating: 0, count: 192) + [UInt8](repeating: 0x80, count: 16) + [0x00, 0x3C]
    for (form, block, weight) in [(QuantizedForm.q8_0, q8, Float(-128)), (.q6_K, q6, 4_096)] {
      let columns = 2 * form.blockNumbers
      // The bytes end where the file ends: nothing beyond may be read.
      let owner = SharedBytes(block + block)
      let matrix = QuantizedMatrix(
        bytes: owner.region, rows: 1, columns: columns, form: form, owner: owner)
      for x in [Float(127), -127] {
        let found = product(matrix, .init(repeating: x, count: columns), batch: 1, path)
        #expect(found == [weight * x * Float(columns)])
      }
      let row = filled(columns) { matrix.copyRow(0, to: $0) }
      #expect(row == .init(repeating: weight, count: columns))
    }
  }

  @Test("Not-a-numbers in the input end the call without a trap", arguments: KernelPath.allCases)
  func notANumber(path: KernelPath) {
    for form in QuantizedForm.allCases {
      let columns = form.blockNumbers
      let matrix = QuantizedMatrix(
        quantizing: randomFloats(2 * columns, seed: 1), rows: 2, columns: columns, form: form)
      for number in [Float.nan, .infinity] {
        let found = product(matrix, .init(repeating: number, count: columns), batch: 1, path)
        #expect(found.count == 2)
      }
    }
  }
}

/// Bytes at an odd address, which a matrix shares.
final class SharedBytes: Sendable {
  // Safe to share: written once, before anyone else has it.
  nonisolated(unsafe) let region: UnsafeRawBufferPointer

  init(_ bytes: [UInt8]) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + 1, alignment: 64)
    let place = UnsafeMutableRawBufferPointer(rebasing: copy[1...])
    place.copyBytes(from: bytes)
    region = UnsafeRawBufferPointer(place)
  }

  deinit { (region.baseAddress.map { $0 - 1 })?.deallocate() }
}
