import Testing

@testable import Tokenization

@Suite struct TokenizerStateTests {
  @Test("A tokenizer comes back from its state")
  func roundTrip() throws {
    let tokenizer = try smallTokenizer()
    let again = try BytePairTokenizer(tokenizer.state)
    #expect(again.state == tokenizer.state)
    #expect(again.specialTokens == tokenizer.specialTokens)
    #expect(again.merges == tokenizer.merges)
  }

  @Test("A damaged state is refused in a full sentence")
  func damaged() throws {
    let good = try smallTokenizer().state
    try expect("merge 0, \"a  b\", is not two tokens with one space between them", good) {
      $0.merges[0] = "a  b"
    }
    try expect("merge 0, \"ab\", is not two tokens with one space between them", good) {
      $0.merges[0] = "ab"
    }
    try expect("merge 0 needs \"zzz\", which is no normal token of the vocabulary", good) {
      $0.merges[0] = "a zzz"
    }
    try expect(
      "the tokenizer splits text by \"tekken\"; known are \"gpt-2\", \"llama-bpe\", \"llama3\", "
        + "\"llama-v3\", \"qwen2\", \"smollm\"", good
    ) { $0.preTokenizer = "tekken" }
    try expect("the eos token is 290, but the vocabulary has 290 tokens", good) {
      $0.roles.eos = 290
    }
    try expect(
      "the vocabulary has no token for byte 97, which texts need; use a whole vocabulary", good
    ) {
      $0.tokens[6 + 97] = "aaaa"
      $0.merges = []
    }
  }

  @Test("The kind of tokenizer is the state's")
  func kinds() throws {
    #expect(try smallTokenizer().state.makeTokenizer() is BytePairTokenizer)
    #expect(try Reference("-llama").state.makeTokenizer() is SentencePieceTokenizer)
  }

  private func expect(
    _ sentence: String, _ good: TokenizerState, location: SourceLocation = #_sourceLocation,
    damage: (inout TokenizerState) -> Void
  ) throws {
    var state = good
    damage(&state)
    let error = #expect(throws: TokenizerError.self, sourceLocation: location) {
      try BytePairTokenizer(state)
    }
    #expect(error?.description == sentence, sourceLocation: location)
  }
}
