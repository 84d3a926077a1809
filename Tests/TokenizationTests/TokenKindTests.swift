import Testing

@testable import Tokenization

@Suite struct TokenKindTests {
  @Test("Text are normal, user-defined and byte tokens")
  func text() {
    let kinds = (1...6).compactMap { TokenKind(rawValue: $0) }
    #expect(kinds.map(\.isText) == [true, false, false, true, false, true])
  }
}
