import Kernels
import Testing

@Suite("Blocks of 256 numbers")
struct SuperBlocksTests {
  private func back(_ numbers: [Float], _ form: QuantizedForm) -> [Float] {
    form.quantized(numbers).withUnsafeBytes { form.floats($0) }
  }

  @Test("Numbers on Q4_K's own grid come back: each part has its scale and minimum")
  func q4_K() {
    let minima = [63, 5, 60, 0, 33, 16, 48, 62]
    let numbers = (0..<256).map { index in
      let part = index / 32
      return Float(63 - 7 * part) * Float(index % 16) - 4 * Float(minima[part])
    }
    // The largest scale, 63, and the largest minimum, 252 = 4 · 63, fix the units at 1 and 4.
    #expect(back(numbers, .q4_K) == numbers)
    #expect(QuantizedForm.q4_K.quantized(numbers).count == 144)
  }

  @Test("Numbers on Q6_K's own grid come back: each sixteen have their scale")
  func q6_K() {
    let scales = [-128, 127, 1, 0, 64, -64, 100, 3, -7, 90, 33, -100, 12, 77, -50, 5]
    let numbers = (0..<256).map { Float(scales[$0 / 16]) * Float($0 % 16 * 4 - 32) * 0.5 }
    #expect(back(numbers, .q6_K) == numbers)
    #expect(QuantizedForm.q6_K.quantized(numbers).count == 210)
  }
}
