import TestSupport
import Testing

@testable import Tokenization

/// The words of `text` by a rule.
func split(_ text: String, _ rule: SplittingRule) -> [String] {
  let bytes = Array(text.utf8)
  return rule.words(in: bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
}

@Suite struct SplittingRuleTests {
  @Test("Rules are found by their names in GGUF")
  func names() throws {
    for rule in SplittingRule.allCases {
      for name in rule.names { #expect(try SplittingRule(named: name) == rule) }
    }
    #expect(SplittingRule.allCases.map(\.name) == ["gpt-2", "llama-bpe", "qwen2", "smollm"])
    let error = #expect(throws: TokenizerError.self) { try SplittingRule(named: "tekken") }
    #expect(
      error?.description
        == "the tokenizer splits text by \"tekken\"; known are \"gpt-2\", \"llama-bpe\", "
        + "\"llama3\", \"llama-v3\", \"qwen2\", \"smollm\"")
  }

  @Test("Bytes that are not UTF-8 are symbols of one byte")
  func invalid() {
    // A lone continuation, a truncated form, a surrogate and an overlong form.
    let rule = SplittingRule.gpt2
    #expect(rule.words(in: [0x61, 0x80, 0x61]) == [0..<1, 1..<2, 2..<3])
    #expect(rule.words(in: [0xE5, 0xA4]) == [0..<2])
    #expect(rule.words(in: [0xED, 0xA0, 0x80, 0x61]) == [0..<3, 3..<4])
    #expect(rule.words(in: [0xC0, 0xA0, 0x20]) == [0..<2, 2..<3])
  }

  @Test("Words cover every byte once, whatever the bytes", arguments: SplittingRule.allCases)
  func cover(rule: SplittingRule) throws {
    try forAll(randomBytes) { bytes in
      var end = 0
      for word in rule.words(in: bytes) {
        try require(word.lowerBound == end && !word.isEmpty, "gap before \(word)")
        end = word.upperBound
      }
      try require(end == bytes.count, "ends at \(end)")
    }
  }
}
