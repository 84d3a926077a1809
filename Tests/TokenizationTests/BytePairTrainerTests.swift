import TestSupport
import Testing

@testable import Tokenization

@Suite struct BytePairTrainerTests {
  @Test("A worked example: the most frequent pair first, then the lower ids")
  func example() throws {
    let trainer = BytePairTrainer(vocabularySize: 262, controlTokens: ["<s>"])
    let tokenizer = try trainer.train([("low low low lower lowest", 1)])
    // l+o and o+w are seen 5 times each; "l" has the lower id. At last no pair is seen twice.
    #expect(tokenizer.ggufMerges == ["l o", "lo w", "Ġ low", "Ġlow e"])
  }

  @Test("Ids run: control, user defined, bytes in order, merges")
  func order() throws {
    let tokenizer = try smallTokenizer()
    #expect(tokenizer.vocabulary.tokens[0] == Array("<plan>".utf8))
    #expect(tokenizer.vocabulary.tokens[3] == Array("KSampler".utf8))
    #expect(tokenizer.vocabulary.tokens[6] == [0])
    #expect(tokenizer.vocabulary.tokens[261] == [255])
    #expect(tokenizer.vocabulary.count == 290)
    #expect(tokenizer.vocabulary.ids(of: .control) == [0, 1, 2])
    #expect(tokenizer.specialTokens.roles.eos == 2)
  }

  @Test("Pairs seen too seldom are left alone, so the vocabulary may stay smaller")
  func seldom() throws {
    let tokenizer = try BytePairTrainer(vocabularySize: 1000).train([("xy", 1), ("ab", 2)])
    #expect(tokenizer.ggufMerges == ["a b"])
  }

  @Test("No merge crosses or enters an added token")
  func addedTokens() throws {
    let trainer = BytePairTrainer(
      vocabularySize: 300, controlTokens: ["<plan>"], userDefinedTokens: ["Sampler"])
    let tokenizer = try trainer.train([("KSampler<plan>KSampler", 50)])
    #expect(tokenizer.merges.isEmpty)
  }

  @Test("Mistakes in the fixed tokens are named")
  func mistakes() {
    #expect(throws: TokenizerError.vocabularyTooSmall(size: 100, needed: 256)) {
      try BytePairTrainer(vocabularySize: 100).train([])
    }
    #expect(throws: TokenizerError.duplicateToken(first: 0, second: 1, text: "a<")) {
      try BytePairTrainer(
        vocabularySize: 300, controlTokens: ["a<"], userDefinedTokens: ["a<"]
      ).train([])
    }
    #expect(throws: TokenizerError.missingControlToken("<s>")) {
      try BytePairTrainer(vocabularySize: 300, bos: "<s>").train([])
    }
    #expect(throws: TokenizerError.emptyToken(id: 0)) {
      try BytePairTrainer(vocabularySize: 300, userDefinedTokens: [""]).train([])
    }
  }
}

@Suite struct BytePairTrainerLawTests {
  private func corpus(_ generator: inout TestGenerator) -> [(text: String, count: Int)] {
    (0..<20).map { _ in
      let letters = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
        Array("aaabbc  d")[Int.random(in: 0..<9, using: &generator)]
      }
      return (String(letters), Int.random(in: 0...5, using: &generator))
    }
  }

  @Test("Training merges what a full recount at every step would merge")
  func recount() throws {
    try forAll(count: 60, corpus) { texts in
      let trained = try BytePairTrainer(vocabularySize: 286).train(texts)
      let expected = slowMerges(texts, limit: 30)
      try require(trained.ggufMerges == expected, "\(trained.ggufMerges) is not \(expected)")
    }
  }

  @Test("Training twice gives the same tokenizer")
  func determinism() throws {
    #expect(try smallTokenizer().state == smallTokenizer().state)
  }

  /// The definition: count all pairs again at every step.
  private func slowMerges(_ texts: [(text: String, count: Int)], limit: Int) -> [String] {
    var words: [(ids: [Int], count: Int)] = []
    for (text, count) in texts {
      let bytes = Array(text.utf8)
      for word in SplittingRule.gpt2.words(in: bytes) {
        words.append((bytes[word].map { Int($0) }, count))
      }
    }
    var tokens = (UInt8.min...UInt8.max).map { [$0] }
    var merges: [String] = []
    while tokens.count < 256 + limit {
      var counts: [[Int]: Int] = [:]
      for (ids, count) in words {
        for (left, right) in zip(ids, ids.dropFirst()) {
          counts[[left, right], default: 0] += count
        }
      }
      let best = counts.filter { $0.value >= 2 }.min { first, second in
        if first.value != second.value { return first.value > second.value }
        return first.key.lexicographicallyPrecedes(second.key)
      }
      guard let pair = best?.key else { break }
      let bytes = tokens[pair[0]] + tokens[pair[1]]
      merges.append(
        ByteMapping.text(of: tokens[pair[0]]) + " " + ByteMapping.text(of: tokens[pair[1]]))
      let result = tokens.firstIndex(of: bytes) ?? tokens.count
      if result == tokens.count { tokens.append(bytes) }
      for number in words.indices {
        var position = 0
        while position + 1 < words[number].ids.count {
          if Array(words[number].ids[position...position + 1]) == pair {
            words[number].ids.replaceSubrange(position...position + 1, with: [result])
          }
          position += 1
        }
      }
    }
    return merges
  }
}
