import Generation
import Testing

@Suite struct TranscriptParserTests {
  private static let known: Set = ["KSampler", "VAEDecode", "Load Image"]

  private func parts(
    _ text: String, _ mode: TranscriptParser.Mode = .strict
  ) -> TranscriptParser.Parts {
    TranscriptParser.parts(of: text, mode: mode, isKnown: Self.known.contains)
  }

  private func response(nodes: String) -> String {
    "<selected_nodes>\(nodes)</selected_nodes>\n<design_principle> Why. </design_principle>\n"
      + "<workflow>\n_ = A()\n</workflow>"
  }

  @Test(arguments: [TranscriptParser.Mode.paper, .strict])
  func `Three pairs in order give all parts, trimmed`(mode: TranscriptParser.Mode) {
    let found = parts(response(nodes: "[\"KSampler\", \"VAEDecode\"]"), mode)
    #expect(
      found.response
        == Response(
          selectedNodes: ["KSampler", "VAEDecode"], designPrinciple: "Why.", code: "_ = A()"))
  }

  @Test(arguments: ["selected_nodes", "design_principle", "workflow"])
  func `A missing tag on either side makes no response`(tag: String) {
    let whole = response(nodes: "[\"KSampler\"]")
    for gone in ["<\(tag)>", "</\(tag)>"] {
      let found = parts(whole.replacing(gone, with: ""), .paper)
      #expect(!found.areTagsPresent)
      #expect(found.response == nil)
    }
  }

  @Test func `Paper mode takes any order and text outside`() {
    let text =
      "Sure!\n<workflow>c</workflow> and <selected_nodes>['KSampler']</selected_nodes>"
      + "<design_principle>p</design_principle> Done."
    #expect(parts(text, .paper).response?.selectedNodes == ["KSampler"])
    #expect(parts(text, .strict).response == nil)
    #expect(!parts(text, .strict).areTagsPresent)
  }

  @Test func `Paper mode reads from the first opening tag to the next closing tag`() {
    let text = response(nodes: "['KSampler']") + "<workflow>other</workflow>"
    #expect(parts(text, .paper).code == "_ = A()")
    let nested = "<workflow>a<workflow>b</workflow>c</workflow>"
    #expect(parts(nested, .paper).code == "a<workflow>b")
  }

  @Test(arguments: [
    "x" + "<selected_nodes>['KSampler']</selected_nodes>",
    "<selected_nodes>['KSampler']</selected_nodes> text",
    "<selected_nodes>['KSampler']</selected_nodes></selected_nodes>",
  ])
  func `Strict mode allows only white space outside the pairs`(start: String) {
    let rest = "<design_principle>p</design_principle>\n<workflow>c</workflow>"
    #expect(parts(start + rest, .paper).response != nil)
    #expect(parts(start + rest, .strict).response == nil)
  }

  @Test func `Strict mode wants each pair once`() {
    let whole = response(nodes: "['KSampler']")
    #expect(parts(whole + "\n" + whole).response == nil)
    #expect(parts(whole.replacing("Why.", with: "Why <design_principle> twice.")).response == nil)
    #expect(parts(whole.replacing("_ = A()", with: "<selected_nodes>")).response == nil)
    #expect(parts(" \n\t" + whole + "\r\n").response != nil)
  }

  @Test(arguments: [
    ("I use [\"A\", 'B C'] here", ["A", "B C"]),
    ("[\"a \\\"b\\\"\", 'c\\\\']", ["a \"b\"", "c\\"]),
    ("[\"A\"] [\"B\"]", ["A"]), ("[\"has ] inside\"]", ["has ] inside"]),
    ("[\"A\", B]", ["A"]), ("KSampler, Load Image", ["KSampler", "Load Image"]),
    ("[KSampler, VAEDecode]", ["KSampler", "VAEDecode"]), ("KSampler", ["KSampler"]),
  ])
  func `Quoted strings in the first brackets come first, then known words`(
    text: String, names: [String]
  ) {
    #expect(parts(response(nodes: text)).selectedNodes == names)
  }

  @Test(arguments: [
    "", "[]", "[\"KSampler\"", "[\"KSampler", "KSampler, Unknown", "I use KSampler", "['']x'",
  ])
  func `A list that can be read neither way is a format error`(text: String) {
    let found = parts(response(nodes: text))
    #expect(found.selectedNodes == nil || found.selectedNodes == [""])
    #expect(found.areTagsPresent)
    if found.selectedNodes == nil { #expect(found.response == nil) }
  }

  @Test func `No input traps`() {
    for text in [
      "", "<", "</workflow><workflow>", "<workflow>", "\u{0}\u{10FFFF}", "<selected_nodes>",
    ] {
      #expect(parts(text).response == nil)
      #expect(parts(text, .paper).response == nil)
    }
  }
}
