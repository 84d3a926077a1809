import Testing

@testable import Tokenization

@Suite struct TokenizerReferenceTests {
  @Test(
    "Ids equal those of the tokenizers package or SentencePiece: code, Japanese, emoji, controls",
    arguments: Reference.names)
  func equality(name: String) throws {
    let reference = try Reference(name)
    let tokenizer = try reference.state.makeTokenizer()
    #expect(reference.cases.count > 100)
    for item in reference.cases {
      let ids = tokenizer.encode(item.text, allowingControlTokens: item.control)
      #expect(ids == item.ids, "\(item.text.debugDescription)")
    }
  }

  @Test("A byte-pair tokenizer gives its state back", arguments: Reference.names.dropLast())
  func state(name: String) throws {
    let state = try Reference(name).state
    #expect(try BytePairTokenizer(state).state == state)
  }
}
