/// One JSON value that keeps key order and the spelling of numbers.
public enum JSONValue: Equatable, Sendable {
  /// The literal `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number, as it was spelled.
  case number(JSONNumber)
  /// A string, with escapes resolved.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object whose members keep their order.
  case object(JSONObject)
}

extension JSONValue {
  /// The string, or `nil` for any other kind of value.
  public var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The truth value, or `nil` for any other kind of value.
  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The number, or `nil` for any other kind of value.
  public var number: JSONNumber? {
    if case .number(let value) = self { value } else { nil }
  }

  /// The number as `Int`, or `nil` when it is no integer literal or does not fit.
  public var int: Int? { number?.int }

  /// The number as `Double`, or `nil` for any other kind of value.
  public var double: Double? { number?.double }

  /// The elements, or `nil` for any other kind of value.
  public var array: [JSONValue]? {
    if case .array(let value) = self { value } else { nil }
  }

  /// The object, or `nil` for any other kind of value.
  public var object: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  /// Whether the value is `null`.
  public var isNull: Bool { self == .null }

  /// The member named `key` of an object, or `nil`.
  public subscript(key: String) -> JSONValue? { object?[key] }

  /// The element at `index` of an array, or `nil` when there is none.
  public subscript(index: Int) -> JSONValue? {
    guard let array, array.indices.contains(index) else { return nil }
    return array[index]
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  /// Makes a string value.
  public init(stringLiteral value: String) { self = .string(value) }
  /// Makes an integer value.
  public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
  /// Makes a floating-point value.
  public init(floatLiteral value: Double) { self = .number(JSONNumber(value)) }
  /// Makes a truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// Makes an array value.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// Makes an object value with members in the order written.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(JSONObject(elements))
  }
  /// Makes `null`.
  public init(nilLiteral: ()) { self = .null }

  /// Makes an integer value.
  public static func int(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }
  /// Makes a floating-point value, spelled with a point or an exponent.
  public static func double(_ value: Double) -> JSONValue { .number(JSONNumber(value)) }
}
