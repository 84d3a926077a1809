import JSON
import JobStore
import Testing

@testable import Report

@Suite struct JobPageTests {
  let fixture: QueueFixture

  init() throws {
    fixture = try QueueFixture()
    try fixture.fill()
  }

  @Test func thePageTellsTheWholeStory() throws {
    let record = try #require(try fixture.history.show(row: 1))
    let text = JobPage.text(record, zone: { _ in 0 }, width: 100)
    #expect(
      lines(text) == [
        "cat-poster-3f9a2c1b0001",
        "  row       1",
        "  key       3f9a2c1b0001" + String(repeating: "c", count: 52),
        "  state     done (low-score)",
        "  score     0.58",
        "  file      list.txt",
        "  tags      pets, print",
        "  priority  5",
        "  accepted  2026-01-31 22:00:00",
        "  started   2026-01-31 22:01:00",
        "  ended     2026-01-31 22:03:00",
        "  counters  claim 1, starts 1, failures 0, attempts 1/3",
        "  result    d1",
        "  engine    e1",
        "",
        "Prompt",
        "  two cats",
        "",
        "  at night \\x1b[31m",
        "",
        "Attempts",
        "  TRY  CLAIM   TIME  TEMP  TOKENS  VERDICT",
        "  1    1      01:01  0.70    1200  low-score",
        "",
        "Answers",
        "  TRY  ANSWER     M  PARTS    GATES",
        "  1    1       0.58  fit 0.5  parsed true",
        "  1    2          -  -        parsed line 3: unknown\\x1b[0m",
        "",
        "Events",
        "  TIME                 EVENT             CLAIM",
        "  2026-01-31 22:00:00  ready             -",
        "  2026-01-31 22:01:00  ready -> running  1",
        "  2026-01-31 22:03:00  running -> done   1",
        "",
      ])
  }

  @Test func aRefusedRequestShowsItsReasonAndItsBytes() throws {
    let record = try #require(try fixture.history.show(row: 2))
    let text = JobPage.text(record, zone: { _ in 0 }, width: 120)
    #expect(text.contains("  reason    bad-header: line 2: steps must be a whole number\n"))
    #expect(text.contains("\nPrompt\n  x\n\nEvents\n"))
    #expect(
      lines(text).suffix(3) == [
        "  TIME                 EVENT  REASON      DETAIL",
        "  2026-01-31 22:00:00  dead   bad-header  line 2: steps must be a whole number", "",
      ])
  }

  @Test func aForgottenRequestIsSaidToBeForgotten() throws {
    _ = try fixture.queue.forgetContents(endedBefore: QueueFixture.minute(10))
    let record = try #require(try fixture.history.show(row: 1))
    let text = JobPage.text(record, zone: { _ in 0 }, width: 80)
    #expect(text.contains("\nPrompt\n  (forgotten after the time of retention)\n"))
  }

  @Test func theSchemaHoldsRequestAttemptsAndEvents() throws {
    let record = try #require(try fixture.history.show(row: 1))
    let json = JobPage.json(record, now: QueueFixture.minute(9))
    #expect(json["schema"] == "nightloom.show/1")
    let data = try #require(json["data"])
    #expect(data.object?.keys == ["job", "request", "source", "attempts", "events"])
    #expect(data["request"]?["answers"] == 8 && data["source"]?["name"] == "list.txt")
    #expect(data["attempts"]?[0]?["seeds"]?.text() == "[18446744073709551615]")
    #expect(data["attempts"]?[0]?["answers"]?[0]?["transcript"] == "<plan>")
    #expect(data["events"]?.array?.count == 3)
  }
}
