import TestSupport
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

  @Test("A state with random damage is refused or works", arguments: Reference.names)
  func randomDamage(name: String) throws {
    let good = try Reference(name).state
    var refused = 0
    try forAll(count: 60) { generator in
      var state = good
      for _ in 0..<Int.random(in: 1...3, using: &generator) { damage(&state, &generator) }
      return state
    } law: { state in
      guard let tokenizer = try? state.makeTokenizer() else { return refused += 1 }
      let ids = tokenizer.encode("it's a <s> 夜\u{3099} 12\u{0}\n", allowingControlTokens: true)
      try require(ids.allSatisfy { $0 >= 0 && $0 < state.tokens.count }, "\(ids)")
      _ = tokenizer.decode(ids)
    }
    #expect((5...55).contains(refused), "\(refused)")
  }

  /// Changes one value, as a bad file or a bad converter would.
  private func damage(_ state: inout TokenizerState, _ generator: inout TestGenerator) {
    let id = Int.random(in: 0..<min(state.tokens.count, state.tokenTypes.count), using: &generator)
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: state.tokens[id] = ["", "夜", "a", "<0x41>", "▁ ▁", "<s>"][id % 6]
    case 1: state.tokenTypes[id] = Int32.random(in: 0...7, using: &generator)
    case 2: state.tokens.removeLast()
    case 3: state.tokenTypes.removeLast()
    case 4 where !state.merges.isEmpty: state.merges.swapAt(0, id % state.merges.count)
    case 5 where !state.merges.isEmpty:
      state.merges[id % state.merges.count] = ["", " ", "a", "a b c", "夜 a", "a b"][id % 6]
    case 6 where !state.scores.isEmpty:
      state.scores[id % state.scores.count] = [.nan, .infinity, -.infinity, 0, 1e30][id % 5]
    case 7: state.roles.bos = Int32.random(in: -2...600, using: &generator)
    default: state.roles.addsEOS = id % 2 == 0
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
