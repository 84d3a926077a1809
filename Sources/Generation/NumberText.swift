/// The spelling of numbers that a program may hold: an optional minus sign and up to 18 digits; for
/// decimals up to 9 digits, a point and up to 6 more.
enum NumberText {
  /// Whether `text` can be continued to, or is, a number.
  static func isPrefix(_ text: String, isDecimal: Bool) -> Bool {
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
    let whole = digits.prefix { isDigit($0) }
    guard whole.count <= (isDecimal ? 9 : 18) else { return false }
    if whole.count > 1, whole.first == UInt8(ascii: "0") { return false }
    let rest = digits.dropFirst(whole.count)
    if rest.isEmpty { return true }
    return isDecimal && !whole.isEmpty && rest.first == UInt8(ascii: ".") && rest.count <= 7
      && rest.dropFirst().allSatisfy { isDigit($0) }
  }

  /// Whether `text` is a whole number, or for decimals one with a digit after its point.
  static func isComplete(_ text: String, isDecimal: Bool) -> Bool {
    guard let last = text.utf8.last, isDigit(last), isPrefix(text, isDecimal: isDecimal) else {
      return false
    }
    return !isDecimal || text.utf8.contains(UInt8(ascii: "."))
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
