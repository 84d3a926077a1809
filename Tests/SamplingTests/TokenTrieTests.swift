import TestSupport
import Testing
import Tokenization

@testable import Sampling

private struct Case {
  var vocabulary: Vocabulary
  var continuations: [[UInt8]]
}

private func randomCase(_ generator: inout TestGenerator) -> Case? {
  let continuations = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
    randomText(&generator, atMost: 7)
  }
  guard let vocabulary = try? randomVocabulary(&generator) else { return nil }
  let order = Bool.random(using: &generator)
  return Case(
    vocabulary: vocabulary,
    continuations: order
      ? continuations.sorted { $0.lexicographicallyPrecedes($1) } : continuations)
}

@Suite struct TokenTrieTests {
  @Test("Tokens that begin a continuation, and with more allowed those that begin with one")
  func example() throws {
    let texts = ["K", "KS", "KSampler", "KSamplerX", "Load", "S"]
    let vocabulary = try Vocabulary(
      tokens: texts.map { Array($0.utf8) }, kinds: texts.map { _ in .normal })
    let trie = TokenTrie(vocabulary: vocabulary)
    var mask = TokenMask(capacity: 6)
    trie.tokens(prefixing: [Array("KSampler".utf8), Array("Lo".utf8)], into: &mask)
    #expect(mask.tokens == [0, 1, 2])
    trie.tokens(
      prefixing: [Array("KSampler".utf8), Array("Lo".utf8)], into: &mask, allowingMore: true)
    #expect(mask.tokens == [0, 1, 2, 3, 4])
  }

  @Test("Control tokens are no text unless asked for")
  func control() throws {
    let vocabulary = try Vocabulary(tokens: [[0x61], [0x62]], kinds: [.normal, .control])
    for (including, expected) in [(false, [0]), (true, [0, 1])] as [(Bool, [Int32])] {
      var mask = TokenMask(capacity: 2)
      TokenTrie(vocabulary: vocabulary, includingControlTokens: including).allTokens(into: &mask)
      #expect(mask.tokens == expected)
    }
  }
}

@Suite struct TokenTrieLawTests {
  @Test("The mask of continuations is that of trying every token against each")
  func bruteForce() throws {
    try forAll(count: 500, randomCase) { item in
      guard let item else { throw Broken(description: "no vocabulary") }
      let trie = TokenTrie(vocabulary: item.vocabulary)
      for more in [false, true] {
        var mask = TokenMask(capacity: item.vocabulary.count)
        trie.tokens(prefixing: item.continuations, into: &mask, allowingMore: more)
        let expected = item.vocabulary.tokens.indices.filter { id in
          let token = item.vocabulary.tokens[id]
          return id > 0
            && item.continuations.contains {
              $0.starts(with: token) || more && token.starts(with: $0)
            }
        }
        try require(mask.tokens == expected.map { Int32($0) }, "\(mask.tokens) not \(expected)")
      }
    }
  }
}
