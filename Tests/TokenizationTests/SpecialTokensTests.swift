import Testing

@testable import Tokenization

@Suite struct SpecialTokensTests {
  @Test("Control tokens are found by name, others are not")
  func names() throws {
    let special = try smallTokenizer().specialTokens
    #expect(special.names == ["<plan>", "</plan>", "<|end|>"])
    #expect(special.id(named: "</plan>") == 1)
    #expect(special.id(named: "KSampler") == nil)
    let error = #expect(throws: TokenizerError.self) { try special.requiredID(named: "<x>") }
    #expect(
      error?.description
        == "the vocabulary has no control token \"<x>\"; train the tokenizer with it")
  }
}
