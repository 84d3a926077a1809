import TestSupport
import Tokenization

@testable import Sampling

/// What a law throws.
struct Broken: Error, CustomStringConvertible {
  let description: String
}

func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws {
  if !condition { throw Broken(description: reason()) }
}

extension Sampler {
  /// Draws from an array.
  mutating func sample(
    _ logits: [Float], _ allowed: [Int32]? = nil, isLikeliest: Bool = false
  ) -> (Int32, Float) {
    var logits = logits
    var mask: TokenMask?
    if let allowed {
      mask = TokenMask(capacity: logits.count)
      mask?.insert(contentsOf: allowed)
    }
    return logits.withUnsafeMutableBufferPointer {
      sample(logits: $0, allowed: mask, isLikeliest: isLikeliest)
    }
  }
}

/// A vocabulary of short strings over few letters, with one control token at id 0.
func randomVocabulary(_ generator: inout TestGenerator) throws -> Vocabulary {
  var tokens: [[UInt8]] = [Array("ab<".utf8)]
  for _ in 0..<Int.random(in: 1...60, using: &generator) {
    let token = randomText(&generator, atMost: 5)
    if !token.isEmpty, !tokens.contains(token) { tokens.append(token) }
  }
  return try Vocabulary(
    tokens: tokens, kinds: tokens.indices.map { $0 == 0 ? .control : .normal })
}

func randomText(_ generator: inout TestGenerator, atMost longest: Int) -> [UInt8] {
  (0..<Int.random(in: 0...longest, using: &generator)).map { _ in
    UInt8.random(in: 0x61...0x63, using: &generator)
  }
}
