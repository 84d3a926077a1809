/// Makes text safe for HTML and XML, between tags and in quoted attributes alike.
public enum MarkupEscaping {
  /// The text with `& < > " '` as references and characters that XML 1.0 forbids as U+FFFD.
  ///
  /// Line breaks and tabs are written as references: an attribute would turn them into blanks.
  /// Marks of writing direction are forbidden likewise, since they reach beyond their element.
  public static func escape(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t": result += "&#9;"
      case "\n": result += "&#10;"
      case "\r": result += "&#13;"
      default:
        result.unicodeScalars.append(isForbidden(scalar) ? "\u{FFFD}" : scalar)
      }
    }
    return result
  }

  static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F, 0xFFFE, 0xFFFF: true
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: scalar.value & 0xFFFE == 0xFFFE
    }
  }
}
