import JSON

/// A number as Python sees it: an exact integer of any size, or a double.
enum PythonNumber: Equatable {
  /// An integer that fits.
  case int(Int)
  /// An integer outside 64 bits; decimal digits without leading zeros.
  case big(isNegative: Bool, digits: [UInt8])
  /// A floating-point number, perhaps not finite.
  case float(Double)

  /// Reads a JSON number as Python's `json` does: without point and exponent it is an integer.
  init(_ number: JSONNumber) {
    if !number.isInteger {
      self = .float(number.double)
    } else if let value = number.int {
      self = .int(value)
    } else {
      let digits = Array(number.text.utf8)
      let isNegative = digits.first == UInt8(ascii: "-")
      self = .integer(isNegative: isNegative, digits: Array(digits.dropFirst(isNegative ? 1 : 0)))
    }
  }

  /// An integer from ASCII digits, perhaps with leading zeros.
  static func integer(isNegative: Bool, digits: [UInt8]) -> PythonNumber {
    let kept = digits.drop { $0 == 0x30 }
    if kept.count <= 18 {
      let value = kept.reduce(0) { $0 * 10 + Int($1 - 0x30) }
      return .int(isNegative ? -value : value)
    }
    if let value = Int((isNegative ? "-" : "") + String(decoding: kept, as: UTF8.self)) {
      return .int(value)
    }
    return .big(isNegative: isNegative, digits: Array(kept))
  }

  /// `int(value)` of a finite double: exact, toward zero.
  static func truncated(_ value: Double) -> PythonNumber {
    let whole = value.rounded(.towardZero)
    if let value = Int(exactly: whole) { return .int(value) }
    // whole = significand * 2^exponent with an exponent above zero, by repeated doubling.
    var digits: [UInt8] = [0]  // least significant first
    let magnitude = whole.magnitude
    let shift = max(Int(magnitude.exponent) - 52, 0)
    var rest = UInt64(magnitude / Double(sign: .plus, exponent: shift, significand: 1))
    digits = []
    while rest > 0 {
      digits.append(UInt8(rest % 10))
      rest /= 10
    }
    for _ in 0..<shift {
      var carry: UInt8 = 0
      for index in digits.indices {
        let doubled = digits[index] * 2 + carry
        digits[index] = doubled % 10
        carry = doubled / 10
      }
      if carry > 0 { digits.append(carry) }
    }
    return .big(isNegative: value < 0, digits: digits.reversed().map { $0 + 0x30 })
  }

  /// `float(value)` of an integer; `nil` where Python raises OverflowError.
  var asDouble: Double? {
    switch self {
    case .int(let value): return Double(value)
    case .float(let value): return value
    case .big(let isNegative, let digits):
      guard digits.count <= 310, let value = Double(String(decoding: digits, as: UTF8.self)),
        value.isFinite
      else { return nil }
      return isNegative ? -value : value
    }
  }

  /// Whether `self < other` in Python; comparisons of integers and floats are exact.
  func isLess(than other: PythonNumber) -> Bool { Self.order(self, other) == -1 }

  /// -1, 0 or 1; `nil` with a NaN.
  private static func order(_ left: PythonNumber, _ right: PythonNumber) -> Int? {
    switch (left, right) {
    case (.int(let left), .int(let right)): return left < right ? -1 : left > right ? 1 : 0
    case (.float(let left), .float(let right)):
      if left.isNaN || right.isNaN { return nil }
      return left < right ? -1 : left > right ? 1 : 0
    case (.float, _): return order(right, left).map { -$0 }
    case (_, .float(let right)):
      if right.isNaN { return nil }
      if right.isInfinite { return right > 0 ? -1 : 1 }
      let whole = order(left, truncated(right)) ?? 0
      if whole != 0 { return whole }
      let fraction = right - right.rounded(.towardZero)
      return fraction > 0 ? -1 : fraction < 0 ? 1 : 0
    default: return orderOfIntegers(left.signAndDigits, right.signAndDigits)
    }
  }

  private static func orderOfIntegers(
    _ left: (isNegative: Bool, digits: [UInt8]), _ right: (isNegative: Bool, digits: [UInt8])
  ) -> Int {
    if left.isNegative != right.isNegative { return left.isNegative ? -1 : 1 }
    var order = 0
    if left.digits.count != right.digits.count {
      order = left.digits.count < right.digits.count ? -1 : 1
    } else if left.digits != right.digits {
      order = left.digits.lexicographicallyPrecedes(right.digits) ? -1 : 1
    }
    return left.isNegative ? -order : order
  }

