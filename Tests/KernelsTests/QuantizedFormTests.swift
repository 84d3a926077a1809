import Foundation
import Kernels
import TestSupport
import Testing

@Suite("Quantised forms")
struct QuantizedFormTests {
  private func back(_ numbers: [Float], _ form: QuantizedForm) -> [Float] {
    form.quantized(numbers).withUnsafeBytes { form.floats($0) }
  }

  /// The root of the squared error over the root of the squares.
  private func error(_ numbers: [Float], _ back: [Float]) -> Float {
    let squares = zip(numbers, back).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return (squares / numbers.reduce(0) { $0 + $1 * $1 }).squareRoot()
  }

  /// The sum of eight uniform numbers: near enough to normal.
  private func bell(_ generator: inout TestGenerator) -> Float {
    (0..<8).reduce(Float(0)) { sum, _ in sum + Float.random(in: -1...1, using: &generator) }
  }

  /// Measured 0.0058, 0.084, 0.069, 0.069 and 0.018; plain rounding to Q4_0 and Q4_1 by maximum and
  /// minimum gives 0.091 and 0.077.
  @Test(
    "Rounding loses what the number of bits allows",
    arguments: [
      (QuantizedForm.q8_0, Float(0.0065)), (.q4_0, 0.088), (.q4_1, 0.073), (.q4_K, 0.073),
      (.q6_K, 0.02),
    ])
  func roundingError(form: QuantizedForm, bound: Float) {
    var generator = TestGenerator(state: 21)
    let numbers = (0..<8_192).map { _ in bell(&generator) * 0.02 }
    let found = error(numbers, back(numbers, form))
    #expect(found < bound && found > bound / 3)
  }

  @Test("What is already on the grid stays as it is", arguments: QuantizedForm.allCases)
  func idempotent(form: QuantizedForm) throws {
    try forAll(count: 20) { generator in
      (0..<512).map { _ in Float.random(in: -1...1, using: &generator) }
    } law: { numbers in
      let once = back(numbers, form)
      try #require(error(once, back(once, form)) < 0.003)
    }
  }

  @Test("Zeros stay zeros", arguments: QuantizedForm.allCases)
  func zeros(form: QuantizedForm) {
    let zeros = [Float](repeating: 0, count: 512)
    #expect(back(zeros, form) == zeros)
  }

  @Test("Infinities, not-a-numbers and extremes become blocks without a trap")
  func extremes() {
    let extremes: [Float] = [
      .infinity, -.infinity, .nan, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
      .leastNonzeroMagnitude, -1e-30, 70_000,
    ]
    for form in QuantizedForm.allCases {
      for number in extremes {
        var mixed = [Float](repeating: number, count: 512)
        #expect(form.quantized(mixed).count == 512 / form.blockNumbers * form.blockBytes)
        for index in mixed.indices where index % 3 == 0 { mixed[index] = Float(index) - 250 }
        #expect(form.quantized(mixed).count == 512 / form.blockNumbers * form.blockBytes)
      }
    }
  }

  @Test("More blocks than one thread takes are rounded like few")
  func pieces() {
    let numbers = randomFloats(32 * 9_000, seed: 4)
    let all = QuantizedForm.q8_0.quantized(numbers)
    #expect(all.count == 34 * 9_000)
    for block in [0, 4_095, 4_096, 8_999] {
      let one = QuantizedForm.q8_0.quantized(Array(numbers[32 * block..<32 * block + 32]))
      #expect(Array(all[34 * block..<34 * block + 34]) == one)
    }
  }
}

/// Source: Tests/Fixtures/generate/quantized.py, the Python package gguf.
@Suite("Quantised forms against gguf")
struct QuantizedFormReferenceTests {
  struct Case: Decodable {
    let bytes: String
    let numbers: [Float]

    var data: [UInt8] {
      let digits = Array(bytes.utf8)
      return stride(from: 0, to: digits.count, by: 2).compactMap {
        UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
      }
    }
  }

  private let cases: [String: Case]

  init() throws {
    let file = repositoryRoot.appendingPathComponent("Tests/Fixtures/reference/quantized.json")
    cases = try JSONDecoder().decode([String: Case].self, from: Data(contentsOf: file))
  }

  @Test(
    "Any bytes are read as the same numbers",
    arguments: [
      (QuantizedForm.q8_0, "Q8_0"), (.q4_0, "Q4_0"), (.q4_1, "Q4_1"), (.q4_K, "Q4_K"),
      (.q6_K, "Q6_K"),
    ])
  func floats(form: QuantizedForm, name: String) throws {
    let reference = try #require(cases[name])
    let found = reference.data.withUnsafeBytes { form.floats($0) }
    #expect(found.count == 3 * form.blockNumbers)
    // Each number is one product and one sum of short factors: exact, or one rounding apart.
    for (left, right) in zip(found, reference.numbers) {
      #expect(abs(left - right) <= 1.2e-7 * abs(right))
    }
  }

  @Test("bfloat16 is read and rounded the same")
  func bfloat16() throws {
    let reference = try #require(cases["BF16"])
    let form = HalfMatrix.Form.bfloat16
    #expect(reference.data.withUnsafeBytes { form.floats($0) } == reference.numbers)
    #expect(form.rounded(reference.numbers) == reference.data)
  }
}
