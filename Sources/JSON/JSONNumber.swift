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
  public var int: Int? { isInteger ? Int(text) : nil }

  /// The nearest double; overflow gives infinity.
  public var double: Double { Double(text) ?? 0 }
}
