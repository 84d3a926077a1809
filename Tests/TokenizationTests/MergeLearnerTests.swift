import Testing

@testable import Tokenization

@Suite struct MergeLearnerTests {
  private func learned(_ words: [(String, Int)], limit: Int) -> MergeLearner {
    var counted = CountedWords()
    for (word, count) in words {
      Array(word.utf8).withUnsafeBufferPointer { counted.add($0, count: count) }
    }
    var learner = MergeLearner(words: counted)
    learner.learn(limit: limit, minimumCount: 1)
    return learner
  }

  @Test("Overlapping pairs merge from the left")
  func overlap() {
    let learner = learned([("aaa", 1)], limit: 2)
    #expect(learner.tokens.dropFirst(256) == [Array("aa".utf8), Array("aaa".utf8)])
  }

  @Test("Two merges with one result make one token")
  func sharedResult() {
    // "bc" is frequent elsewhere, so "abc" comes about as a+bc and, after "ab", as ab+c.
    let learner = learned([("abc", 4), ("xbc", 9), ("aby", 3), ("ab", 3)], limit: 8)
    #expect(Set(learner.tokens).count == learner.tokens.count)
  }

  @Test("Counts beyond reason do not overflow")
  func hugeCounts() {
    #expect(learned([("ab", Int.max), ("ab", Int.max)], limit: 1).merges.count == 1)
  }
}
