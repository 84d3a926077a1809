import Kernels
import TestSupport
import Testing

@Suite("Matrices of 16-bit floats")
struct HalfMatrixTests {
  private func matrix(
    _ numbers: [Float], rows: Int, _ form: HalfMatrix.Form
  ) -> (HalfMatrix, [Float]) {
    let owner = SharedBytes(form.rounded(numbers))
    let matrix = HalfMatrix(
      bytes: owner.region, rows: rows, columns: numbers.count / rows, form: form, owner: owner)
    return (matrix, form.floats(owner.region))
  }

  @Test("Rounding is to the nearest, ties to even, and keeps what is no number")
  func rounding() {
    func bits(_ number: Float, _ form: HalfMatrix.Form) -> UInt16 {
      let bytes = form.rounded([number])
      return UInt16(bytes[0]) | UInt16(bytes[1]) << 8
    }
    #expect(bits(1, .float16) == 0x3C00 && bits(1, .bfloat16) == 0x3F80)
    #expect(bits(-2.5, .float16) == 0xC100 && bits(-2.5, .bfloat16) == 0xC020)
    // Between 0x3F80 and 0x3F81: half way to the even one, above half way up.
    #expect(bits(Float(bitPattern: 0x3F80_8000), .bfloat16) == 0x3F80)
    #expect(bits(Float(bitPattern: 0x3F81_8000), .bfloat16) == 0x3F82)
    #expect(bits(Float(bitPattern: 0x3F80_8001), .bfloat16) == 0x3F81)
    #expect(bits(.infinity, .bfloat16) == 0x7F80 && bits(1e6, .float16) == 0x7C00)
    #expect(bits(.greatestFiniteMagnitude, .bfloat16) == 0x7F80)
    #expect(bits(Float(bitPattern: 0x7F80_0001), .bfloat16) & 0x7FC0 == 0x7FC0)
  }

  @Test("Every bit pattern widens to the number it means")
  func everyPattern() {
    let bytes = (0...UInt16.max).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    for form in HalfMatrix.Form.allCases {
      let found = bytes.withUnsafeBytes { form.floats($0) }
      for pattern in 0...UInt16.max {
        let wanted =
          form == .float16
          ? Float(Float16(bitPattern: pattern)) : Float(bitPattern: UInt32(pattern) << 16)
        let number = found[Int(pattern)]
        guard number != wanted, !(number.isNaN && wanted.isNaN) else { continue }
        Issue.record("\(form) \(pattern): \(number), not \(wanted)")
      }
    }
  }

  @Test("Both bodies give the product of the widened numbers", arguments: KernelPath.allCases)
  func product(path: KernelPath) {
    for form in HalfMatrix.Form.allCases {
      for columns in [5, 16, 40, 99] {
        let (matrix, weights) = matrix(randomFloats(7 * columns, seed: 1), rows: 7, form)
        let x = randomFloats(6 * columns, seed: 2)
        let found = filled(42) { matrix.multiply($0, x, batch: 6, path: path) }
        let wanted = (0..<42).map { index in
          let (b, r) = (index / 7, index % 7)
          return Float(
            inner(
              Array(x[b * columns..<(b + 1) * columns]),
              Array(weights[r * columns..<(r + 1) * columns])))
        }
        #expect(difference(found, wanted) < 5e-6)
        #expect(
          filled(columns) { matrix.copyRow(3, to: $0) }
            == Array(weights[3 * columns..<4 * columns]))
      }
    }
  }

  @Test("A result does not depend on batch or range, bit by bit", arguments: KernelPath.allCases)
  func byRow(path: KernelPath) {
    let (matrix, _) = matrix(randomFloats(10 * 50, seed: 5), rows: 10, .float16)
    let x = randomFloats(11 * 50, seed: 6)
    let all = filled(110) { matrix.multiply($0, x, batch: 11, path: path) }
    for batch in 1...11 {
      let some = filled(batch * 10) { matrix.multiply($0, x, batch: batch, path: path) }
      #expect(some == Array(all[..<(batch * 10)]))
    }
    let parts = filled(110) { out in
      for range in [0..<3, 3..<4, 4..<10] {
        matrix.multiply(out, x, batch: 11, range: range, path: path)
      }
    }
    #expect(parts == all)
  }
}
