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

  @Test("The end of a message is the file's, or the one of Llama 3 or ChatML")
  func endOfMessage() throws {
    let names = ["<s>", "<|im_end|>", "</s>"]
    let vocabulary = try Vocabulary(
      tokens: names.map { Array($0.utf8) }, kinds: names.map { _ in .control })
    func ends(_ roles: TokenRoles) throws -> [Int32] {
      try SpecialTokens(vocabulary: vocabulary, roles: roles).ends
    }
    #expect(try ends(TokenRoles(eos: 2)) == [2, 1])
    #expect(try ends(TokenRoles(eos: 1)) == [1])
    #expect(try ends(TokenRoles(eos: 2, eot: 0)) == [2, 0])
  }

  @Test("A token that is to be added must be named")
  func unnamed() throws {
    let vocabulary = try smallTokenizer().vocabulary
    for (roles, role) in [
      (TokenRoles(addsBOS: true), "bos"), (TokenRoles(addsEOS: true), "eos"),
    ] {
      let error = #expect(throws: TokenizerError.self) {
        try SpecialTokens(vocabulary: vocabulary, roles: roles)
      }
      #expect(
        error?.description
          == "the tokenizer adds a \(role) token but does not say which; name it in the file")
    }
  }
}
