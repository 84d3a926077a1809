import Testing

@testable import Tokenization

@Suite struct WordTableTests {
  @Test("Only normal tokens that are words are found")
  func words() throws {
    let vocabulary = try Vocabulary(
      tokens: [[0x61], [0x62], [0x61, 0x62], Array("<s>".utf8)],
      kinds: [.normal, .normal, .normal, .control])
    let table = WordTable(vocabulary) { id, _ in id != 1 }
    let found = [[0x61], [0x62], [0x61, 0x62], Array("<s>".utf8)].map { (word: [UInt8]) in
      word.withUnsafeBufferPointer { table.token(of: $0) }
    }
    #expect(found == [0, -1, 2, -1])
  }
}
