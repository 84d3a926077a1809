import Testing

@testable import JobStore

@Suite struct ClockShiftTests {
  @Test func aBackoffMovesWithTheClockAndNothingElseDoes() throws {
    let store = try StoreFolder()
    let queue = try store.queue()
    try queue.take(
      1,
      [
        request("failed") { $0.priority = 1 }, request("plain"),
        request("later") { $0.runAfter = 9_000_000 },
      ])
    let (job, lease) = try queue.take(now: 2000)
    let plain = try queue.job(row: 2)?.runAfter
    guard
      case .ready(let runAfter) = try queue.failTransiently(
        lease, .inputOutput, detail: "disk", now: 2000)
    else {
      Issue.record("the job is not ready")
      return
    }
    #expect(try queue.clockWasSet(by: 3_600_000, now: 3_603_000) == 1)
    #expect(try queue.job(row: job.row)?.runAfter == runAfter + 3_600_000)
    #expect(try queue.job(row: 2)?.runAfter == plain)
    #expect(try queue.job(row: 3)?.runAfter == 9_000_000)
    #expect(try queue.clockWasSet(by: -3_600_000, now: 4000) == 1)
    #expect(try queue.job(row: job.row)?.runAfter == runAfter)
    let details = try queue.connection.rows(
      "SELECT detail FROM event WHERE kind = 'control' ORDER BY row"
    ) { (row) throws(SQLiteError) in row.text(0) }
    #expect(details == ["the clock was set by +3600.0 s", "the clock was set by -3600.0 s"])
    #expect(try StoreAudit.findings(queue.connection) == [])
  }

  @Test func aBackoffThatIsOverStaysOver() throws {
    let store = try StoreFolder()
    let queue = try store.queue()
    try queue.take(1, [request("failed")])
    let (job, lease) = try queue.take(now: 2000)
    _ = try queue.failTransiently(lease, .inputOutput, detail: "disk", now: 2000)
    let runAfter = try #require(try queue.job(row: job.row)?.runAfter)
    #expect(try queue.clockWasSet(by: 1000, now: runAfter + 2000) == 0)
    #expect(try queue.job(row: job.row)?.runAfter == runAfter)
  }
}
