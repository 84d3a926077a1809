import PromptSyntax
import TestSupport
import Testing

@Suite struct TableRowsTests {
  @Test func `each row is a request, other columns are header keys`() {
    let file = parse(
      "\u{FEFF}Prompt,seed,custom_id,mood\r\n\"a \"\"big\"\" cat,\r\nasleep\",4,x1,dark\r\na dog,,,\r\n\r\n",
      "t.csv")
    #expect(file.requests.map(\.prompt) == ["a \"big\" cat,\nasleep", "a dog"])
    #expect(file.requests.map(\.header.seed) == [4, nil])
    #expect(file.requests.map(\.customID) == ["x1", nil])
    #expect(file.requests.map(\.line) == [2, 4])
    #expect(sentences(file) == ["line 1: unknown header key 'mood' is ignored"])
    #expect(!file.isBatch)
  }

  @Test(arguments: [
    ("a\"b,1", "a quote stands inside a cell that begins without one", ReasonCode.badLine),
    ("\"a\"b,1", "text stands after a closing quote; double the quotes inside a cell", .badLine),
    ("a,1,2", "the row has 3 cells, the first row 2", .badLine),
    (",1", "the prompt is blank", .empty),
    ("a,x", "'seed' needs a whole number from 0 to 9007199254740991, not 'x'", .badHeader),
  ])
  func `a bad row fails alone`(row: String, sentence: String, reason: ReasonCode) {
    let file = parse("prompt,seed\nfirst,1\n\(row)\nlast,2\n", "t.csv")
    #expect(file.requests.map(\.prompt) == ["first", "last"])
    #expect(sentences(file) == ["line 3: " + sentence])
    #expect(file.errors.map(\.reason) == [reason])
  }

  @Test func `a quote that is not closed spoils the rest, which is said`() {
    let file = parse("prompt\nfirst\n\"second\nthird", "t.csv")
    #expect(file.requests.map(\.prompt) == ["first"])
    #expect(sentences(file) == ["line 3: a quoted cell is not closed"])
  }

  @Test func `a table without prompts is explained`() {
    #expect(
      sentences(parse("promt,seed\na,1", "t.csv")) == [
        "line 1: the first row has no column 'prompt'; is 'promt' meant?"
      ])
  }

  @Test func `a cell has at most 16 KiB`() {
    let file = parse("prompt\n" + String(repeating: "a", count: 16385), "t.csv")
    #expect(sentences(file) == ["line 2: cell 1 has more than the limit of 16384 bytes"])
  }
}
