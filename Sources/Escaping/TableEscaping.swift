/// Makes text safe for one cell of a CSV table.
public enum TableEscaping {
  /// The cell: quoted where RFC 4180 needs it, and never a formula.
  ///
  /// A spreadsheet calculates a cell that starts with `=`, `+`, `-` or `@` (also in full width),
  /// so such text gets an apostrophe in front. Numbers are not text: write them yourself.
  /// Cells with `;` or a tab are quoted too, because some readers split there. U+0000 becomes
  /// U+FFFD.
  public static func cell(_ text: String) -> String {
    var result = ""
    var needsQuotes = false
    if let first = text.unicodeScalars.first(where: { !isBlank($0) }), startsFormula(first) {
      result = "'"
    } else if let first = text.unicodeScalars.first, first == "\t" || first == "\r" {
      result = "'"
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\"\""
      case "\u{0}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
      if breaksCell(scalar) { needsQuotes = true }
    }
    return needsQuotes ? "\"" + result + "\"" : result
  }

  static func startsFormula(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}", "\u{2212}": true
    default: false
    }
  }

  static func breaksCell(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ",", ";", "\t", "\n", "\r", "\"", "'", " ", "\u{0B}", "\u{0C}": true
    default: false
    }
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar.value < 0x20 || scalar.value == 0xFEFF
  }
}
