import TestSupport
import Testing

@testable import Tokenization

@Suite struct BytePairMergerTests {
  @Test("Scanning and heap give the same tokens on either side of the limit")
  func agreement() throws {
    var merger = BytePairMerger(byteTokens: (0..<256).map { Int32($0) }, mergeCount: 4)
    let pairs: [(Int32, Int32)] = [(97, 97), (256, 256), (97, 98), (97, 98)]
    let added = pairs.enumerated().map { merger.append($1.0, $1.1, result: 256 + Int32($0)) }
    #expect(added == [true, true, true, false])
    let limit = BytePairMerger.longestScannedWord
    for length in 1...limit {
      // "c" merges with nothing, so the tail cannot change the head's tokens.
      let head = (0..<length).map { UInt8($0 % 7 == 3 ? 98 : 97) }
      let long = head + [UInt8](repeating: 99, count: limit)
      var (scanned, heaped): ([Int32], [Int32]) = ([], [])
      head.withUnsafeBufferPointer { merger.encode($0, into: &scanned) }
      long.withUnsafeBufferPointer { merger.encode($0, into: &heaped) }
      #expect(heaped == scanned + [Int32](repeating: 99, count: limit))
    }
  }
}
