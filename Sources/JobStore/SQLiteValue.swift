/// A value as SQLite stores it.
public enum SQLiteValue: Equatable, Sendable {
  /// No value.
  case null
  /// A signed integer of 64 bits.
  case integer(Int64)
  /// A floating-point number; a value that is not a number is stored as null.
  case real(Double)
  /// UTF-8 text.
  case text(String)
  /// Bytes.
  case blob([UInt8])

  /// An integer, or null.
  public init(_ value: Int64?) { self = value.map(Self.integer) ?? .null }

  /// An integer.
  public init(_ value: Int) { self = .integer(Int64(value)) }

  /// A number, or null.
  public init(_ value: Double?) { self = value.map(Self.real) ?? .null }

  /// Text, or null.
  public init(_ value: String?) { self = value.map(Self.text) ?? .null }

  /// Bytes, or null.
  public init(_ value: [UInt8]?) { self = value.map(Self.blob) ?? .null }
}
