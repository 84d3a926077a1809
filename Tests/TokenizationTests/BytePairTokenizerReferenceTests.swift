import Foundation
import TestSupport
import Testing

@testable import Tokenization

/// Ids by the PyPI package `tokenizers`; see Tests/Fixtures/generate/tokenizer.py.
private struct Reference: Decodable {
  struct Case: Decodable {
    var text: String
    var ids: [Int32]
    var control: Bool
  }
  var tokens: [String]
  var types: [Int32]
  var merges: [String]
  var cases: [Case]
}

@Suite struct BytePairTokenizerReferenceTests {
  @Test("Ids equal those of the tokenizers package, with code, Japanese, emoji and controls")
  func equality() throws {
    let file = repositoryRoot.appendingPathComponent("Tests/Fixtures/tokenizer/reference.json")
    let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    let state = TokenizerState(
      tokens: reference.tokens, tokenTypes: reference.types, merges: reference.merges)
    let tokenizer = try BytePairTokenizer(state)
    #expect(tokenizer.state == state)
    #expect(reference.cases.count > 30)
    for item in reference.cases {
      let ids = tokenizer.encode(item.text, allowingControlTokens: item.control)
      #expect(ids == item.ids, "\(item.text.debugDescription)")
      #expect(tokenizer.decodeText(ids) == item.text)
    }
  }
}
