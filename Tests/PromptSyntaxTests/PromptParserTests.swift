import PromptSyntax
import TestSupport
import Testing

func parse(_ text: String, _ name: String = "a.txt") -> PromptFile {
  PromptParser.parse(Array(text.utf8), fileName: Array(name.utf8))
}

func sentences(_ file: PromptFile) -> [String] { file.diagnostics.map(\.description) }

@Suite struct PromptParserTests {
  static let unreadable: [(bytes: [UInt8], reason: ReasonCode, offset: Int, sentence: String)] = [
    ([], .empty, 0, "the file is empty"),
    (Array(" \n\t\r\n ".utf8), .empty, 0, "the file holds no prompt, only blanks"),
    (
      [0x61, 0x62, 0xFF, 0x63], .invalidUTF8, 2,
      "line 1: byte 2 (0xff) is not UTF-8; save the file as UTF-8"
    ),
    (
      Array("one\ntwo\n".utf8) + [0xE2, 0x82], .invalidUTF8, 8,
      "line 3: byte 8 (0xe2) is not UTF-8; save the file as UTF-8"
    ),
    (
      [0xC0, 0xAF, 0x61, 0x61], .invalidUTF8, 0,
      "line 1: byte 0 (0xc0) is not UTF-8; save the file as UTF-8"
    ),
    (
      [0xED, 0xA0, 0x80, 0x61], .invalidUTF8, 0,
      "line 1: byte 0 (0xed) is not UTF-8; save the file as UTF-8"
    ),
    (
      Array("a cat\0".utf8), .invalidUTF8, 5,
      "line 1: byte 5 is NUL, which no text holds; is the file binary?"
    ),
    (
      [0xFF, 0xFE, 0x61, 0x00], .invalidUTF8, 0,
      "the file is UTF-16 text; save it as UTF-8 and drop it again"
    ),
    (
      [0x61, 0x00, 0x62, 0x00, 0x63, 0x00], .invalidUTF8, 0,
      "the file is UTF-16 text; save it as UTF-8 and drop it again"
    ),
    (
      [0x89, 0x50, 0x4E, 0x47, 0x0D], .invalidUTF8, 0, "the file is not text but a PNG picture"
    ),
  ]

  @Test(arguments: unreadable)
  func `a file that is not text is explained`(
    bytes: [UInt8], reason: ReasonCode, offset: Int, sentence: String
  ) {
    for name in ["a.txt", "a.csv"] {
      let file = PromptParser.parse(bytes, fileName: Array(name.utf8))
      #expect(file.requests.isEmpty)
      #expect(file.errors.map(\.reason) == [reason])
      #expect(file.errors.map(\.byteOffset) == [offset])
      #expect(sentences(file) == [sentence])
    }
  }

  @Test func `a file above its limit is refused, a batch may be larger`() {
    let bytes = [UInt8](repeating: 0x61, count: (1 << 20) + 1)
    let file = PromptParser.parse(bytes, fileName: Array("a.txt".utf8))
    #expect(sentences(file) == ["the file has 1048577 bytes, more than the limit of 1048576"])
    #expect(file.errors.map(\.reason) == [.tooLarge])
    #expect(PromptParser().maximumBytes(Array("a.jsonl".utf8)) == 200_000_000)
  }

  @Test func `a prompt above its limit is refused alone`() {
    let file = parse("short\n---\n" + String(repeating: "a", count: 16385))
    #expect(file.requests.map(\.prompt) == ["short"])
    #expect(
      sentences(file) == ["line 3: the prompt has 16385 bytes, more than the limit of 16384"])
  }

  @Test func `the form is told by the name's bytes`() {
    func form(_ name: String) -> PromptParser.Form? { PromptParser.form(Array(name.utf8)) }
    #expect(form("a") == .plain)
    #expect(form("A.TXT") == .plain)
    #expect(form("a.b.md") == .plain)
    #expect(form("a.jsonl") == .batch)
    #expect(form("a.CSV") == .table)
    #expect(form("a.csv.ready") == .table)
    #expect(form("a.ready") == .plain)
    #expect(form("a.png") == nil)
    #expect(PromptParser.form([0x61, 0x2E, 0xFF]) == nil)
  }

  @Test func `an unknown ending is explained`() {
    let file = parse("x", "cat.png")
    #expect(file.errors.map(\.reason) == [.unknownType])
    #expect(
      sentences(file) == [
        "files ending in '.png' are not prompts; "
          + "use .txt, .md, .prompt, .jsonl, .ndjson, .csv or no ending"
      ])
  }

  @Test func `equal requests are numbered, and their canonical bytes are equal`() {
    let file = parse("---\nseed: 4\nanswers: 2\n---\na cat\n---\na dog\n---\na cat\n")
    #expect(file.requests.map(\.occurrence) == [0, 0, 1])
    #expect(file.requests[0].canonical == file.requests[2].canonical)
    #expect(
      String(decoding: file.requests[0].canonical, as: UTF8.self)
        == #"{"answers":2,"prompt":"a cat","seed":4}"#)
  }

  @Test func `letters that only look equal stay different`() {
    let file = parse("é\n---\ne\u{301}")
    #expect(file.requests.map(\.occurrence) == [0, 0])
    #expect(file.requests.map { Array($0.prompt.utf8).count } == [2, 3])
  }

  @Test func `no bytes make the parser trap, and every byte stays inside the file`() throws {
    let pieces =
      [
        "---\n", "{", "|", "}", "\\", "\n", "\r\n", "seed: 4\n", "a", "\"", ",", "prompt", ":",
        "__",
        "{\"custom_id\":\"a\",\"body\":{\"prompt\":\"x\"}}\n", "#", "\u{FEFF}", "é", "-1", " ",
      ].map { Array($0.utf8) } + [[0xFF], [0], [0xE2, 0x82]]
    for name in ["a.txt", "a.jsonl", "a.csv"] {
      try forAll(count: 400) { generator in
        (0..<Int.random(in: 0...24, using: &generator)).flatMap { _ in
          pieces.randomElement(using: &generator) ?? []
        }
      } law: { bytes in
        let file = PromptParser.parse(bytes, fileName: Array(name.utf8))
        try #require(!file.requests.isEmpty || !file.errors.isEmpty)
        try #require(file.requests.allSatisfy { $0.range.upperBound <= bytes.count })
        try #require(file.diagnostics.allSatisfy { $0.byteOffset <= bytes.count })
        try #require(file == PromptParser.parse(bytes, fileName: Array(name.utf8)))
      }
    }
  }
}
