import Curation
import JSON
import Testing

@Suite struct CorpusReaderTests {
  private func read(_ text: String) throws -> [CorpusEntry] {
    try CorpusReader.entries(Array(text.utf8))
  }

  @Test func `Every field of a line is read`() throws {
    let entries = try read(
      """
      {"id":"a","family":"f","names":["N1","N2"],"name":"other","notes":"note","extra":1,\
      "descriptions":[{"text":"one","source":"x"},{"text":"two"},{"no":1}],\
      "workflow":{"nodes":[]},"api_workflow":{"1":{}}}
      """)
    let entry = try #require(entries.first)
    #expect(entry.id == "a" && entry.family == "f" && entry.notes == "note")
    #expect(entry.names == ["N1", "N2"])
    #expect(entry.descriptions == ["one", "two"])
    #expect(entry.workflow == ["nodes": []])
    #expect(entry.apiWorkflow == ["1": [:]])
  }

  @Test func `What may be missing has a neutral value`() throws {
    let entry = try #require(
      try read("{\"id\":\"a\",\"name\":\"N\",\"workflow\":{},\"api_workflow\":null}").first)
    #expect(entry.family == "a")
    #expect(entry.names == ["N"])
    #expect(entry.descriptions == [])
    #expect(entry.notes == "")
    #expect(entry.apiWorkflow == nil)
  }

  @Test func `Empty lines, carriage returns and NaN are no trouble`() throws {
    let line = "{\"id\":\"a\",\"workflow\":{\"x\":NaN}}"
    #expect(try read("\n \r\n\(line)\r\n\n\(line)").count == 2)
    #expect(try read("").isEmpty)
  }

  @Test func `A bad line is named`() throws {
    let good = "{\"id\":\"a\",\"workflow\":{}}\n"
    let needs = "an entry needs `id` and an object `workflow`"
    for bad in [
      "{\"id\":1,\"workflow\":{}}", "{\"id\":\"b\"}", "{\"id\":\"b\",\"workflow\":[]}", "7",
    ] {
      #expect {
        try read(good + "\n" + bad)
      } throws: { "\($0)" == "line 3 of the corpus: \(needs)" }
    }
    #expect {
      try read(good + "{")
    } throws: { "\($0)".hasPrefix("line 2 of the corpus: ") && "\($0)".count > 30 }
  }
}
