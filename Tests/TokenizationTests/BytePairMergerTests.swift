import TestSupport
import Testing

@testable import Tokenization

@Suite struct BytePairMergerTests {
  @Test("Scanning and heap give the same tokens on either side of the limit")
  func agreement() throws {
    var merger = BytePairMerger(mergeCount: 4)
    let pairs: [(Int32, Int32)] = [(97, 97), (256, 256), (97, 98), (97, 98)]
    let added = pairs.enumerated().map { merger.append($1.0, $1.1, result: 256 + Int32($0)) }
    #expect(added == [true, true, true, false])
    let limit = BytePairMerger.longestScannedWord
    for length in 1...limit {
      // "c" merges with nothing, so the tail cannot change the head's tokens.
      let head = (0..<length).map { Int32($0 % 7 == 3 ? 98 : 97) }
      let tail = [Int32](repeating: 99, count: limit)
      #expect(merged(head + tail, merger) == merged(head, merger) + tail)
    }
    #expect(merged([], merger).isEmpty)
  }

  private func merged(_ tokens: [Int32], _ merger: BytePairMerger) -> [Int32] {
    var ids: [Int32] = []
    merger.encode(capacity: tokens.count, into: &ids) { buffer in
      for (place, token) in tokens.enumerated() { buffer[place] = token }
      return tokens.count
    }
    return ids
  }
}
