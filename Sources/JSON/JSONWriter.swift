/// How JSON text is laid out.
public struct JSONStyle: Sendable {
  /// Spaces per level, or `nil` for one line.
  public var indentation: Int?
  /// Whether a space follows each colon, and each comma of one-line text, as Python writes it.
  public var isSpaced: Bool
  /// Whether everything outside ASCII is written as `\u` escapes.
  public var escapesNonASCII: Bool

  /// Makes a style.
  public init(indentation: Int? = nil, isSpaced: Bool = false, escapesNonASCII: Bool = false) {
    self.indentation = indentation
    self.isSpaced = isSpaced
    self.escapesNonASCII = escapesNonASCII
  }

  /// One line without blanks.
  public static let compact = JSONStyle()
  /// Two spaces per level.
  public static let pretty = JSONStyle(indentation: 2, isSpaced: true)
}

/// Writes JSON text; the same value and style give the same bytes.
struct JSONWriter {
  private let style: JSONStyle
  private(set) var bytes: [UInt8] = []

  init(_ style: JSONStyle) { self.style = style }

  mutating func write(_ value: JSONValue, depth: Int = 0) {
    switch value {
    case .null: put("null")
    case .bool(let flag): put(flag ? "true" : "false")
    case .number(let number): put(number.text)
    case .string(let text): write(text)
    case .array(let elements):
      writeSequence("[", "]", elements.count, depth) { writer, index in
        writer.write(elements[index], depth: depth + 1)
      }
    case .object(let object):
      writeSequence("{", "}", object.count, depth) { writer, index in
        writer.write(object.members[index].key)
        writer.put(writer.style.isSpaced ? ": " : ":")
        writer.write(object.members[index].value, depth: depth + 1)
      }
    }
  }

  private mutating func writeSequence(
    _ opening: String, _ closing: String, _ count: Int, _ depth: Int,
    _ element: (inout JSONWriter, Int) -> Void
  ) {
    put(opening)
    for index in 0..<count {
      if index > 0 { put(style.isSpaced && style.indentation == nil ? ", " : ",") }
      breakLine(depth + 1)
      element(&self, index)
    }
    if count > 0 { breakLine(depth) }
    put(closing)
  }

  private mutating func breakLine(_ depth: Int) {
    guard let indentation = style.indentation else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: indentation * depth))
  }

  private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func write(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    if style.escapesNonASCII {
      for unit in text.utf16 {
        if unit < 0x80 { writeASCII(UInt8(unit)) } else { writeEscape(unit) }
      }
    } else {
      for byte in text.utf8 {
        if byte < 0x80 { writeASCII(byte) } else { bytes.append(byte) }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func writeASCII(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): put("\\\"")
    case UInt8(ascii: "\\"): put("\\\\")
    case 0x0A: put("\\n")
    case 0x0D: put("\\r")
    case 0x09: put("\\t")
    case 0..<0x20, 0x7F: writeEscape(UInt16(byte))
    default: bytes.append(byte)
    }
  }

  private mutating func writeEscape(_ unit: UInt16) {
    let digits = Array("0123456789abcdef".utf8)
    put("\\u")
    for shift in [12, 8, 4, 0] { bytes.append(digits[Int(unit >> shift) & 15]) }
  }
}

extension JSONValue {
  /// The value as UTF-8 bytes.
  public func bytes(_ style: JSONStyle = .compact) -> [UInt8] {
    var writer = JSONWriter(style)
    writer.write(self)
    return writer.bytes
  }

  /// The value as text.
  public func text(_ style: JSONStyle = .compact) -> String {
    String(decoding: bytes(style), as: UTF8.self)
  }
}
