import TestSupport
import Testing

@testable import Tokenization

private func split(_ text: String) -> [String] {
  let bytes = Array(text.utf8)
  return PreTokenizer.words(in: bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
}

@Suite struct PreTokenizerTests {
  @Test("A space joins the word that follows, a run of spaces keeps its last one for it")
  func spaces() {
    #expect(split("a b") == ["a", " b"])
    #expect(split("a   b") == ["a", "  ", " b"])
    #expect(split("a\n\nb") == ["a", "\n", "\n", "b"])
    #expect(split("a \n") == ["a", " \n"])
    #expect(split("  ") == ["  "])
    #expect(split("x\u{A0}\u{3000}y") == ["x", "\u{A0}", "\u{3000}", "y"])
  }

  @Test("Letters, numbers and symbols part company")
  func classes() {
    #expect(split("seed=42, cfg") == ["seed", "=", "42", ",", " cfg"])
    #expect(split("x²Ⅷ夜の!") == ["x", "²Ⅷ", "夜の", "!"])
    #expect(split(" 🌙") == [" 🌙"])
  }

  @Test("The seven contractions are words, in lower case only")
  func contractions() {
    #expect(split("it's we'll I'd") == ["it", "'s", " we", "'ll", " I", "'d"])
    #expect(split("IT'S") == ["IT", "'", "S"])
    #expect(split("!'s '") == ["!'", "s", " '"])
  }

  @Test("Bytes that are not UTF-8 are symbols of one byte")
  func invalid() {
    // A lone continuation, a truncated form, a surrogate and an overlong form.
    #expect(PreTokenizer.words(in: [0x61, 0x80, 0x61]) == [0..<1, 1..<2, 2..<3])
    #expect(PreTokenizer.words(in: [0xE5, 0xA4]) == [0..<2])
    #expect(PreTokenizer.words(in: [0xED, 0xA0, 0x80, 0x61]) == [0..<3, 3..<4])
    #expect(PreTokenizer.words(in: [0xC0, 0xA0, 0x20]) == [0..<2, 2..<3])
  }

  @Test("Words cover every byte once, whatever the bytes")
  func cover() throws {
    try forAll(randomBytes) { bytes in
      var end = 0
      for word in PreTokenizer.words(in: bytes) {
        try require(word.lowerBound == end && !word.isEmpty, "gap before \(word)")
        end = word.upperBound
      }
      try require(end == bytes.count, "ends at \(end)")
    }
  }
}
