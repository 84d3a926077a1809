import Escaping
import TestSupport
import Testing

/// Bytes with many live characters, some of them no UTF-8.
func hostileBytes(_ generator: inout TestGenerator) -> [UInt8] {
  let pieces: [[UInt8]] = [
    Array("<script>&\"'".utf8), Array("]]>".utf8), [0x1B, 0x5B, 0x33, 0x31, 0x6D], [0],
    [0x0D, 0x0A],
    Array("\u{202E}\u{2066}\u{200F}".utf8), [0xFF, 0xFE], [0xC3], Array("=cmd|' /C calc'!A0".utf8),
    Array("+-@\t".utf8), Array("漢字🎨é".utf8), Array("\\n\\".utf8), [0x9B], Array(",;".utf8),
    Array("\u{85}\u{2028}\u{FFFE}".utf8), Array("plain words".utf8), Array("\u{FF1D}1".utf8),
  ]
  return (0..<Int.random(in: 0...6, using: &generator)).flatMap { _ in
    pieces.randomElement(using: &generator) ?? []
  }
}

@Suite("Laws of escaping")
struct TextSinkTests {
  private func check(_ sink: TextSink, _ law: (String) -> Bool) throws {
    try forAll(
      seed: 5, count: 2000, { hostileBytes(&$0) },
      law: { bytes in
        let safe = sink.escape(bytes: bytes)
        guard law(safe) else { throw Live(text: safe) }
      })
  }

  @Test("No terminal line holds a control or direction character")
  func terminal() throws {
    try check(.terminal) { safe in
      !safe.unicodeScalars.contains {
        $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || (0x202A...0x202E).contains($0.value)
          || (0x2066...0x2069).contains($0.value) || $0.value == 0x200F || $0.value == 0x2028
      }
    }
  }

  @Test(
    "No markup text or attribute holds a live character",
    arguments: [TextSink.markupText, .markupAttribute])
  func markup(_ sink: TextSink) throws {
    try check(sink) { safe in
      !safe.unicodeScalars.contains {
        "<>\"'".unicodeScalars.contains($0) || $0.value < 0x20 || $0.value == 0xFFFE
          || (0x202A...0x202E).contains($0.value)
      }
        && safe.split(separator: "&", omittingEmptySubsequences: false).dropFirst().allSatisfy {
          $0.contains(";") && ($0.first == "#" || $0.first?.isLowercase == true)
        }
    }
  }

  @Test("No table cell starts a formula or ends early")
  func table() throws {
    try check(.tableCell) { safe in
      var cell = safe
      if safe.hasPrefix("\"") {
        guard safe.count >= 2, safe.unicodeScalars.last == "\"" else { return false }
        cell = String(safe.unicodeScalars.dropFirst().dropLast())
        let inner = cell.replacing("\"\"", with: "")
        if inner.contains("\"") { return false }
      } else if safe.unicodeScalars.contains(where: { ",;\t\r\n\"".unicodeScalars.contains($0) }) {
        return false
      }
      guard let first = cell.unicodeScalars.first else { return true }
      return !"=+-@\t\r\u{FF1D}".unicodeScalars.contains(first)
    }
  }

  @Test("No label value ends early or breaks its line")
  func metrics() throws {
    try check(.metricsLabel) { safe in
      var isEscaped = false
      for scalar in safe.unicodeScalars {
        if isEscaped {
          guard "\\\"n".unicodeScalars.contains(scalar) else { return false }
          isEscaped = false
        } else if scalar == "\\" {
          isEscaped = true
        } else if scalar == "\"" || scalar.value < 0x20 || scalar.value == 0x85 {
          return false
        }
      }
      return !isEscaped
    }
  }

  @Test("Plain words pass every sink unchanged", arguments: TextSink.allCases)
  func plain(_ sink: TextSink) {
    #expect(
      sink.escape("Größe und 漢字") == (sink == .tableCell ? "\"Größe und 漢字\"" : "Größe und 漢字"))
    #expect(sink.escape("") == "")
  }
}

private struct Live: Error {
  let text: String
}
