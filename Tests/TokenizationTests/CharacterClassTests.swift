import Testing

@testable import Tokenization

@Suite struct CharacterClassTests {
  @Test("Classes are those of Unicode 16")
  func classes() {
    let examples: [(Unicode.Scalar, CharacterClass)] = [
      ("a", .letter), ("夜", .letter), ("ـ", .letter), ("5", .number), ("Ⅷ", .number),
      ("½", .number), (" ", .space), ("\u{85}", .space), ("\u{3000}", .space), ("\n", .lineBreak),
      ("\r", .lineBreak), ("_", .symbol), ("\u{301}", .symbol), ("\u{200B}", .symbol),
      ("🌙", .symbol), ("\u{378}", .symbol), ("\u{1C89}", .letter), ("\u{16EA0}", .symbol),
    ]
    for (scalar, expected) in examples {
      #expect(CharacterClass(scalar) == expected, "\(scalar.value)")
    }
  }

  @Test("The reader gives every scalar its class and length")
  func reader() {
    let scalars = (0...0x10FFFF).lazy.compactMap { Unicode.Scalar(UInt32($0)) }
    for scalar in scalars where scalar.value % 7 == 0 || scalar.value < 0x3100 {
      let bytes = Array(String(scalar).utf8)
      let (kind, length) = bytes.withUnsafeBufferPointer { buffer in
        CharacterReader.withReader(of: buffer) { $0.character(at: 0) }
      }
      #expect(length == bytes.count && kind == CharacterClass(scalar), "\(scalar.value)")
    }
  }
}
