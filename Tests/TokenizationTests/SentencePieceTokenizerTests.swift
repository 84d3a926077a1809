import Testing

@testable import Tokenization

@Suite struct SentencePieceTokenizerTests {
  /// `<unk>` 0, `<s>` 1, the bytes 2...257, then "▁" 258, "a" 259, "b" 260 and unions of them.
  private func state(_ pieces: [(String, Float)] = []) -> TokenizerState {
    let bytes = (0..<256).map { ($0 < 16 ? "<0x0" : "<0x") + String($0, radix: 16).uppercased() }
    let singles: [(String, Float)] = [("▁", -90), ("a", -91), ("b", -92)]
    let normal = singles + pieces
    return TokenizerState(
      tokens: ["<unk>", "<s>"] + bytes.map { $0 + ">" } + normal.map(\.0),
      tokenTypes: [2, 3] + bytes.map { _ in 6 } + normal.map { _ in 1 },
      scores: [0, 0] + bytes.map { _ in 0 } + normal.map(\.1))
  }

  @Test("The pair with the highest score merges first, behind the space before the text")
  func scores() throws {
    let tokenizer = try SentencePieceTokenizer(state([("ab", -2), ("ba", -1), ("▁a", -3)]))
    #expect(tokenizer.encode("aba") == [263, 262])
    #expect(tokenizer.encode("ab ab") == [258, 261, 258, 261])
    #expect(tokenizer.decodeText([263, 262]) == "aba")
  }

  @Test("Characters without a token become bytes, U+2581 a space")
  func bytes() throws {
    let tokenizer = try SentencePieceTokenizer(state())
    #expect(tokenizer.encode("夜") == [258, 231, 166, 158])
    #expect(tokenizer.encode("a▁") == [258, 259, 258])
    #expect(tokenizer.encode(bytes: [0xFF]) == [258, 257])
    #expect(tokenizer.encode("").isEmpty)
  }

  @Test("Tokens with a space inside are found across words")
  func acrossSpaces() throws {
    let tokenizer = try SentencePieceTokenizer(state([("a▁", -1), ("a▁b", -2)]))
    #expect(tokenizer.encode("aa b") == [258, 259, 262])
  }

  @Test("A space is added again behind a control token, and not at all when the file says so")
  func prefixes() throws {
    var state = state()
    let tokenizer = try SentencePieceTokenizer(state)
    #expect(
      tokenizer.encode("a<s>b", allowingControlTokens: true) == [258, 259, 1, 258, 260])
    state.addsSpacePrefix = false
    let plain = try SentencePieceTokenizer(state)
    #expect(plain.encode("a b") == [259, 258, 260])
    #expect(plain.decodeText([258, 259]) == " a")
  }

  @Test("What does not fit together is refused in a full sentence")
  func refused() throws {
    try expect("the tokenizer lists 261 tokens but 0 scores; write the file again") {
      $0.scores = []
    }
    try expect("the vocabulary has no token for byte 16, which texts need; use a whole vocabulary")
    { $0.tokenTypes[18] = 5 }
    try expect("the tokenizer is of the kind \"gpt2\", which is not what is asked for here") {
      $0.model = .bytePair
    }
    try expect("the tokenizer lists 261 tokens but 1 token types; write the file again") {
      $0.tokenTypes = [1]
    }
  }

  private func expect(
    _ sentence: String, location: SourceLocation = #_sourceLocation,
    damage: (inout TokenizerState) -> Void
  ) throws {
    var state = state()
    damage(&state)
    let error = #expect(throws: TokenizerError.self, sourceLocation: location) {
      try SentencePieceTokenizer(state)
    }
    #expect(error?.description == sentence, sourceLocation: location)
  }
}
