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

  @Test func `Free text is every token that is no control token`() {
    let control = Set(TranscriptTag.allCases.map(vocabulary.id))
    #expect(vocabulary.freeText.count == vocabulary.count - control.count)
    #expect(control.allSatisfy { !vocabulary.freeText.contains($0) })
  }

  @Test func `Bytes are those of the tokenizer`() {
    let tokens = TinyModel.encoder.tokenizer.vocabulary.tokens
    #expect(vocabulary.count == tokens.count)
    #expect(tokens.indices.allSatisfy { vocabulary.bytes(of: Int32($0)) == tokens[$0] })
  }
}
