import Escaping
import Testing

@Suite("Terminal text")
struct TerminalEscapingTests {
  @Test("Dead characters are shown, not dropped")
  func shown() {
    #expect(TerminalEscaping.escape("a\u{1B}[31m\n\t\r\u{7}b") == "a\\x1b[31m\\n\\t\\r\\x07b")
    #expect(TerminalEscaping.escape("\u{202E}txt") == "\\u{202e}txt")
  }

  @Test("A cut line takes at most its width, counting wide characters twice")
  func cut() {
    #expect(TerminalEscaping.line("lighthouse", width: 10) == "lighthouse")
    #expect(TerminalEscaping.line("lighthouse", width: 6) == "light…")
    #expect(TerminalEscaping.line("漢字漢字", width: 6) == "漢字…")
    #expect(TerminalEscaping.line("漢字", width: 0) == "")
    for width in 0..<12 {
      let line = TerminalEscaping.line("a漢e\u{301}🎨\u{1B}z", width: width)
      #expect(TerminalEscaping.columns(of: line) <= width)
    }
  }

  @Test("A column is filled to its width")
  func column() {
    #expect(TerminalEscaping.column("漢", width: 4) == "漢  ")
    #expect(TerminalEscaping.column("abcdef", width: 4) == "abc…")
  }
}
