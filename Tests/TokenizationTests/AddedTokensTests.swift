import Testing

@testable import Tokenization

@Suite struct AddedTokensTests {
  private func split(_ text: String, by tokens: [String]) -> [String] {
    let entries = tokens.enumerated().map { (bytes: Array($1.utf8), value: Int32($0)) }
    let bytes = Array(text.utf8)
    var parts: [String] = []
    bytes.withUnsafeBufferPointer { buffer in
      AddedTokens(entries).split(buffer) { range in
        parts.append(String(decoding: bytes[range], as: UTF8.self))
      } token: { id in
        parts.append("[\(tokens[Int(id)])]")
      }
    }
    return parts
  }

  @Test("Leftmost first, then longest")
  func matching() {
    #expect(split("xabcdy", by: ["ab", "abcd", "bcdy"]) == ["x", "[abcd]", "y"])
    #expect(split("abcab", by: ["ab", "abcd"]) == ["[ab]", "c", "[ab]"])
    #expect(split("Lo", by: ["Load"]) == ["Lo"])
  }

  @Test("No tokens, no text")
  func empty() {
    #expect(split("abc", by: []) == ["abc"])
    #expect(split("", by: ["a"]) == [])
  }
}
