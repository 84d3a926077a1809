/// Tells text from what is not text, with the offset of the first bad byte.
enum TextCheck {
  /// Why `bytes` are not a text file at all: UTF-16, binary or empty; `nil` when they may be text.
  static func wholeFile(_ bytes: [UInt8]) -> PromptDiagnostic? {
    if bytes.isEmpty { return .error(.empty, .file, "the file is empty") }
    if let kind = signature(bytes) {
      return .error(.invalidUTF8, .file, "the file is not text but \(kind)")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || isWide(bytes) {
      return .error(
        .invalidUTF8, .file, "the file is UTF-16 text; save it as UTF-8 and drop it again")
    }
    return nil
  }

  /// Why `bytes[range]` are not UTF-8 without NUL.
  static func utf8(_ bytes: [UInt8], _ range: Range<Int>, line: Int) -> PromptDiagnostic? {
    guard let offset = firstBadByte(bytes, range) else { return nil }
    let place = Place(line: line, offset: offset)
    if bytes[offset] == 0 {
      return .error(
        .invalidUTF8, place, "byte \(offset) is NUL, which no text holds; is the file binary?")
    }
    let byte = String(bytes[offset], radix: 16)
    return .error(
      .invalidUTF8, place, "byte \(offset) (0x\(byte)) is not UTF-8; save the file as UTF-8")
  }

  /// The first byte of `range` at which well-formed UTF-8 without NUL ends, or `nil`.
  ///
  /// Source: Unicode 15, table 3-7.
  private static func firstBadByte(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      var index = range.lowerBound
      while index < range.upperBound {
        let byte = bytes[index]
        if byte < 0x80 {
          if byte == 0 { return index }
          index += 1
          continue
        }
        let second: ClosedRange<UInt8> =
          switch byte {
          case 0xE0: 0xA0...0xBF
          case 0xED: 0x80...0x9F
          case 0xF0: 0x90...0xBF
          case 0xF4: 0x80...0x8F
          default: 0x80...0xBF
          }
        let length =
          switch byte {
          case 0xC2...0xDF: 2
          case 0xE0...0xEF: 3
          case 0xF0...0xF4: 4
          default: 0
          }
        guard length > 0, index + length <= range.upperBound, second.contains(bytes[index + 1]),
          bytes[index + 1..<index + length].allSatisfy({ $0 & 0xC0 == 0x80 })
        else { return index }
        index += length
      }
      return nil
    }
  }

  private static func signature(_ bytes: [UInt8]) -> String? {
    let known: [(start: [UInt8], name: String)] = [
      ([0x89, 0x50, 0x4E, 0x47], "a PNG picture"), ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
      (Array("GIF8".utf8), "a GIF picture"), (Array("%PDF-".utf8), "a PDF document"),
      ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive or office document"),
      ([0x1F, 0x8B], "gzip data"), ([0x7F, 0x45, 0x4C, 0x46], "a program"),
    ]
    return known.first { bytes.starts(with: $0.start) }?.name
  }

  /// UTF-16 without a mark: of the first bytes, those at even or at odd places are mostly NUL.
  private static func isWide(_ bytes: [UInt8]) -> Bool {
    let count = min(bytes.count, 512) & ~1
    guard count >= 4 else { return false }
    let zeros = [0, 1].map { start in
      stride(from: start, to: count, by: 2).count { bytes[$0] == 0 }
    }
    return (zeros.max() ?? 0) > count * 3 / 8 && (zeros.min() ?? 0) == 0
  }
}

/// The lines of a text: ranges without line feed and carriage return.
func lines(_ bytes: [UInt8], from start: Int) -> [Range<Int>] {
  var ranges: [Range<Int>] = []
  var begin = start
  bytes.withUnsafeBufferPointer { bytes in
    for index in start..<bytes.count where bytes[index] == 0x0A {
      let end = index > begin && bytes[index - 1] == 0x0D ? index - 1 : index
      ranges.append(begin..<end)
      begin = index + 1
    }
  }
  if begin < bytes.count { ranges.append(begin..<bytes.count) }
  return ranges
}
