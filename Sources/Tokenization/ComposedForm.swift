// Unicode's composed normal form, NFC: "e" and U+0301 become "é". The standard library has it, but
// offers it only to its own companions (`@_spi(_Unicode)`), and Foundation, which offers it to all,
// is no door of this room. When a public spelling arrives, use that:
// https://github.com/swiftlang/swift/blob/main/stdlib/public/core/NFC.swift
//
// Most text is in this form already. Ranges of characters that composition never touches are known
// here, so that only text with others is taken apart.
@_spi(_Unicode) import Swift

/// Puts UTF-8 into the composed normal form of Unicode 9, as the PyPI package `tokenizers` does.
///
/// Source: huggingface/unicode-normalization-alignments, Unicode 9.0. Younger characters neither
/// combine nor change places.
enum ComposedForm {
  /// The bytes in NFC; `nil` when they are in it already, or are no UTF-8 and stay as they are.
  static func changed(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard !isSurelyComposed(bytes), let text = String(validating: bytes, as: UTF8.self) else {
      return nil
    }
    var composed = String.UnicodeScalarView()
    var stretch = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if CharacterClass.isKnown(scalar.properties, since: 9) {
        stretch.append(scalar)
      } else {
        // A younger character ends what can combine.
        composed.append(contentsOf: String(stretch)._nfc)
        composed.append(scalar)
        stretch = String.UnicodeScalarView()
      }
    }
    composed.append(contentsOf: String(stretch)._nfc)
    return Array(String(composed).utf8)
  }

  /// Whether every character stays as it is next to any other.
  ///
  /// The ranges hold no character whose `NFC_Quick_Check` is No or Maybe and none with a combining
  /// class, by Unicode 14; the largest such ranges are enough.
  private static func isSurelyComposed(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var position = 0
    while position < bytes.count {
      if bytes[position] < 0x80 {
        position += 1
        continue
      }
      guard let (scalar, length) = decodeScalar(bytes, at: position) else { return false }
      switch scalar.value {
      case 0x80..<0x300,  // Latin
        0x388...0x482,  // Greek, Cyrillic
        0x2010...0x2027, 0x2030...0x20CF, 0x2190...0x2328, 0x2500...0x2ADB,  // signs
        0x3000...0x3029, 0x3030...0x3096, 0x309B...0xA66E,  // kana, bopomofo, ideographs
        0xAC00...0xD7A3, 0xFE00...0xFE0F, 0xFF00...0xFFEF,  // Hangul, variants, wide forms
        0x1F000...0x1FAFF, 0x2_0000...0x2_F7FF:  // emoji, further ideographs
        position += length
      default: return false
      }
    }
    return true
  }
}
