import Testing

@testable import Tokenization

@Suite struct ScoredMergesTests {
  private func merged(_ scores: [Float], _ tokens: [Int32]) throws -> [Int32] {
    let texts = ["a", "b", "aa", "aaa", "ab"]
    let vocabulary = try Vocabulary(
      tokens: texts.map { Array($0.utf8) }, kinds: texts.map { _ in .normal })
    let merger = ScoredMerges(vocabulary, scores).makeMerger()
    var ids: [Int32] = []
    merger.encode(capacity: tokens.count, into: &ids) { buffer in
      for (place, token) in tokens.enumerated() { buffer[place] = token }
      return tokens.count
    }
    return ids
  }

  @Test("The higher score wins, whatever the order of the ids")
  func scores() throws {
    #expect(try merged([0, 0, -1, -3, -2], [0, 0, 1]) == [2, 1])
    #expect(try merged([0, 0, -2, -3, -1], [0, 0, 1]) == [0, 4])
  }

  @Test("Of two cuts of one token the longer left part comes first")
  func cuts() throws {
    // "aa" + "a" and "a" + "aa" in one word: only the first is made.
    #expect(try merged([0, 0, -1, -3, -2], [0, 2, 0]) == [0, 3])
  }

  @Test("A score that is no number makes no merge")
  func noNumber() throws {
    #expect(try merged([0, 0, .nan, 0, .nan], [0, 0, 1]) == [0, 0, 1])
  }
}
