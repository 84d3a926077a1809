import Sampling
import Tokenization

// When tokens run short, a text is written in as few tokens as can be known beforehand, whatever
// the numbers in its variables are: piece by piece, each digit on its own, no piece beyond a `=` or
// a space, and within a piece always the longest token. What a text costs is then the sum over its
// pieces, and the same wherever it stands.

extension ConstraintVocabulary {
  /// The number of tokens of `text` when it is written tightly.
  func tightCost(_ text: [UInt8]) -> Int {
    var place = 0
    var count = 0
    while place < text.count {
      place += tightToken(text[place...])?.length ?? 1
      count += 1
    }
    return count
  }

  func tightCost(_ text: String) -> Int { tightCost(Array(text.utf8)) }

  /// The token that begins `text` when it is written tightly.
  func tightToken(_ text: ArraySlice<UInt8>) -> (id: Int32, length: Int)? {
    trie.longestToken(beginning: text[..<Self.endOfPiece(text)])
  }

  private static func endOfPiece(_ text: ArraySlice<UInt8>) -> Int {
    guard let first = text.first else { return text.startIndex }
    if isDigit(first) { return text.startIndex + 1 }
    for place in text.indices {
      if isDigit(text[place]) { return place }
      if text[place] == UInt8(ascii: "=") || text[place] == UInt8(ascii: " ") { return place + 1 }
    }
    return text.endIndex
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
