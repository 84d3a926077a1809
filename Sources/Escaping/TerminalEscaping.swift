/// Makes text safe for one line of a terminal.
///
/// Dead characters are shown, not dropped, so that nothing can hide: `\x1b`, `\n`, `\u{202e}`.
public enum TerminalEscaping {
  /// The text with control, direction and invisible characters shown as escapes.
  public static func escape(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isLive) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isLive(scalar) { result += shown(scalar) } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }

  /// The escaped text, cut so that it takes at most `width` columns; a cut ends in `…`.
  public static func line(_ text: String, width: Int) -> String {
    let safe = escape(text)
    guard columns(of: safe) > width else { return safe }
    guard width > 0 else { return "" }
    var result = ""
    var used = 0
    for character in safe {
      let next = columns(of: character)
      if used + next > width - 1 { break }
      result.append(character)
      used += next
    }
    return result + "…"
  }

  /// The escaped text, cut or filled with blanks to exactly `width` columns.
  public static func column(_ text: String, width: Int) -> String {
    let cut = line(text, width: width)
    return cut + String(repeating: " ", count: max(0, width - columns(of: cut)))
  }

  /// The columns a safe text takes: wide East Asian characters and emoji two, joining marks none.
  ///
  /// Source: Unicode Standard Annex 11. Differs: ambiguous widths count as one.
  public static func columns(of text: String) -> Int {
    text.reduce(0) { $0 + columns(of: $1) }
  }

  private static func columns(of character: Character) -> Int {
    var width = 0
    for scalar in character.unicodeScalars {
      width = max(width, columns(of: scalar))
      if scalar.value == 0xFE0F { width = 2 }
    }
    return width
  }

  private static func columns(of scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: return wideRanges.contains { $0.contains(scalar.value) } ? 2 : 1
    }
  }

  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x2614...0x2615,
    0x2648...0x2653, 0x26A1...0x26A1, 0x2705...0x2705, 0x2728...0x2728, 0x274C...0x274C,
    0x2753...0x2755, 0x2795...0x2797, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55,
    0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
    0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F7E0...0x1F7EB,
    0x1F900...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD,
  ]

  /// Whether a terminal acts on the character, or it changes how others are read.
  static func isLive(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F: true
    // Marks of writing direction, line and paragraph separators, the byte order mark.
    case 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
    case 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
    default: false
    }
  }

  private static func shown(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0x09: return "\\t"
    case 0x0A: return "\\n"
    case 0x0D: return "\\r"
    case let value where value < 0x100:
      let digits = String(value, radix: 16)
      return "\\x" + (digits.count < 2 ? "0" : "") + digits
    case let value: return "\\u{" + String(value, radix: 16) + "}"
    }
  }
}
