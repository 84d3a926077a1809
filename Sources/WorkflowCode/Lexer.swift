/// Cuts a program text into tokens; every byte belongs to a token, to blanks or to a diagnostic.
struct Lexer {
  struct Token {
    enum Kind: Equatable {
      case name(String)
      case string(String)
      case number(String)
      /// One of `= , ( ) [ ] { } : - .` or `**` as `*`.
      case symbol(Unicode.Scalar)
      case comment(String)
      case newline
      case end
      /// A stretch that is no token, with what to say about it.
      case invalid(Diagnostic.Kind, String)
    }

    var kind: Kind
    var span: SourceSpan
  }

  private let bytes: [UInt8]
  private var offset = 0
  private var line = 1
  private var lineStart = 0
  /// Continuation bytes of UTF-8 since the start of the line, which are no columns.
  private var wide = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func tokens() -> [Token] {
    var result: [Token] = []
    skipByteOrderMark()
    while let token = next() { result.append(token) }
    result.append(Token(kind: .end, span: span(from: mark())))
    return result
  }

  private mutating func next() -> Token? {
    while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0C { advance() }
    guard let byte = peek() else { return nil }
    let start = mark()
    let kind: Token.Kind
    switch byte {
    case 0x0A, 0x0D:
      return lineBreak(byte, start)
    case UInt8(ascii: "#"):
      kind = comment()
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      kind = string(quote: byte)
    case 0x30...0x39:
      kind = number()
    case UInt8(ascii: ".") where peek(1).map(CodeSpelling.isDigit) ?? false:
      kind = number()
    case _ where CodeSpelling.isNameByte(byte):
      kind = .name(text(while: CodeSpelling.isNameByte))
    default:
      kind = symbol(byte)
    }
    return Token(kind: kind, span: span(from: start))
  }

  // MARK: - Kinds

  private mutating func lineBreak(_ byte: UInt8, _ start: Mark) -> Token {
    advance()
    if byte == 0x0D, peek() == 0x0A { advance() }
    let token = Token(kind: .newline, span: span(from: start))
    line += 1
    lineStart = offset
    wide = 0
    return token
  }

  private mutating func comment() -> Token.Kind {
    advance()
    if peek() == 0x20 { advance() }
    return .comment(text { $0 != 0x0A && $0 != 0x0D })
  }

  private mutating func symbol(_ byte: UInt8) -> Token.Kind {
    let start = offset
    advance()
    if byte == UInt8(ascii: "*"), peek() == byte {
      advance()
      return .symbol("*")
    }
    if "=,()[]{}:-.".utf8.contains(byte) { return .symbol(Unicode.Scalar(byte)) }
    while let next = peek(), next & 0xC0 == 0x80 { advance() }
    let shown = CodeSpelling.stringLiteral(
      String(decoding: bytes[start..<offset], as: UTF8.self))
    return .invalid(.unexpectedCharacter, "\(shown) has no meaning here; remove it")
  }

