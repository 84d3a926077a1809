// How text becomes words before byte-pair merging: the splitting rule of GPT-2,
//
//     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
//
// written as a scanner. Every byte lands in exactly one word, so that the words concatenated are
// the input. Bytes that are not UTF-8 count as symbols, one byte each.

/// Splits bytes into the words inside which byte pairs may merge: the GPT-2 rule.
///
/// Source: Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", section
/// 2.2, and openai/gpt-2: src/encoder.py for the pattern. Differs: works on any bytes; letter,
/// number and white space are those of the Unicode version in the standard library.
public enum PreTokenizer {
  /// The name of this rule in GGUF metadata (`tokenizer.ggml.pre`).
  public static let name = "gpt-2"

  /// The words of `bytes`, as ranges in order; together they cover every byte once.
  public static func words(in bytes: [UInt8]) -> [Range<Int>] {
    var words: [Range<Int>] = []
    bytes.withUnsafeBufferPointer { buffer in
      forEachWord(in: buffer) { words.append($0) }
    }
    return words
  }

  /// Calls `body` with each word's range, in order.
  static func forEachWord(
    in bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void
  ) {
    var start = 0
    while start < bytes.count {
      let end = endOfWord(in: bytes, from: start)
      body(start..<end)
      start = end
    }
  }
}

// MARK: - The scanner

private enum CharacterClass { case letter, number, symbol, space }

private struct ClassifiedScalar {
  var kind: CharacterClass
  var length: Int
}

private func endOfWord(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
  let contraction = contractionLength(in: bytes, at: start)
  if contraction > 0 { return start + contraction }
  var first = classify(bytes, at: start)
  var position = start + first.length
  if bytes[start] == 0x20, position < bytes.count {
    let second = classify(bytes, at: position)
    if second.kind != .space {
      first = second
      position += second.length
    }
  }
  if first.kind == .space { return endOfSpaces(in: bytes, from: start) }
  while position < bytes.count {
    let next = classify(bytes, at: position)
    if next.kind != first.kind { break }
    position += next.length
  }
  return position
}

/// A run of spaces leaves its last one to the word that follows, unless it is the only one or
/// the text ends: `\s+(?!\S)|\s+`.
private func endOfSpaces(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
  var position = start
  var last = start
  while position < bytes.count {
    let next = classify(bytes, at: position)
    if next.kind != .space { return last > start ? last : position }
    last = position
    position += next.length
  }
  return position
}

/// The length of `'s 't 're 've 'm 'll 'd` at `start`, or 0.
private func contractionLength(in bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
  guard bytes[start] == 0x27, start + 1 < bytes.count else { return 0 }
  let second = bytes[start + 1]
  switch second {
  case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return 2
  default: break
  }
  guard start + 2 < bytes.count else { return 0 }
  switch (second, bytes[start + 2]) {
  case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")),
    (UInt8(ascii: "l"), UInt8(ascii: "l")):
    return 3
  default: return 0
  }
}

@inline(__always)
private func classify(
  _ bytes: UnsafeBufferPointer<UInt8>, at position: Int
) -> ClassifiedScalar {
  let byte = bytes[position]
  guard byte < 0x80 else { return classifyMultibyte(bytes, at: position) }
  let lower = byte | 0x20
  if lower >= 0x61 && lower <= 0x7A { return ClassifiedScalar(kind: .letter, length: 1) }
  if byte >= 0x30 && byte <= 0x39 { return ClassifiedScalar(kind: .number, length: 1) }
  if byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) {
    return ClassifiedScalar(kind: .space, length: 1)
  }
  return ClassifiedScalar(kind: .symbol, length: 1)
}

private func classifyMultibyte(
  _ bytes: UnsafeBufferPointer<UInt8>, at position: Int
) -> ClassifiedScalar {
  let symbol = ClassifiedScalar(kind: .symbol, length: 1)
  guard let (scalar, length) = decodeScalar(bytes, at: position) else { return symbol }
  let properties = scalar.properties
  switch properties.generalCategory {
  case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
    return ClassifiedScalar(kind: .letter, length: length)
  case .decimalNumber, .letterNumber, .otherNumber:
    return ClassifiedScalar(kind: .number, length: length)
  default:
    let kind: CharacterClass = properties.isWhitespace ? .space : .symbol
    return ClassifiedScalar(kind: kind, length: length)
  }
}

/// The scalar that starts at `position`, or `nil` when the bytes there are not UTF-8 (also for
/// overlong forms, surrogates and values past U+10FFFF: `Unicode.Scalar` refuses the last two).
private func decodeScalar(
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
