import JSON

/// The spelling of the numbers that a program may hold, and which of them an input takes: an
/// optional minus sign and up to 18 digits; for decimals up to 9 digits, a point and up to 6 more.
///
/// Numbers are counted in the last digit they may have, so that bounds are whole.
struct NumberText: Equatable, Sendable {
  /// Digits before the point.
  private let wholeDigits: Int
  /// Digits behind it; 0 for whole numbers.
  private let fractionDigits: Int
  private let minimum: Int
  private let maximum: Int

  /// The most characters a number has.
  static let longest = 19

  /// Numbers between bounds; `nil` for none.
  init(isDecimal: Bool, minimum: JSONNumber? = nil, maximum: JSONNumber? = nil) {
    wholeDigits = isDecimal ? 9 : 18
    fractionDigits = isDecimal ? 6 : 0
    let limit = Self.power(wholeDigits + fractionDigits) - 1
    let scale = Double(Self.power(fractionDigits))
    func bound(_ number: JSONNumber?, _ other: Int, _ rule: FloatingPointRoundingRule) -> Int {
      guard let number else { return other }
      if !isDecimal, let whole = number.int { return min(max(whole, -limit), limit) }
      // Products such as 0.1 · 10⁶ are whole up to the rounding of doubles.
      let scaled = number.double * scale
      let nearest = scaled.rounded()
      let exact =
        abs(scaled - nearest) < 1e-12 * max(1, abs(scaled)) ? nearest : scaled.rounded(rule)
      return Int(min(max(exact, -Double(limit)), Double(limit)))
    }
    self.minimum = bound(minimum, -limit, .up)
    self.maximum = bound(maximum, limit, .down)
  }

  /// Whether there is a number to write.
  var hasNumbers: Bool { minimum <= maximum }

  /// Whether `text` can be continued to, or is, a number within the bounds.
  func isPrefix(_ text: String) -> Bool {
    guard let parts = Parts(text, self) else { return false }
    if parts.hasPoint { return reaches(parts, wholeMore: 0) }
    if parts.whole == 0, parts.wholeCount == 1 { return reaches(parts, wholeMore: 0) }
    return (0...max(wholeDigits - parts.wholeCount, 0)).contains { reaches(parts, wholeMore: $0) }
  }

  /// Whether `text` is a number within the bounds, with a digit behind its point for decimals.
  func isComplete(_ text: String) -> Bool {
    guard let parts = Parts(text, self), parts.wholeCount > 0 else { return false }
    if fractionDigits > 0, parts.fractionCount == 0 { return false }
    let value = parts.sign * parts.magnitude(self)
    return value >= minimum && value <= maximum
  }

  /// Whether a number within the bounds begins with these digits and `wholeMore` others before the
  /// point.
  private func reaches(_ parts: Parts, wholeMore: Int) -> Bool {
    if parts.wholeCount == 0, wholeMore == 0 { return false }
    let open = Self.power(fractionDigits - parts.fractionCount)
    var least = parts.magnitude(self)
    var most = least + open - 1
    if wholeMore > 0 {
      let shift = Self.power(wholeMore)
      // A number of several digits does not begin with 0.
      let first = parts.wholeCount == 0 && wholeMore > 1 ? Self.power(wholeMore - 1) : 0
      least = (parts.whole * shift + first) * Self.power(fractionDigits)
      most = (parts.whole * shift + shift - 1) * Self.power(fractionDigits) + open - 1
    }
    return parts.sign > 0
      ? most >= minimum && least <= maximum : -least >= minimum && -most <= maximum
  }

  private static func power(_ exponent: Int) -> Int {
    (0..<max(exponent, 0)).reduce(1) { product, _ in product * 10 }
  }

  /// The digits of a beginning of a number.
  private struct Parts {
    var sign = 1
    var whole = 0
    var wholeCount = 0
    var hasPoint = false
    var fraction = 0
    var fractionCount = 0

    /// Takes `text` apart; `nil` when no number of the spelling begins so.
    init?(_ text: String, _ spelling: NumberText) {
      var digits = text.utf8[...]
      if digits.first == UInt8(ascii: "-") {
        sign = -1
        digits.removeFirst()
      }
      for byte in digits {
        if byte == UInt8(ascii: ".") {
          guard !hasPoint, wholeCount > 0, spelling.fractionDigits > 0 else { return nil }
          hasPoint = true
          continue
        }
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        let digit = Int(byte - 0x30)
        if hasPoint {
          guard fractionCount < spelling.fractionDigits else { return nil }
          fraction = fraction * 10 + digit
          fractionCount += 1
        } else {
          guard wholeCount < spelling.wholeDigits, wholeCount == 0 || whole > 0 else { return nil }
          whole = whole * 10 + digit
          wholeCount += 1
        }
      }
    }

    func magnitude(_ spelling: NumberText) -> Int {
      whole * NumberText.power(spelling.fractionDigits)
        + fraction * NumberText.power(spelling.fractionDigits - fractionCount)
    }
  }
}
