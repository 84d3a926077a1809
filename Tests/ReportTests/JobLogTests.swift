import JSON
import JobStore
import Testing

@testable import Report

@Suite struct JobLogTests {
  let fixture: QueueFixture

  init() throws {
    fixture = try QueueFixture()
    try fixture.fill()
  }

  private func log(_ row: Int64) throws -> JobLog {
    JobLog(try #require(try fixture.history.show(row: row)))
  }

  @Test func `Events and rounds stand in the order of time`() throws {
    #expect(
      lines(try log(1).text(zone: { _ in 3600 })) == [
        "2026-01-31 23:00:00  accepted, ready",
        "2026-01-31 23:01:00  ready -> running, claim 1",
        "2026-01-31 23:02:00  round 1: low-score, 1200 tokens",
        "2026-01-31 23:03:00  running -> done",
        "",
      ])
  }

  @Test func `A refusal tells its reason and its sentence`() throws {
    #expect(
      try log(2).lines.map(\.text) == [
        "accepted, dead: bad-header: line 2: steps must be a whole number"
      ])
  }

  @Test func `A round stands before the end it led to in the same millisecond`() throws {
    var attempt = QueueFixture.attempt
    attempt.endedAt = QueueFixture.minute(7)
    attempt.changes = "Round 1: 8 answers"
    let next = try #require(try fixture.history.status().live.first { $0.slug == "next" })
    let lease = try #require(try fixture.queue.job(row: next.row)?.lease)
    #expect(try fixture.queue.recordAttempt(attempt, lease))
    #expect(
      try fixture.queue.finish(
        lease, .dead(.noValidAnswer, detail: "none \u{1B}[31m"), now: QueueFixture.minute(7)))
    let log = try log(next.row)
    #expect(
      log.lines.map(\.text).suffix(2) == [
        "round 1: low-score, 1200 tokens. 8 answers",
        "running -> dead: no-valid-answer: none \u{1B}[31m",
      ])
    #expect(log.text(zone: { _ in 0 }).hasSuffix("no-valid-answer: none \\x1b[31m\n"))
  }

  @Test func `As JSON each line has its time in UTC`() throws {
    let first = try log(1).json.array?.first
    #expect(first == ["time": "2026-01-31T22:00:00.000Z", "text": "accepted, ready"])
  }
}