  /// Digits, point, exponent; the spelling is completed to a JSON number (`.5` → `0.5`).
  private mutating func number() -> Token.Kind {
    let start = offset
    var spelling = text(while: CodeSpelling.isDigit)
    var isBad = spelling.utf8.count > 1 && spelling.utf8.first == 0x30
    if spelling.isEmpty { spelling = "0" }
    if peek() == UInt8(ascii: ".") {
      advance()
      let fraction = text(while: CodeSpelling.isDigit)
      spelling += "." + (fraction.isEmpty ? "0" : fraction)
    }
    if let exponent = peek(), exponent | 0x20 == UInt8(ascii: "e") {
      advance()
      spelling += "e"
      if let sign = peek(), sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        advance()
        spelling.unicodeScalars.append(Unicode.Scalar(sign))
      }
      let digits = text(while: CodeSpelling.isDigit)
      isBad = isBad || digits.isEmpty
      spelling += digits
    }
    let rest = text { CodeSpelling.isNameByte($0) || $0 == UInt8(ascii: ".") }
    guard isBad || !rest.isEmpty else {
      let original = String(decoding: bytes[start..<offset], as: UTF8.self)
      return .number(Self.isJSONNumber(original) ? original : spelling)
    }
    let shown = String(decoding: bytes[start..<offset].prefix(40), as: UTF8.self)
    return .invalid(.badNumber, "\"\(shown)\" is no number; write it like 42, 0.5 or 1e-3")
  }

  /// Whether a spelling that already is a Python number is a JSON number too.
  private static func isJSONNumber(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let point = bytes.firstIndex(of: UInt8(ascii: ".")) else { return true }
    return point > 0 && point + 1 < bytes.count && CodeSpelling.isDigit(bytes[point + 1])
  }

  private mutating func string(quote: UInt8) -> Token.Kind {
    advance()
    var value = StringDecoder()
    while let byte = peek(), byte != 0x0A, byte != 0x0D {
      advance()
      if byte == quote { return value.kind }
      if byte == UInt8(ascii: "\\") { escape(&value) } else { value.append(byte) }
    }
    return .invalid(
      .unterminatedString,
      "the string does not end on its line; close it with \(Character(Unicode.Scalar(quote)))"
        + " and write line breaks as \\n")
  }

  /// Reads what follows a backslash, as Python does: an unknown escape stands for itself.
  private mutating func escape(_ value: inout StringDecoder) {
    guard let letter = peek() else { return }
    if letter == 0x0A || letter == 0x0D { return }
    advance()
    switch letter {
    case UInt8(ascii: "x"): value.append(hexadecimal(2))
    case UInt8(ascii: "u"): value.append(hexadecimal(4))
    case UInt8(ascii: "U"): value.append(hexadecimal(8))
    case 0x30...0x37:
      var code = UInt32(letter - 0x30)
      for _ in 0..<2 {
        guard let digit = peek(), (0x30...0x37).contains(digit) else { break }
        code = code * 8 + UInt32(digit - 0x30)
        advance()
      }
      value.append(code)
    default:
      if let plain = Self.letterEscapes[letter] {
        value.append(plain)
      } else {
        value.append(UInt8(ascii: "\\"))
        value.append(letter)
      }
    }
  }

  private static let letterEscapes: [UInt8: UInt8] = [
    UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "\""): UInt8(ascii: "\""),
    UInt8(ascii: "'"): UInt8(ascii: "'"), UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D,
    UInt8(ascii: "t"): 0x09, UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08,
    UInt8(ascii: "f"): 0x0C, UInt8(ascii: "v"): 0x0B,
  ]

  private mutating func hexadecimal(_ digits: Int) -> UInt32? {
    var code: UInt32 = 0
    for _ in 0..<digits {
      guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        return nil
      }
      code = code << 4 | UInt32(digit)
      advance()
    }
    return code
  }

  // MARK: - Moving

  private struct Mark {
    var line: Int
    var column: Int
    var offset: Int
  }

  private func mark() -> Mark {
    Mark(line: line, column: offset - lineStart - wide + 1, offset: offset)
  }

  private func span(from start: Mark) -> SourceSpan {
    SourceSpan(line: start.line, column: start.column, bytes: start.offset..<offset)
  }

  private func peek(_ distance: Int = 0) -> UInt8? {
    offset + distance < bytes.count ? bytes[offset + distance] : nil
  }

  private mutating func advance() {
    if bytes[offset] & 0xC0 == 0x80 { wide += 1 }
    offset += 1
  }

  private mutating func text(while isPart: (UInt8) -> Bool) -> String {
    let start = offset
    while let byte = peek(), isPart(byte) { advance() }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  private mutating func skipByteOrderMark() {
    guard bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { return }
    offset = 3
    lineStart = 3
  }
}

/// Collects the characters of a string literal; surrogate pairs written as two escapes join.
private struct StringDecoder {
  private var bytes: [UInt8] = []
  private var high: UInt32?
  private var isBad = false

  mutating func append(_ byte: UInt8) {
    if high != nil { isBad = true }
    bytes.append(byte)
  }

  mutating func append(_ code: UInt32?) {
    guard let code else {
      isBad = true
      return
    }
    if let first = high, (0xDC00...0xDFFF).contains(code) {
      high = nil
      append(scalar: 0x10000 + (first - 0xD800) << 10 + (code - 0xDC00))
    } else if high == nil, (0xD800...0xDBFF).contains(code) {
      high = code
    } else {
      append(scalar: code)
    }
  }

  private mutating func append(scalar code: UInt32) {
    guard high == nil, let scalar = Unicode.Scalar(code) else {
      isBad = true
      return
    }
    bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }

  var kind: Lexer.Token.Kind {
    guard !isBad, high == nil else {
      return .invalid(
        .badEscape, "the string holds an escape that is no character; use \\xHH or \\uHHHH")
    }
    return .string(String(decoding: bytes, as: UTF8.self))
  }
}
