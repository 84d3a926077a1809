import Escaping
import Testing

@Suite("Table cells")
struct TableEscapingTests {
  @Test(
    "Formulas get an apostrophe, also behind blanks and in full width",
    arguments: ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\u{FF1D}1"])
  func formulas(_ text: String) {
    let cell = TableEscaping.cell(text)
    #expect(cell.hasPrefix("'") || cell.hasPrefix("\"'"))
  }

  @Test("Quotes are doubled and separators quoted")
  func quotes() {
    #expect(TableEscaping.cell("a,b") == "\"a,b\"")
    #expect(TableEscaping.cell("say \"hi\"") == "\"say \"\"hi\"\"\"")
    #expect(TableEscaping.cell("two\r\nlines") == "\"two\r\nlines\"")
    #expect(TableEscaping.cell("word") == "word")
  }
}
