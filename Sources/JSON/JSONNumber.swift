/// A JSON number that keeps its spelling, so that `1`, `1.0` and `18446744073709551615` survive.
public struct JSONNumber: Equatable, Hashable, Sendable {
  /// The number as it was spelled.
  public let text: String

  /// Keeps a spelling that is already known to follow the JSON grammar for numbers.
  public init(spelling text: String) { self.text = text }

  /// Spells an integer.
  public init(_ value: Int) { text = String(value) }

  /// Spells a floating-point number, always with a point or an exponent.
  ///
  /// JSON has no infinities and no NaN; they become `1e999`, `-1e999` and `0.0`.
  public init(_ value: Double) {
    if value.isNaN {
      text = "0.0"
    } else if value.isInfinite {
      text = value < 0 ? "-1e999" : "1e999"
    } else {
      text = "\(value)"
    }
  }

  /// Whether the spelling is an integer literal (no point, no exponent).
  public var isInteger: Bool { !text.utf8.contains { $0 == 0x2E || $0 == 0x65 || $0 == 0x45 } }

  /// The exact integer, or `nil` for a float spelling or one outside 64 bits.
  public var int: Int? {
    if let decimal = ShortDecimal(text) { return decimal.isInteger ? decimal.integer : nil }
    return isInteger ? Int(text) : nil
  }

  /// The nearest double; overflow gives infinity.
  public var double: Double {
    if let decimal = ShortDecimal(text) { return decimal.double }
    return Double(text) ?? 0
  }
}

/// A number of at most 15 digits without exponent, the form that nearly all numbers have.
///
/// Digits and power of ten are then exact doubles, so one division rounds correctly (Clinger,
/// "How to read floating point numbers accurately", PLDI 1990); the general readers of the
/// standard library take five to ten times as long.
private struct ShortDecimal {
  private(set) var isInteger = true
  private var isNegative = false
  private var digits = 0
  private var fractionDigits = 0

  /// Reads `-?digits[.digits]`; `nil` for every other spelling.
  init?(_ text: String) {
    var digitCount = 0
    var lastIsDigit = false
    for (place, byte) in text.utf8.enumerated() {
      switch byte {
      case 0x30...0x39:
        digitCount += 1
        guard digitCount <= 15 else { return nil }
        digits = digits * 10 + Int(byte - 0x30)
        if !isInteger { fractionDigits += 1 }
        lastIsDigit = true
      case 0x2D where place == 0: isNegative = true
      case 0x2E where isInteger && lastIsDigit:
        isInteger = false
        lastIsDigit = false
      default: return nil
      }
    }
    guard lastIsDigit else { return nil }
  }

  var integer: Int { isNegative ? -digits : digits }

  var double: Double {
    let value = Double(digits) / Self.powersOfTen[fractionDigits]
    return isNegative ? -value : value
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]
}
