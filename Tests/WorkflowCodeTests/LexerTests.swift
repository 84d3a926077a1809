import Testing

@testable import WorkflowCode

@Suite struct LexerTests {
  private func kinds(_ text: String) -> [Lexer.Token.Kind] {
    var lexer = Lexer(text)
    return lexer.tokens().map(\.kind)
  }

  @Test func tokensCarryTheirContent() {
    #expect(
      kinds("a_1 = F(x=-1.5)  # F +\n") == [
        .name("a_1"), .symbol("="), .name("F"), .symbol("("), .name("x"), .symbol("="),
        .symbol("-"), .number("1.5"), .symbol(")"), .comment("F +"), .newline, .end,
      ])
    #expect(
      kinds("**{'k': \"v\"}") == [
        .symbol("*"), .symbol("{"), .string("k"), .symbol(":"), .string("v"), .symbol("}"), .end,
      ])
  }

  @Test func allLineEndsCountOnce() {
    #expect(kinds("\n\r\n\r") == [.newline, .newline, .newline, .end])
  }

  @Test func aByteOrderMarkIsNoCharacter() {
    var lexer = Lexer("\u{FEFF}a")
    #expect(lexer.tokens()[0].span.column == 1)
    #expect(kinds("\u{FEFF}a") == [.name("a"), .end])
  }

  @Test func spansCoverTheirTokens() {
    var lexer = Lexer("é = \"火\"")
    let tokens = lexer.tokens()
    #expect(tokens.map(\.span.bytes) == [0..<2, 3..<4, 5..<10, 10..<10])
    #expect(tokens.map(\.span.column) == [1, 3, 5, 8])
  }
}
