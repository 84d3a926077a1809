import Sampling
import Testing
import Tokenization

@testable import Generation

@Suite struct ConstraintVocabularyTests {
  private let vocabulary = ConstraintVocabulary(TinyModel.encoder)

  @Test func `Numeric tokens are those of digits, points and signs`() {
    let texts = vocabulary.numeric.map(\.text)
    #expect(Set("0123456789.-".map(String.init)).isSubset(of: texts))
    #expect(texts.allSatisfy { $0.allSatisfy("0123456789.-".contains) })
  }

  @Test func `Bytes are those of the tokenizer`() {
    let tokens = TinyModel.encoder.tokenizer.vocabulary.tokens
    #expect(vocabulary.count == tokens.count)
    #expect(tokens.indices.allSatisfy { vocabulary.bytes(of: Int32($0)) == tokens[$0] })
  }
}
