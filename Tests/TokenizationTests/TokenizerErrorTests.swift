import Testing

@testable import Tokenization

@Suite struct TokenizerErrorTests {
  @Test("Sentences say what, where and what to do")
  func sentences() {
    let sentences: [(TokenizerError, String)] = [
      (
        .duplicateMerge(rank: 3, text: "a b"),
        "merge 3, \"a b\", repeats an earlier merge; remove one of them"
      ),
      (
        .vocabularyTooSmall(size: 9, needed: 256),
        "a vocabulary of 9 tokens is too small; the fixed tokens alone are 256"
      ),
      (
        .specialTokenOutOfRange(role: "bos", id: -1, count: 3),
        "the bos token is -1, but the vocabulary has 3 tokens"
      ),
    ]
    for (error, sentence) in sentences { #expect(error.description == sentence) }
  }
}
