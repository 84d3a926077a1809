/// Reads JSON text (RFC 8259), keeping key order and the spelling of numbers.
///
/// Limits: UTF-8 only, nesting up to `maximumDepth`. Of two equal keys the last value wins. A lone
/// surrogate escape becomes U+FFFD, as Python and browsers would show it. Python's `NaN`, `Infinity`
/// and `-Infinity` are no JSON; they are read as `null` only when asked for.
struct JSONParser {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var place = 0
  private let maximumDepth: Int
  private let readsNonFinite: Bool

  init(_ bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int, readsNonFinite: Bool = false) {
    self.bytes = bytes
    self.maximumDepth = maximumDepth
    self.readsNonFinite = readsNonFinite
  }

  mutating func parseDocument() throws(JSONError) -> JSONValue {
    skipByteOrderMark()
    skipBlanks()
    let value = try parseValue(depth: 0)
    skipBlanks()
    guard place == bytes.count else { throw failure("text after the end of the value") }
    return value
  }

  // MARK: - Values

  private mutating func parseValue(depth: Int) throws(JSONError) -> JSONValue {
    guard depth <= maximumDepth else { throw failure("nested deeper than \(maximumDepth)") }
    switch peek() {
    case UInt8(ascii: "{"): return .object(try parseObject(depth: depth))
    case UInt8(ascii: "["): return .array(try parseArray(depth: depth))
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
    case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
    case UInt8(ascii: "n"): return try parseWord("null", .null)
    case UInt8(ascii: "N") where readsNonFinite: return try parseWord("NaN", .null)
    case UInt8(ascii: "I") where readsNonFinite: return try parseWord("Infinity", .null)
    case UInt8(ascii: "-") where readsNonFinite && follows(UInt8(ascii: "I")):
      return try parseWord("-Infinity", .null)
    case nil: throw failure("unexpected end")
    default: return .number(try parseNumber())
    }
  }

  private mutating func parseObject(depth: Int) throws(JSONError) -> JSONObject {
    var object = JSONObject()
    place += 1
    skipBlanks()
    if take(UInt8(ascii: "}")) { return object }
    while true {
      guard peek() == UInt8(ascii: "\"") else { throw failure("expected a key in quotes") }
      let key = try parseString()
      skipBlanks()
      guard take(UInt8(ascii: ":")) else { throw failure("expected ':' after a key") }
      skipBlanks()
      object[key] = try parseValue(depth: depth + 1)
      skipBlanks()
      if take(UInt8(ascii: "}")) { return object }
      guard take(UInt8(ascii: ",")) else { throw failure("expected ',' or '}'") }
      skipBlanks()
    }
  }

  private mutating func parseArray(depth: Int) throws(JSONError) -> [JSONValue] {
    var elements: [JSONValue] = []
    place += 1
    skipBlanks()
    if take(UInt8(ascii: "]")) { return elements }
    while true {
      elements.append(try parseValue(depth: depth + 1))
      skipBlanks()
      if take(UInt8(ascii: "]")) { return elements }
      guard take(UInt8(ascii: ",")) else { throw failure("expected ',' or ']'") }
      skipBlanks()
    }
  }

  private mutating func parseWord(_ word: StaticString, _ value: JSONValue) throws(JSONError)
    -> JSONValue
  {
    for index in 0..<word.utf8CodeUnitCount {
      guard take(word.utf8Start[index]) else { throw failure("unknown word") }
    }
    return value
  }

