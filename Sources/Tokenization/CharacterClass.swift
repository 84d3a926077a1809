// What the splitting rules ask of a character: letter, number, white space, line break, or none of
// them. One table holds the answers for U+0000 to U+FFFF, so that a rule reads two or three bytes
// and one entry; it is made once per process. Characters beyond are rare and are looked up.

/// The classes of characters that splitting rules tell apart.
///
/// Source: Unicode 16, general categories L and N and the property White_Space, as in the
/// Oniguruma of the PyPI package `tokenizers`. A letter or number that is newer than Unicode 16
/// counts as a symbol, whatever the Unicode version of the standard library.
enum CharacterClass: UInt8 {
  /// Neither letter, number nor white space; also every byte that is not UTF-8.
  case symbol
  /// `\p{L}`.
  case letter
  /// `\p{N}`.
  case number
  /// `\s` without line breaks.
  case space
  /// `[\r\n]`.
  case lineBreak

  /// Whether the class is part of `\s`.
  @inline(__always)
  var isSpace: Bool { rawValue >= CharacterClass.space.rawValue }

  init(_ scalar: Unicode.Scalar) {
    if scalar == "\r" || scalar == "\n" {
      self = .lineBreak
      return
    }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      self = Self.isKnown(properties, since: 16) ? .letter : .symbol
    case .decimalNumber, .letterNumber, .otherNumber:
      self = Self.isKnown(properties, since: 16) ? .number : .symbol
    default: self = properties.isWhitespace ? .space : .symbol
    }
  }

  /// Whether the character is assigned since version `major` of Unicode, or longer.
  static func isKnown(_ properties: Unicode.Scalar.Properties, since major: Int) -> Bool {
    guard let age = properties.age else { return false }
    return age.major <= major
  }
}

/// Reads the class and the length of characters in UTF-8.
struct CharacterReader {
  let bytes: UnsafeBufferPointer<UInt8>
  /// The class of each scalar of the basic plane, by its value.
  private let classes: UnsafePointer<CharacterClass>

  private static let table: [CharacterClass] = (0...0xFFFF).map { value in
    switch value {
    // Most of the plane need not be looked up: ideographs, Hangul; surrogates and private use.
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3: .letter
    case 0xD800...0xF8FF: .symbol
    default: Unicode.Scalar(UInt16(value)).map { CharacterClass($0) } ?? .symbol
    }
  }

  /// Calls `body` with a reader of `bytes`.
  @inline(__always)
  static func withReader<Result>(
    of bytes: UnsafeBufferPointer<UInt8>, _ body: (CharacterReader) -> Result
  ) -> Result {
    table.withUnsafeBufferPointer { table in
      guard let classes = table.baseAddress else { preconditionFailure("the table is not empty") }
      return body(CharacterReader(bytes: bytes, classes: classes))
    }
  }

  /// The class of the character at `position` and the number of its bytes.
  @inline(__always)
  func character(at position: Int) -> (kind: CharacterClass, length: Int) {
    let byte = bytes[position]
    return byte < 0x80 ? (classes[Int(byte)], 1) : multibyte(at: position)
  }

  private func multibyte(at position: Int) -> (kind: CharacterClass, length: Int) {
    guard let (scalar, length) = decodeScalar(bytes, at: position) else { return (.symbol, 1) }
    let isBasic = scalar.value <= 0xFFFF
    return (isBasic ? classes[Int(scalar.value)] : CharacterClass(scalar), length)
  }

  /// The end of the run of characters of one class that goes on at `start`.
  @inline(__always)
  func endOfRun(of kind: CharacterClass, from start: Int) -> Int {
    var position = start
    while position < bytes.count {
      let next = character(at: position)
      if next.kind != kind { break }
      position += next.length
    }
    return position
  }
}

/// The scalar that starts at `position`, or `nil` when the bytes there are not UTF-8 (also for
/// overlong forms, surrogates and values past U+10FFFF: `Unicode.Scalar` refuses the last two).
func decodeScalar(
  _ bytes: UnsafeBufferPointer<UInt8>, at position: Int
) -> (Unicode.Scalar, Int)? {
  let lead = bytes[position]
  let length: Int
  var value: UInt32
  let smallest: UInt32
  switch lead {
  case 0xC2...0xDF: (length, value, smallest) = (2, UInt32(lead & 0x1F), 0x80)
  case 0xE0...0xEF: (length, value, smallest) = (3, UInt32(lead & 0x0F), 0x800)
  case 0xF0...0xF4: (length, value, smallest) = (4, UInt32(lead & 0x07), 0x1_0000)
  default: return nil
  }
  guard position + length <= bytes.count else { return nil }
  for offset in 1..<length {
    let byte = bytes[position + offset]
    guard byte & 0xC0 == 0x80 else { return nil }
    value = value << 6 | UInt32(byte & 0x3F)
  }
  guard value >= smallest, let scalar = Unicode.Scalar(value) else { return nil }
  return (scalar, length)
}