  private var signAndDigits: (isNegative: Bool, digits: [UInt8]) {
    switch self {
    case .int(let value): (value < 0, Array(String(value.magnitude).utf8))
    case .big(let isNegative, let digits): (isNegative, digits)
    case .float: (false, [])
    }
  }
}

// MARK: - Conversions

/// Why a conversion failed, in Python's words.
struct PythonError: Error, Equatable {
  let text: String
}

extension PythonNumber {
  /// Python's `int(value)`.
  static func integer(from value: JSONValue) throws(PythonError) -> PythonNumber {
    switch value {
    case .bool(let flag): return .int(flag ? 1 : 0)
    case .number(let json):
      let number = PythonNumber(json)
      guard case .float(let float) = number else { return number }
      guard float.isFinite else {
        throw PythonError(
          text: float.isNaN
            ? "cannot convert float NaN to integer" : "cannot convert float infinity to integer")
      }
      return .truncated(float)
    case .string(let text):
      guard let number = integer(spelled: text) else {
        throw PythonError(
          text: "invalid literal for int() with base 10: \(PythonText.repr(value))")
      }
      return number
    case .null, .array, .object:
      throw PythonError(
        text: "int() argument must be a string, a bytes-like object or a real number, not "
          + "'\(PythonText.typeName(value))'")
    }
  }

  /// Python's `float(value)`.
  static func double(from value: JSONValue) throws(PythonError) -> PythonNumber {
    switch value {
    case .bool(let flag): return .float(flag ? 1 : 0)
    case .number(let json):
      guard let number = PythonNumber(json).asDouble else {
        throw PythonError(text: "int too large to convert to float")
      }
      return .float(number)
    case .string(let text):
      guard let number = double(spelled: text) else {
        throw PythonError(text: "could not convert string to float: \(PythonText.repr(value))")
      }
      return .float(number)
    case .null, .array, .object:
      throw PythonError(
        text: "float() argument must be a string or a real number, not "
          + "'\(PythonText.typeName(value))'")
    }
  }

  /// The most digits `int()` accepts in a text (`sys.get_int_max_str_digits`).
  private static let mostDigits = 4300

  private static func integer(spelled text: String) -> PythonNumber? {
    var characters = asciiNumber(text)[...]
    let isNegative = characters.first == UInt8(ascii: "-")
    if isNegative || characters.first == UInt8(ascii: "+") { characters.removeFirst() }
    guard let digits = withoutUnderscores(characters), !digits.isEmpty,
      digits.count <= mostDigits, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
    else { return nil }
    return .integer(isNegative: isNegative, digits: digits)
  }

  private static func double(spelled text: String) -> Double? {
    guard var rest = withoutUnderscores(asciiNumber(text)[...])?[...] else { return nil }
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    let word = String(decoding: rest, as: UTF8.self).lowercased()
    if word == "nan" { return .nan }
    if word == "inf" || word == "infinity" { return isNegative ? -.infinity : .infinity }
    guard let first = rest.first, isDigitOrPoint(first),
      rest.allSatisfy({ isDigitOrPoint($0) || "eE+-".utf8.contains($0) }),
      rest.contains(where: { $0 >= 0x30 && $0 <= 0x39 })
    else { return nil }
    // Swift wants digits on both sides of the point, Python on one.
    var spelled = word.replacing(".e", with: ".0e")
    if spelled.hasPrefix(".") { spelled = "0" + spelled }
    if spelled.hasSuffix(".") { spelled += "0" }
    return Double(spelled).map { isNegative ? -$0 : $0 }
  }

  private static func isDigitOrPoint(_ byte: UInt8) -> Bool {
    byte >= 0x30 && byte <= 0x39 || byte == UInt8(ascii: ".")
  }

  /// The text without blanks at the ends, digits of all scripts as ASCII, others as `?`.
  private static func asciiNumber(_ text: String) -> [UInt8] {
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return [] }
    return scalars[first...last].map { scalar in
      if scalar.isASCII { return UInt8(scalar.value) }
      guard scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue
      else { return UInt8(ascii: "?") }
      return 0x30 + UInt8(value)
    }
  }

  /// Without single underscores between digits; `nil` when one stands elsewhere.
  private static func withoutUnderscores(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    var result: [UInt8] = []
    let bytes = Array(bytes)
    let isDigit = { (index: Int) in
      bytes.indices.contains(index) && bytes[index] >= 0x30 && bytes[index] <= 0x39
    }
    for index in bytes.indices {
      guard bytes[index] == UInt8(ascii: "_") else {
        result.append(bytes[index])
        continue
      }
      guard isDigit(index - 1), isDigit(index + 1) else { return nil }
    }
    return result
  }
}
