import Testing

@testable import Tokenization

@Suite struct TokenSpellingTests {
  private let cases: [(TokenSpelling, TokenKind, String, [UInt8])] = [
    (.byteLevel, .normal, "Ġa", [0x20, 0x61]), (.byteLevel, .byte, "<0x0A>", [0x0A]),
    (.byteLevel, .unused, "[PAD]", Array("[PAD]".utf8)),
    (.sentencePiece, .normal, "▁▁の", [0x20, 0x20, 0xE3, 0x81, 0xAE]),
    (.sentencePiece, .byte, "<0xFF>", [0xFF]),
    (.sentencePiece, .userDefined, "▁x", Array("▁x".utf8)),
    (.sentencePiece, .unknown, "<unk>", Array("<unk>".utf8)),
  ]

  @Test("Tokens are read and written as GGUF spells them")
  func bothWays() {
    for (spelling, kind, text, bytes) in cases {
      #expect(spelling.bytes(of: text, kind) == bytes, "\(text)")
      #expect(spelling.text(of: bytes, kind) == text)
    }
  }

  @Test("What is not spelled so has no bytes")
  func refused() {
    #expect(TokenSpelling.byteLevel.bytes(of: "夜", .normal) == nil)
    for text in ["<0xA>", "<0x0A", "<0xGG>", "a"] {
      #expect(TokenSpelling.sentencePiece.bytes(of: text, .byte) == nil)
    }
  }
}