  private mutating func parseNumber() throws(JSONError) -> JSONNumber {
    let start = place
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try takeDigits("expected a value") }
    if take(UInt8(ascii: ".")) { try takeDigits("expected a digit after the point") }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try takeDigits("expected a digit in the exponent")
    }
    return JSONNumber(
      spelling: String(decoding: bytes[start..<place], as: UTF8.self))
  }

  private mutating func takeDigits(_ complaint: String) throws(JSONError) {
    guard let first = peek(), isDigit(first) else { throw failure(complaint) }
    while let byte = peek(), isDigit(byte) { place += 1 }
  }

  // MARK: - Strings

  private mutating func parseString() throws(JSONError) -> String {
    place += 1
    let start = place
    while let byte = peek(), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
      guard byte >= 0x20 else { throw failure("raw control character in a string") }
      place += 1
    }
    guard let stop = peek() else { throw failure("string without an end") }
    if stop == UInt8(ascii: "\"") {
      let text = try text(start..<place)
      place += 1
      return text
    }
    return try parseEscapedString(from: start)
  }

  private mutating func parseEscapedString(from start: Int) throws(JSONError) -> String {
    var text = try text(start..<place)
    while true {
      guard let byte = peek() else { throw failure("string without an end") }
      if byte == UInt8(ascii: "\"") {
        place += 1
        return text
      }
      if byte == UInt8(ascii: "\\") {
        place += 1
        text.unicodeScalars.append(try parseEscape())
        continue
      }
      let runStart = place
      while let next = peek(), next != UInt8(ascii: "\""), next != UInt8(ascii: "\\") {
        guard next >= 0x20 else { throw failure("raw control character in a string") }
        place += 1
      }
      text += try self.text(runStart..<place)
    }
  }

  private func text(_ range: Range<Int>) throws(JSONError) -> String {
    guard let text = String(validating: bytes[range], as: UTF8.self) else {
      throw JSONError(offset: range.lowerBound, reason: "string is not UTF-8")
    }
    return text
  }

  private mutating func parseEscape() throws(JSONError) -> Unicode.Scalar {
    guard let byte = peek() else { throw failure("escape without an end") }
    place += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try parseUnicodeEscape()
    default: throw JSONError(offset: place - 1, reason: "unknown escape")
    }
  }

  private mutating func parseUnicodeEscape() throws(JSONError) -> Unicode.Scalar {
    let high = try parseHex()
    guard (0xD800...0xDBFF).contains(high) else { return Unicode.Scalar(high) ?? "\u{FFFD}" }
    let here = place
    if take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
      let low = try parseHex()
      if (0xDC00...0xDFFF).contains(low) {
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
      }
    }
    place = here
    return "\u{FFFD}"
  }

  private mutating func parseHex() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue,
        byte < 0x80
      else { throw failure("expected four hex digits") }
      value = value << 4 | UInt32(digit)
      place += 1
    }
    return value
  }

  // MARK: - Bytes

  private func peek() -> UInt8? { place < bytes.count ? bytes[place] : nil }

  /// Whether `byte` stands behind the one that comes next.
  private func follows(_ byte: UInt8) -> Bool {
    place + 1 < bytes.count && bytes[place + 1] == byte
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    place += 1
    return true
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private mutating func skipBlanks() {
    while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      place += 1
    }
  }

  private mutating func skipByteOrderMark() {
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { place = 3 }
  }

  private func failure(_ reason: String) -> JSONError { JSONError(offset: place, reason: reason) }
}

extension JSONValue {
  /// Reads one JSON value that fills `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8 text, perhaps with a byte order mark.
  ///   - maximumDepth: The deepest nesting of arrays and objects that is read.
  ///   - readsNonFinite: Whether `NaN` and `Infinity`, which Python writes, are read as `null`.
  /// - Returns: The value.
  /// - Throws: ``JSONError`` with the offset of the first bad byte.
  public static func parse(
    _ bytes: [UInt8], maximumDepth: Int = 256, readsNonFinite: Bool = false
  ) throws(JSONError) -> JSONValue {
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<JSONValue, JSONError> in
      var parser = JSONParser(
        buffer, maximumDepth: maximumDepth, readsNonFinite: readsNonFinite)
      do throws(JSONError) {
        return .success(try parser.parseDocument())
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Reads one JSON value that fills `text`.
  ///
  /// - Throws: ``JSONError`` with the offset of the first bad byte.
  public static func parse(_ text: String) throws(JSONError) -> JSONValue {
    try parse(Array(text.utf8))
  }
}
