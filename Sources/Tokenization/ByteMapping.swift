// Byte-level vocabularies are written down as printable text: each byte has a character of its
// own. Bytes that print in Latin-1 stand for themselves, the other 68 take U+0100 onwards in
// order, so that space becomes U+0120 and newline U+010A. Source: openai/gpt-2: src/encoder.py
// (`bytes_to_unicode`).

/// The reversible mapping between bytes and printable characters that GPT-2 introduced.
public enum ByteMapping {
  /// The character of each byte.
  public static let characters: [Unicode.Scalar] = makeCharacters()

  private static let byteOfScalar: [Int16] = {
    var bytes = [Int16](repeating: -1, count: 0x144)
    for (byte, character) in characters.enumerated() {
      bytes[Int(character.value)] = Int16(byte)
    }
    return bytes
  }()

  /// The text that stands for `bytes`.
  public static func text(of bytes: [UInt8]) -> String {
    var scalars = String.UnicodeScalarView()
    for byte in bytes { scalars.append(characters[Int(byte)]) }
    return String(scalars)
  }

  /// The bytes that `text` stands for; `nil` when a character stands for none.
  public static func bytes(of text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      guard scalar.value < byteOfScalar.count else { return nil }
      let byte = byteOfScalar[Int(scalar.value)]
      guard byte >= 0 else { return nil }
      bytes.append(UInt8(byte))
    }
    return bytes
  }

  private static func makeCharacters() -> [Unicode.Scalar] {
    var next: UInt16 = 0x100
    return (UInt8.min...UInt8.max).map { byte in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
      default:
        defer { next += 1 }
        return Unicode.Scalar(next) ?? Unicode.Scalar(byte)
      }
    }
  }
}
