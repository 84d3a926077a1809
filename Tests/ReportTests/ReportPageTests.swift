import JSON
import JobStore
import Testing

@testable import Report

@Suite struct ReportPageTests {
  static func page(_ report: NightReport) -> String {
    ReportPage(report, zone: { _ in 0 }, spool: "../Spool", digest: { _ in "abc=" }).html
  }

  /// A night with every kind of job, each text of foreign origin being `text`.
  static func night(_ text: String) throws -> NightReport {
    let fixture = try QueueFixture()
    try fixture.fill()
    try fixture.queue.connection.run(
      "UPDATE job SET slug = ?1, custom_id = ?1, tags = ?2, window = ?1",
      [.text(text), .text(JSONValue.array([.string(text), .string(text)]).text())])
    try fixture.queue.connection.run(
      "UPDATE job SET detail = ?1 WHERE state = 'dead'", [.text(text)])
    let entries = try fixture.history.history().map { job in
      var entry = NightReport.Entry(job, prompt: text)
      entry.files = [
        "1.workflow.json", "1.preview.svg", "1.\(text)", "2.api.json", "rank.json", text,
      ]
      let answers = [1, 2].map { place -> JSONValue in
        [
          "place": .int(place), "metric": 0.5, "why": .string(text),
          "needs": [
            "packs": [["pack": .string(text)]], "services": [["service": .string(text)]],
            "files": [.string(text)],
          ],
        ]
      }
      entry.take(rank: ["answers": .array(answers)])
      entry.hint = text
      return entry
    }
    var report = NightReport(
      since: QueueFixture.start, now: QueueFixture.minute(500), entries)
    let reason: JSONValue = [
      "name": .string(text), "reason": .string(text), "sentence": .string(text),
      "hint": .string(text),
    ]
    report.held = [NightReport.Held(kept: text, reason)]
    return report
  }

  @Test func aNightShowsResultsFirstThenWhatFailed() throws {
    let tokens = try MarkupTokens(Self.page(Self.night("fox")))
    let text = tokens.text
    #expect(
      text.contains("From 2026-01-31 22:00 to 2026-02-01 06:20: 1 done (1 with a low score),"))
    #expect(text.contains("1 failed, 1 put aside; median score 0.58."))
    let order = ["Results, best first", "fox 0.58", "Not done", "bad-header", "Put aside"]
    var rest = text[...]
    for word in order {
      let range = try #require(rest.firstRange(of: word), "\(word) is missing or too early")
      rest = rest[range.upperBound...]
    }
    #expect(tokens.links.contains("../Spool/outbox/fox-3f9a2c1b0001/1.workflow.json"))
    #expect(tokens.links.contains("../Spool/outbox/fox-3f9a2c1b0001/1.preview.svg"))
  }

  @Test func thePolicyForbidsAllButItsOwnStyleAndPictures() throws {
    let page = Self.page(try Self.night("fox"))
    #expect(
      page.contains(
        "content=\"default-src 'none'; style-src 'sha256-abc='; img-src 'self' file:; "
          + "base-uri 'none'; form-action 'none'\""))
    #expect(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"))
  }

  @Test func thePageOfAnEmptyNightSaysSo() throws {
    let page = Self.page(NightReport(since: 0, now: 60_000, []))
    let tokens = try MarkupTokens(page)
    #expect(tokens.text.contains("From 1970-01-01 00:00 to 1970-01-01 00:01: 0 done."))
    #expect(!tokens.shape.contains("article"))
  }

  @Test func thereAreAHundredPayloads() { #expect(InjectionPayloads.all.count >= 100) }

  @Test(arguments: InjectionPayloads.all)
  func noTextChangesAnElementOrAnAttribute(payload: String) throws {
    let expected = try MarkupTokens(Self.page(Self.night("fox"))).shape
    let tokens = try MarkupTokens(Self.page(Self.night(payload)))
    #expect(tokens.shape == expected)
    for link in tokens.links {
      #expect(link.hasPrefix("../Spool/outbox/") || link.hasPrefix("../Spool/dead/"))
      let parts = link.dropFirst(9).split(separator: "/", omittingEmptySubsequences: false)
      #expect(!parts.dropLast().contains("..") && !link.contains(":"), "\(link)")
    }
  }

  @Test func theTokenizerOfTheseTestsIsAwake() {
    for page in [
      "<p>a<b</p>", "<p>a & b</p>", "<p title='x'></p>", "<p></b>", "<p>", "<p>x > y</p>",
      "<p onload=x></p>", "<P></P>",
    ] {
      #expect(throws: MarkupTokens.Broken.self) { try MarkupTokens("<!DOCTYPE html>\n" + page) }
    }
    let shape = try? MarkupTokens("<!DOCTYPE html>\n<p class=\"a\">x &amp; y<br></p>").shape
    #expect(shape == ["p class", "br", "/p"])
  }
}
