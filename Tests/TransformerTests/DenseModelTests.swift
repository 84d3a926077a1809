import Foundation
import TestSupport
import Testing
import Transformer

/// Source: Tests/Fixtures/generate/transformer.py, NumPy in double precision.
@Suite("Forward pass against NumPy")
struct DenseModelReferenceTests {
  struct Reference: Decodable {
    let tokens: [Int32]
    let logits: [[Float]]
    /// The logits with keys and values rounded to half precision, as the cache keeps them.
    let cached: [[Float]]
  }

  /// Plain llama; llama with tied head, wide heads and scaled frequencies; qwen2 with biases and
  /// scaled positions; qwen3 with head norms, tied head and bfloat16 matrices.
  static let variants = ["", "_llama3", "_qwen2", "_qwen3"]

  private func load(_ variant: String) throws -> (reference: Reference, weights: ModelWeights) {
    let folder = repositoryRoot.appendingPathComponent("Tests/Fixtures/reference")
    let json = try Data(contentsOf: folder.appendingPathComponent("transformer\(variant).json"))
    let file = try Data(contentsOf: folder.appendingPathComponent("transformer\(variant).gguf"))
    return (
      try JSONDecoder().decode(Reference.self, from: json),
      try ModelWeights(try GGUFReader(GGUFBytes([UInt8](file))))
    )
  }

  @Test("Prompts of every length give the reference's logits", arguments: variants)
  func prompts(variant: String) throws {
    let (reference, weights) = try load(variant)
    let session = try DenseModel(weights).makeSession(rows: 1, maximumTokens: 64)
    for length in 1...reference.tokens.count {
      let logits = try session.prefill(Array(reference.tokens[..<length]))
      #expect(largestDifference(logits, reference.cached[length - 1]) < Self.bound)
    }
  }

  @Test("Token by token gives the reference's logits", arguments: variants)
  func steps(variant: String) throws {
    let (reference, weights) = try load(variant)
    let session = try DenseModel(weights).makeSession(rows: 1, maximumTokens: 64)
    try session.prefill([reference.tokens[0]])
    for (index, token) in reference.tokens.enumerated().dropFirst() {
      let logits = try session.step(tokens: [token])
      #expect(largestDifference(logits, reference.cached[index]) < Self.bound)
    }
  }

  /// 32-bit sums of up to 64 products of size about 1 err by a few units of 1e-6 per layer; a key
  /// or value that lies between two halves may then round to the other, by 5e-4 of itself, which
  /// moved logits of size 21 by 6e-4.
  private static let bound: Float = 1e-3

  @Test("Half precision in the cache keeps the greedy tokens", arguments: variants)
  func cache(variant: String) throws {
    let (reference, weights) = try load(variant)
    let session = try DenseModel(weights).makeSession(rows: 1, maximumTokens: 64)
    for length in 1...reference.tokens.count {
      let logits = Array(try session.prefill(Array(reference.tokens[..<length])))
      let exact = reference.logits[length - 1]
      // Logits of size 10 and random weights; NumPy's two runs differ by as much.
      #expect(largestDifference(logits, exact) < 0.06)
      #expect(logits.firstIndex(of: logits.max() ?? 0) == exact.firstIndex(of: exact.max() ?? 0))
    }
  }

  @Test("Eight-bit products stay near the reference")
  func quantized() throws {
    let (reference, stored) = try load("")
    let names = TensorName.all(stored.configuration).map(\.name)
    let weights = try ModelWeights(
      configuration: stored.configuration,
      tensors: Dictionary(uniqueKeysWithValues: names.map { ($0, stored.floats($0)) }))
    let session = try QuantizedModel(weights).makeSession(rows: 1, maximumTokens: 64)
    var (error, size) = (Float(0), Float(0))
    for length in 1...reference.tokens.count {
      let logits = try session.prefill(Array(reference.tokens[..<length]))
      for (number, wanted) in zip(logits, reference.logits[length - 1]) {
        error += (number - wanted) * (number - wanted)
        size += wanted * wanted
      }
    }
    // NumPy with the same roundings of weights and activations gives 0.0435 for this model, which
    // has few channels to average over; weights alone give 0.036.
    #expect(abs((error / size).squareRoot() - 0.0435) < 0.003)
  }

  @Test("Half precision in memory is multiplied as it stands", arguments: variants)
  func halves(variant: String) throws {
    let (reference, weights) = try load(variant)
    #expect(!weights.isQuantized)
    let session = try weights.model().makeSession(rows: 1, maximumTokens: 64)
    let whole = Array(try session.prefill(reference.tokens))
    // Products of stored halves depend on their own row alone, so cutting the prompt changes no
    // bit.
    try session.prefill(Array(reference.tokens[..<5]))
    let fed = try session.feed(row: 0, tokens: Array(reference.tokens[5...]))
    #expect(Array(fed) == whole)
  }
}
