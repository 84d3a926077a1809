/// Makes text safe for a label's value in the Prometheus text format.
public enum MetricsEscaping {
  /// The value without its quotes: `\`, `"` and line feed escaped, other control characters as
  /// U+FFFD.
  ///
  /// Source: prometheus/docs: Exposition formats, text-based format.
  public static func label(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default:
        let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        let isBreak = scalar.value == 0x2028 || scalar.value == 0x2029
        result.unicodeScalars.append(isControl || isBreak ? "\u{FFFD}" : scalar)
      }
    }
    return result
  }
}
