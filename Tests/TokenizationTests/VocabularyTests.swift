import Testing

@testable import Tokenization

@Suite struct VocabularyTests {
  @Test("GGUF strings: normal tokens in mapped characters, others as they are")
  func gguf() throws {
    let vocabulary = try Vocabulary(
      tokens: [Array("<plan>".utf8), Array(" = ".utf8), [0x20, 0x61], [0x0A], [0xFF]],
      kinds: [.control, .userDefined, .normal, .normal, .normal])
    #expect(vocabulary.ggufTokens(.byteLevel) == ["<plan>", " = ", "Ġa", "Ċ", "ÿ"])
    let again = try Vocabulary(
      ggufTokens: vocabulary.ggufTokens(.byteLevel), tokenTypes: vocabulary.kinds.map(\.rawValue))
    #expect(again == vocabulary)
    #expect(vocabulary.id(of: " a") == 2)
    #expect(vocabulary.id(of: "a") == nil)
  }

  @Test("A byte token and the token of the same character share their bytes; the latter is found")
  func sharedBytes() throws {
    let tokens: [[UInt8]] = [[0x61], [0x62], [0x61]]
    let vocabulary = try Vocabulary(tokens: tokens, kinds: [.byte, .byte, .normal])
    #expect(vocabulary.id(of: "a") == 2)
    #expect(vocabulary.id(of: "b") == 1)
    let turned = try Vocabulary(tokens: tokens, kinds: [.normal, .normal, .byte])
    #expect(turned.id(of: "a") == 0)
  }

  @Test("What does not fit together is refused in a full sentence")
  func refused() {
    expect("token 1 is empty; every token needs at least one byte") {
      try Vocabulary(tokens: [[1], []], kinds: [.normal, .normal])
    }
    expect("tokens 0 and 1 are both \"a\"; remove one of them") {
      try Vocabulary(tokens: [[0x61], [0x61]], kinds: [.normal, .control])
    }
    // A user-defined "Ċ" would be the GGUF string of the newline byte.
    expect("tokens 0 and 1 are both \"Ċ\"; remove one of them") {
      try Vocabulary(tokens: [[0x0A], Array("Ċ".utf8)], kinds: [.normal, .userDefined])
    }
    expect("the tokenizer lists 1 tokens but 0 token types; write the file again") {
      try Vocabulary(ggufTokens: ["a"], tokenTypes: [])
    }
    expect("token 0 has type 7; known are 1 (normal) to 6 (byte)") {
      try Vocabulary(ggufTokens: ["a"], tokenTypes: [7])
    }
    expect("token 0, \"夜\", has a character that stands for no byte") {
      try Vocabulary(ggufTokens: ["夜"], tokenTypes: [1])
    }
  }

  private func expect(
    _ sentence: String, _ make: () throws -> Vocabulary,
    location: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: TokenizerError.self, sourceLocation: location) { try make() }
    #expect(error?.description == sentence, sourceLocation: location)
  }
}
