import JSON

/// Values as Python prints them, for the server's own sentences.
enum PythonText {
  /// `str(value)`.
  static func str(_ value: JSONValue) -> String {
    if case .string(let text) = value { text } else { repr(value) }
  }

  /// `repr(value)`.
  static func repr(_ value: JSONValue) -> String {
    switch value {
    case .null: "None"
    case .bool(let flag): flag ? "True" : "False"
    case .number(let number): text(PythonNumber(number))
    case .string(let text): quoted(text)
    case .array(let elements): "[" + elements.map(repr).joined(separator: ", ") + "]"
    case .object(let object):
      "{"
        + object.map { "\(quoted($0.key)): \(repr($0.value))" }.joined(separator: ", ") + "}"
    }
  }

  /// The name of the value's Python type.
  static func typeName(_ value: JSONValue) -> String {
    switch value {
    case .null: "NoneType"
    case .bool: "bool"
    case .number(let number): number.isInteger ? "int" : "float"
    case .string: "str"
    case .array: "list"
    case .object: "dict"
    }
  }

  /// The number as Python prints it.
  static func text(_ number: PythonNumber) -> String {
    switch number {
    case .int(let value): String(value)
    case .big(let isNegative, let digits):
      (isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self)
    case .float(let value): text(value)
    }
  }

  /// The shortest digits that read back, with an exponent below 1e-4 and from 1e16.
  private static func text(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    let sign = value.sign == .minus ? "-" : ""
    let parts = "\(value.magnitude)".split(separator: "e", maxSplits: 1)
    let mantissa = parts[0].split(separator: ".", maxSplits: 1)
    var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    exponent += mantissa[0].count - 1
    var digits = Array((mantissa[0] + (mantissa.count > 1 ? mantissa[1] : "")).utf8)
    let zeros = digits.prefix { $0 == 0x30 }.count
    if zeros == digits.count { return sign + "0.0" }
    digits.removeFirst(zeros)
    exponent -= zeros
    while digits.last == 0x30 { digits.removeLast() }
    let text = String(decoding: digits, as: UTF8.self)
    if exponent < -4 || exponent >= 16 {
      let tail = text.dropFirst()
      let size = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
      return sign + text.prefix(1) + (tail.isEmpty ? "" : "." + tail)
        + "e" + (exponent < 0 ? "-" : "+") + size
    }
    if exponent < 0 {
      return sign + "0." + String(repeating: "0", count: -exponent - 1) + text
    }
    let padding = String(repeating: "0", count: max(exponent + 1 - digits.count, 0))
    let whole = (text + padding).prefix(exponent + 1)
    let fraction = text.dropFirst(exponent + 1)
    return sign + whole + "." + (fraction.isEmpty ? "0" : fraction)
  }

  private static func quoted(_ text: String) -> String {
    let quote: Unicode.Scalar =
      text.unicodeScalars.contains("'") && !text.unicodeScalars.contains("\"") ? "\"" : "'"
    var result = String(quote)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case quote: result += "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        result += "\\x" + hex(scalar.value, width: 2)
      case _ where !isPrintable(scalar):
        result +=
          scalar.value <= 0xFF
          ? "\\x" + hex(scalar.value, width: 2)
          : scalar.value <= 0xFFFF
            ? "\\u" + hex(scalar.value, width: 4) : "\\U" + hex(scalar.value, width: 8)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + String(quote)
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return true }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }

  private static func hex(_ value: UInt32, width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(width - digits.count, 0)) + digits
  }
}
