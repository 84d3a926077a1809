import Kernels
import TestSupport
import Testing

@Suite("Blocks of 32 numbers")
struct QuantizedBlocksTests {
  private func floats(_ bytes: [UInt8], _ form: QuantizedForm) -> [Float] {
    bytes.withUnsafeBytes { form.floats($0) }
  }

  @Test("A block of Q8_0 is scale, then 32 signed bytes")
  func q8_0() {
    var numbers = [Float](repeating: 0, count: 32)
    numbers[0] = 127
    numbers[31] = -64
    let bytes = QuantizedForm.q8_0.quantized(numbers)
    #expect(bytes.count == 34)
    #expect(bytes[0] == 0x00 && bytes[1] == 0x3C)  // 1.0 in half precision
    #expect(bytes[2] == 127 && bytes[33] == UInt8(bitPattern: -64))
    #expect(floats(bytes, .q8_0) == numbers)
  }

  @Test("Q8_0 loses at most half a step and the rounding of the scale")
  func roundingError() throws {
    try forAll(count: 100) { generator in
      let size = Float.random(in: 0.01...100, using: &generator)
      return (0..<64).map { _ in Float.random(in: -size...size, using: &generator) }
    } law: { numbers in
      let back = floats(QuantizedForm.q8_0.quantized(numbers), .q8_0)
      for block in 0..<2 {
        let range = block * 32..<block * 32 + 32
        let largest = numbers[range].reduce(0) { max($0, abs($1)) }
        let bound = largest / 127 * 0.5001 + largest / 2_048
        for index in range { try #require(abs(numbers[index] - back[index]) <= bound) }
      }
    }
  }

  @Test("A block of Q4_0 is scale, then nibbles: 0 to 15 low, 16 to 31 high")
  func q4_0() {
    let numbers = (0..<32).map { min(3.5, Float($0 % 16 - 8) * ($0 < 16 ? 0.5 : -0.5)) }
    let bytes = QuantizedForm.q4_0.quantized(numbers)
    // The extreme, -4, becomes -8 steps of 0.5.
    #expect(Array(bytes[..<4]) == [0x00, 0x38, 0xF0, 0xF1])
    #expect(bytes.count == 18)
    #expect(floats(bytes, .q4_0) == numbers)
  }

  @Test("A block of Q4_1 is scale, minimum, then nibbles")
  func q4_1() {
    let numbers = (0..<32).map { Float($0 % 16) * 0.25 + 1 }
    let bytes = QuantizedForm.q4_1.quantized(numbers)
    #expect(Array(bytes[..<6]) == [0x00, 0x34, 0x00, 0x3C, 0x00, 0x11])
    #expect(bytes.count == 20)
    #expect(floats(bytes, .q4_1) == numbers)
  }
}
