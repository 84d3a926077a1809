import Foundation
import TestSupport
import Testing

@testable import Tokenization

@Suite struct TokenizerLawTests {
  @Test(
    "Decoding an encoding gives the same bytes, whatever they are",
    arguments: ["", "-llama-bpe", "-llama"])
  func identity(name: String) throws {
    let tokenizer = try Reference(name).state.makeTokenizer()
    try forAll(count: 500, randomBytes) { bytes in
      let ids = tokenizer.encode(bytes: bytes)
      try require(tokenizer.decode(ids) == bytes, "\(ids)")
    }
  }

  @Test("Qwen2 gives composed text back, and bytes that are no text as they are")
  func composed() throws {
    let tokenizer = try Reference("-qwen2").state.makeTokenizer()
    try forAll(count: 500, randomBytes) { bytes in
      let again = tokenizer.decode(tokenizer.encode(bytes: bytes))
      guard let text = String(validating: bytes, as: UTF8.self) else {
        return try require(again == bytes, "\(again)")
      }
      let composed = Array(text.precomposedStringWithCanonicalMapping.utf8)
      try require(again == composed, "\(again)")
    }
  }

  @Test("SmolLM leaves out bytes that its vocabulary lacks, and nothing else")
  func lacking() throws {
    let tokenizer = try Reference("-smollm").state.makeTokenizer()
    try forAll(count: 500, randomBytes) { bytes in
      let again = tokenizer.decode(tokenizer.encode(bytes: bytes))
      try require(again == bytes.filter { ![0x04, 0xC0, 0xF5].contains($0) }, "\(again)")
    }
  }

  @Test("Text cannot forge a control token", arguments: ["", "-llama"])
  func forgery(name: String) throws {
    let tokenizer = try Reference(name).state.makeTokenizer()
    let names = tokenizer.specialTokens.names
    #expect(names.count >= 2)
    for name in names {
      #expect(Set(tokenizer.specialTokens.ids).isDisjoint(with: tokenizer.encode(name)))
      let allowed = tokenizer.encode(name + "x", allowingControlTokens: true)
      #expect(tokenizer.specialTokens.id(named: name) == allowed.first)
    }
  }
}
