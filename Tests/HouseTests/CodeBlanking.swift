/// Replaces comments and texts by blanks, so that what is left can be searched for code.
///
/// Knows line comments, nested block comments, texts of one and of several lines, raw texts and
/// interpolations (blanked with the text around them). Does not know regular expression literals,
/// which occur nowhere here.
struct CodeBlanking {
  private var bytes: [UInt8]
  private var index = 0

  static func blanked(_ bytes: [UInt8]) -> [UInt8] {
    var blanking = CodeBlanking(bytes: bytes)
    blanking.skipCode(untilParenthesis: false, blanks: false)
    return blanking.bytes
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// Passes over code, up to the end or to the parenthesis that closes an interpolation.
  private mutating func skipCode(untilParenthesis: Bool, blanks: Bool) {
    var depth = 1
    while index < bytes.count {
      let byte = bytes[index]
      if byte == slash, peek(1) == slash {
        while index < bytes.count, bytes[index] != newline { blank() }
      } else if byte == slash, peek(1) == star {
        skipBlockComment()
      } else if byte == quote || (byte == hash && startsRawText()) {
        skipText()
      } else {
        if byte == 0x28 { depth += 1 }
        if byte == 0x29 { depth -= 1 }
        if blanks { blank() } else { index += 1 }
        if untilParenthesis, depth == 0 { return }
      }
    }
  }

  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      if bytes[index] == slash, peek(1) == star {
        depth += 1
        blank()
      } else if bytes[index] == star, peek(1) == slash {
        depth -= 1
        blank()
      }
      blank()
    } while depth > 0 && index < bytes.count
  }

  private mutating func skipText() {
    var hashes = 0
    while index < bytes.count, bytes[index] == hash {
      hashes += 1
      blank()
    }
    let quotes = peek(1) == quote && peek(2) == quote ? 3 : 1
    for _ in 0..<quotes { blank() }
    while index < bytes.count {
      if isRun(of: quote, quotes, at: index), isRun(of: hash, hashes, at: index + quotes) {
        for _ in 0..<(quotes + hashes) { blank() }
        return
      }
      if bytes[index] == newline, quotes == 1 { return }
      if bytes[index] == backslash, isRun(of: hash, hashes, at: index + 1) {
        for _ in 0...hashes { blank() }
        let escaped = peek(0)
        blank()
        if escaped == 0x28 { skipCode(untilParenthesis: true, blanks: true) }
      } else {
        blank()
      }
    }
  }

  private func startsRawText() -> Bool {
    var place = index
    while place < bytes.count, bytes[place] == hash { place += 1 }
    return place < bytes.count && bytes[place] == quote
  }

  private func isRun(of byte: UInt8, _ count: Int, at start: Int) -> Bool {
    start + count <= bytes.count && bytes[start..<(start + count)].allSatisfy { $0 == byte }
  }

  private func peek(_ distance: Int) -> UInt8? {
    index + distance < bytes.count ? bytes[index + distance] : nil
  }

  private mutating func blank() {
    if index < bytes.count, bytes[index] != newline { bytes[index] = 0x20 }
    index += 1
  }

  private let newline: UInt8 = 0x0A
  private let quote: UInt8 = 0x22
  private let hash: UInt8 = 0x23
  private let star: UInt8 = 0x2A
  private let slash: UInt8 = 0x2F
  private let backslash: UInt8 = 0x5C
}
