/// One metadata value of a GGUF file.
///
/// Source: ggml-org/ggml, docs/gguf.md, `gguf_metadata_value`.
public enum GGUFValue: Equatable, Sendable {
  /// Type 0.
  case uint8(UInt8)
  /// Type 1.
  case int8(Int8)
  /// Type 2.
  case uint16(UInt16)
  /// Type 3.
  case int16(Int16)
  /// Type 4.
  case uint32(UInt32)
  /// Type 5.
  case int32(Int32)
  /// Type 6.
  case float32(Float)
  /// Type 7, one byte, 0 or 1.
  case bool(Bool)
  /// Type 8, UTF-8 with a 64-bit length.
  case string(String)
  /// Type 9.
  case array(GGUFArray)
  /// Type 10.
  case uint64(UInt64)
  /// Type 11.
  case int64(Int64)
  /// Type 12.
  case float64(Double)

  /// The type's number in the file.
  public var typeNumber: UInt32 {
    switch self {
    case .uint8: 0
    case .int8: 1
    case .uint16: 2
    case .int16: 3
    case .uint32: 4
    case .int32: 5
    case .float32: 6
    case .bool: 7
    case .string: 8
    case .array: 9
    case .uint64: 10
    case .int64: 11
    case .float64: 12
    }
  }

  /// The type's name as the format's description spells it.
  public var typeName: String { Self.typeNames[Int(typeNumber)] }

  static let typeNames = [
    "UINT8", "INT8", "UINT16", "INT16", "UINT32", "INT32", "FLOAT32", "BOOL", "STRING", "ARRAY",
    "UINT64", "INT64", "FLOAT64",
  ]

  /// The value as an integer, when its type is one and it fits.
  public var integer: Int? {
    switch self {
    case .uint8(let value): Int(value)
    case .int8(let value): Int(value)
    case .uint16(let value): Int(value)
    case .int16(let value): Int(value)
    case .uint32(let value): Int(value)
    case .int32(let value): Int(value)
    case .uint64(let value): Int(exactly: value)
    case .int64(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The value as a floating-point number, when its type is one.
  public var float: Double? {
    switch self {
    case .float32(let value): Double(value)
    case .float64(let value): value
    default: nil
    }
  }
}

/// An array of metadata values, all of one type.
public enum GGUFArray: Equatable, Sendable {
  /// Elements of type 0.
  case uint8([UInt8])
  /// Elements of type 1.
  case int8([Int8])
  /// Elements of type 2.
  case uint16([UInt16])
  /// Elements of type 3.
  case int16([Int16])
  /// Elements of type 4.
  case uint32([UInt32])
  /// Elements of type 5.
  case int32([Int32])
  /// Elements of type 6.
  case float32([Float])
  /// Elements of type 7.
  case bool([Bool])
  /// Elements of type 8.
  case string([String])
  /// Arrays of arrays, at most four deep.
  case array([GGUFArray])
  /// Elements of type 10.
  case uint64([UInt64])
  /// Elements of type 11.
  case int64([Int64])
  /// Elements of type 12.
  case float64([Double])

  /// The element type's number in the file.
  public var elementTypeNumber: UInt32 {
    switch self {
    case .uint8: 0
    case .int8: 1
    case .uint16: 2
    case .int16: 3
    case .uint32: 4
    case .int32: 5
    case .float32: 6
    case .bool: 7
    case .string: 8
    case .array: 9
    case .uint64: 10
    case .int64: 11
    case .float64: 12
    }
  }

  /// The number of elements.
  public var count: Int {
    switch self {
    case .uint8(let values): values.count
    case .int8(let values): values.count
    case .uint16(let values): values.count
    case .int16(let values): values.count
    case .uint32(let values): values.count
    case .int32(let values): values.count
    case .float32(let values): values.count
    case .bool(let values): values.count
    case .string(let values): values.count
    case .array(let values): values.count
    case .uint64(let values): values.count
    case .int64(let values): values.count
    case .float64(let values): values.count
    }
  }

  /// The elements as integers, when the element type is one and all fit.
  public var integers: [Int]? {
    switch self {
    case .uint8(let values): values.map(Int.init)
    case .int8(let values): values.map(Int.init)
    case .uint16(let values): values.map(Int.init)
    case .int16(let values): values.map(Int.init)
    case .uint32(let values): values.map(Int.init)
    case .int32(let values): values.map(Int.init)
    case .uint64(let values): Self.fitting(values)
    case .int64(let values): Self.fitting(values)
    default: nil
    }
  }

  private static func fitting(_ values: [some BinaryInteger]) -> [Int]? {
    let fitting = values.compactMap { Int(exactly: $0) }
    return fitting.count == values.count ? fitting : nil
  }
}

/// A metadata key with its value.
public struct GGUFField: Equatable, Sendable {
  /// The key, such as `llama.block_count`.
  public var key: String
  /// The value.
  public var value: GGUFValue

  /// Pairs a key with a value.
  public init(_ key: String, _ value: GGUFValue) {
    self.key = key
    self.value = value
  }
}
