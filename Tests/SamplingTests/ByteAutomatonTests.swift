import TestSupport
import Testing
import Tokenization

@testable import Sampling

/// A random machine of six states over the letters a, b, c.
private struct RandomAutomaton: ByteAutomaton {
  let steps: [Int]
  var state = 0

  mutating func advance(_ byte: UInt8) -> Bool {
    let next = steps[state * 3 + Int(byte - 0x61)]
    if next >= 0 { state = next }
    return next >= 0
  }
}

@Suite struct TrieMaskLawTests {
  @Test("The trie's mask is that of running the automaton over every token")
  func bruteForce() throws {
    try forAll(count: 500) { generator in
      let steps = (0..<18).map { _ in Int.random(in: -4..<6, using: &generator) }
      return (try? randomVocabulary(&generator), RandomAutomaton(steps: steps))
    } law: { item in
      guard let vocabulary = item.0 else { throw Broken(description: "no vocabulary") }
      var mask = TokenMask(capacity: vocabulary.count)
      TrieMask.compute(item.1, TokenTrie(vocabulary: vocabulary), into: &mask)
      let expected = vocabulary.tokens.indices.filter { id in
        var automaton = item.1
        return id > 0 && vocabulary.tokens[id].allSatisfy { automaton.advance($0) }
      }
      try require(mask.tokens == expected.map { Int32($0) }, "\(mask.tokens) not \(expected)")
    }
  }
}
