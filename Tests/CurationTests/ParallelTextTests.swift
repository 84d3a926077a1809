import Testing

@testable import Curation

@Suite struct ParallelTextTests {
  @Test func `Lines are read, empty ones passed over`() throws {
    let lines = """
      {"id": "a", "language": "es", "text": "ampliar"}

      {"language": "en", "id": "a", "text": "upscale"}
      """
    #expect(
      try ParallelText.read(Array(lines.utf8)) == [
        ParallelText(id: "a", language: "es", text: "ampliar"),
        ParallelText(id: "a", language: "en", text: "upscale"),
      ])
  }

  @Test func `A line without a text is named`() {
    let error = #expect(throws: CorpusReader.BadLine.self) {
      try ParallelText.read(Array("\n{\"id\": \"a\", \"language\": \"es\"}".utf8))
    }
    #expect(
      error?.description
        == "line 2 of the corpus: a text needs the strings `id`, `language` and `text`")
  }
}
