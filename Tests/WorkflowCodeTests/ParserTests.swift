import JSON
import TestSupport
import Testing
import WorkflowCode

@Suite struct ParserTests {
  private func sentences(_ text: String) -> String {
    Program.parse(text).diagnostics.map(\.description).joined(separator: "\n")
  }

  private func value(_ text: String) -> Program.Value? {
    let (program, diagnostics) = Program.parse("a_1 = F(x=\(text))")
    #expect(diagnostics.isEmpty, "\(text): \(diagnostics)")
    return program.statements.first?.arguments.first?.value
  }

  @Test func literalsKeepTheirKind() {
    #expect(value("-2") == .literal(-2))
    #expect(value("7.0") == .literal(7.0))
    #expect(value("- 7") == .literal(-7))
    #expect(value("1E5") == .literal(.number(JSONNumber(spelling: "1E5"))))
    #expect(value(".5") == .literal(0.5))
    #expect(value("5.") == .literal(5.0))
    #expect(value("5.e3") == .literal(.number(JSONNumber(spelling: "5.0e3"))))
    #expect(value("True") == .literal(true))
    #expect(value("False") == .literal(false))
    #expect(value("None") == .literal(.null))
    #expect(value("[1, [], 'a',]") == .literal([1, [], "a"]))
    #expect(value("{\"a\": {\"b\": -1}}") == .literal(["a": ["b": -1]]))
    #expect(value("image_1") == .variable("image_1"))
  }

  @Test func stringsResolvePythonEscapes() {
    #expect(value(#""ends in \"""#) == .literal("ends in \""))
    #expect(value(#""sub\\new""#) == .literal("sub\\new"))
    #expect(value(#"'it\'s \x41\u00e9\U0001f525\101'"#) == .literal("it's Aé🔥A"))
    #expect(value(#""\ud83d\udd25""#) == .literal("🔥"))
    #expect(value(#""\d stays""#) == .literal(#"\d stays"#))
    #expect(value("\"# no comment\"") == .literal("# no comment"))
  }

  @Test func layoutInsideBracketsMeansNothing() {
    let text = """
      # a comment

        a_1, b_1 = F(
          x=[1,  # one
             2],
          **{"if": c_1,}
        )  # F
      """
    let (program, diagnostics) = Program.parse(text)
    #expect(diagnostics.isEmpty)
    #expect(program.statements.count == 1)
    #expect(program.statements.first?.arguments.map(\.name.text) == ["x", "if"])
    #expect(program.statements.first?.comment?.text == "F")
  }

  @Test func positionsCountLinesAndCharactersFromOne() {
    let (program, _) = Program.parse("a_1 = F(t=\"é🔥\", u=b_2)\r\nc_2 = G(v=a_1)\n")
    #expect(program.statements.map(\.callee.span.line) == [1, 2])
    #expect(program.statements.map(\.callee.span.column) == [7, 7])
    #expect(program.statements.first?.arguments.last?.valueSpan.column == 19)
  }

  @Test func eachBreachOfTheGrammarHasItsSentence() {
    let cases = [
      "a_1 = F(3)": "1:9: positional_argument: the argument has no name; write \"input=value\"",
      "a_1 = F(x=G(y=1))": "1:11: nested_call: a call cannot stand inside a call; give it a line"
        + " and a variable of its own",
      "F(x=1)": "1:1: bare_call: the call has no variable; write \"_ = F(…)\"",
      "a_1 = b.F(x=1)": "1:8: method_call: a point has no meaning here; call class types"
        + " directly, outputs by variable",
      "a_1 = F(x=[b_1])": "1:12: variable_in_literal: the variable b_1 stands inside a list or"
        + " dict, which hold plain values only",
      "a_1 = F(x=\"open)": "1:11: unterminated_string: the string does not end on its line; close"
        + " it with \" and write line breaks as \\n",
      "a_1 = F(x=\"\\ud800\")": "1:11: bad_escape: the string holds an escape that is no"
        + " character; use \\xHH or \\uHHHH",
      "a_1 = F(x=007)": "1:11: bad_number: \"007\" is no number; write it like 42, 0.5 or 1e-3",
      "a_1 = F(x=1, x=2)": "1:14: duplicate_argument: the input \"x\" is set twice; keep one",
      "a_1 = F(if=1)": "1:9: reserved_word: \"if\" is a word of Python; write it as"
        + " **{\"if\": …}",
      "for = F()": "1:1: reserved_word: \"for\" is a word of Python; use another name",
      "a_1 = F(x=1; y=2)": "1:12: unexpected_character: \";\" has no meaning here; remove it",
      "a_1 = F() b_2 = G()": "1:11: unexpected_token: found \"b_2\", expected the end of the"
        + " line; write one statement a line",
      "a_1 = F(x=": "1:11: unexpected_token: found the end of the text, expected a value",
      "a_1 =": "1:6: unexpected_token: found the end of the text, expected a class type",
      "a_1 = F": "1:8: unexpected_token: found the end of the text, expected \"(\" behind F",
      "**": "1:1: unexpected_token: found \"**\", expected a variable",
      "a_1 = F(x=“q”)": "1:11: unexpected_character: \"“\" has no meaning here; remove it",
    ]
    for (text, sentence) in cases { #expect(sentences(text) == sentence) }
  }

  @Test func aMistakeCostsOneStatement() {
    let text = "a_1 = F(x=1\nb_2 = G()\nc_3 = H(y=)\nd_4 = I()\n"
    let (program, diagnostics) = Program.parse(text)
    #expect(program.statements.map(\.callee.text) == ["G", "I"])
    #expect(diagnostics.map(\.span.line) == [2, 3])
  }

  @Test func deepListsAndManyMistakesEndReading() {
    let deep = "a_1 = F(x=" + String(repeating: "[", count: 5000)
    #expect(Program.parse(deep).diagnostics.map(\.kind) == [.nestingTooDeep])
    let found = Program.parse(String(repeating: "?\n", count: 500)).diagnostics
    #expect(found.count == 101)
    #expect(
      found.last?.description
        == "100:2: too_many_diagnostics: reading stops here after 100 mistakes")
  }

  @Test func noTextTrapsAndEveryPlaceLiesInTheText() throws {
    let pieces = [
      "a_1", "=", "(", ")", ",", "F", "\"", "'", "\\", "[", "]", "{", "}", ":", "**", "\n", "\r\n",
      "# F", "1", "-", ".", "0x", "é", "🔥", "\0", " ", "True", "_", "x=", "\"s\"", "a_1 = F(x=1)\n",
    ]
    let lowering = Lowering(ClassIdentifiers(sampleCatalog))
    try forAll(count: 3000) { generator in
      (0..<Int.random(in: 0..<30, using: &generator)).map { _ in
        pieces.randomElement(using: &generator) ?? ""
      }.joined()
    } law: { text in
      let (program, diagnostics) = Program.parse(text)
      for diagnostic in diagnostics + lowering.lower(program).diagnostics {
        #expect(diagnostic.span.line >= 1 && diagnostic.span.column >= 1)
        #expect(diagnostic.span.bytes.upperBound <= text.utf8.count)
      }
    }
  }
}
