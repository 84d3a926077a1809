import Testing

@testable import JobStore

@Suite struct JobQueueTests {
  let store: StoreFolder
  let queue: JobQueue

  init() throws {
    store = try StoreFolder()
    queue = try store.queue()
  }

  @Test func aCursorIsKeptChangedAndForgotten() throws {
    #expect(try queue.meta("backup") == nil)
    try queue.setMeta("backup", "2026-01-01")
    try queue.setMeta("backup", "2026-01-02")
    #expect(try queue.meta("backup") == "2026-01-02")
    try queue.setMeta("backup", nil)
    #expect(try queue.meta("backup") == nil)
  }

  @Test func requestsAreRenewedOnceAndAllOrNone() throws {
    let before: [UInt8] = [7]
    try queue.take(
      1, (1...1203).map { row in request("r\(row)") { if row == 1203 { $0.request = before } } })
    let count = try queue.renewRequests("form") { $0 == before ? $0 + [1] : nil }
    #expect(count == 1)
    #expect(try queue.job(row: 1203)?.request == before + [1])
    #expect(try queue.renewRequests("form") { $0 + [2] } == 0)
    try queue.setMeta("form", nil)
    queue.connection.askBeforeCommits { false }
    #expect(throws: SQLiteError.self) { try queue.renewRequests("form") { $0 + [2] } }
    queue.connection.askBeforeCommits { true }
    #expect(try queue.job(row: 1203)?.request == before + [1])
    #expect(try queue.meta("form") == nil)
  }

  @Test func aNoteIsNoChange() throws {
    let row = try queue.take(1, [request("a")])[0]
    #expect(try queue.note(.publishConflict, job: row, "another result stood there", now: 5))
    #expect(try !queue.note(.note, job: 99, "nobody", now: 5))
    #expect(try queue.changes(row) == [">ready"])
    #expect(try StoreAudit.findings(queue.connection) == [])
  }

  @Test func eventsAreOnlyEverAdded() throws {
    try queue.take(1, [request("a")])
    for sql in ["DELETE FROM event", "UPDATE event SET time = 0"] {
      #expect(
        throws: SQLiteError.failed(
          code: 1811, message: "events are only ever added", sql: sql)
      ) { try queue.connection.run(sql) }
    }
  }

  @Test func attemptsComeBackWithTheirAnswers() throws {
    try queue.take(1, [request("a")])
    let (job, lease) = try queue.take()
    #expect(try queue.recordAttempt(attempt(1), lease))
    #expect(try queue.recordAttempt(attempt(2, score: nil), lease))
    var expected = [attempt(1), attempt(2, score: nil)]
    expected[0].claim = 1
    expected[1].claim = 1
    #expect(try queue.attempts(of: job.row) == expected)
    #expect(try queue.job(row: job.row)?.attempts == 2)
  }

  @Test func theSameAttemptCannotBeStoredTwice() throws {
    let row = try queue.take(1, [request("a")])[0]
    let (_, lease) = try queue.take()
    #expect(try queue.recordAttempt(attempt(1), lease))
    let error = #expect(throws: SQLiteError.self) {
      _ = try queue.recordAttempt(attempt(1), lease)
    }
    #expect(error?.primaryCode == 19)
    #expect(try queue.job(row: row)?.attempts == 1)
    #expect(try queue.attempts(of: row).count == 1)
  }

  @Test func contentsOfOldJobsAreForgottenAndRowsStay() throws {
    let rows = try queue.take(1, [request("a"), request("b")])
    let (_, first) = try queue.take()
    #expect(try queue.recordAttempt(attempt(1), first))
    #expect(try queue.finish(first, .done(goodResult), now: 3000))
    #expect(try queue.cancel(row: rows[1], now: 9000) == .changed)
    #expect(try queue.forgetContents(endedBefore: 5000) == 1)
    #expect(try queue.job(row: rows[0])?.request == nil)
    #expect(try queue.attempts(of: rows[0])[0].answers[0].transcript == nil)
    #expect(try queue.attempts(of: rows[0])[0].answers[0].score == 0.5)
    #expect(try queue.job(row: rows[1])?.request != nil)
    #expect(try queue.retry(row: rows[0], now: 9500, key: testKey) == .forgotten)
  }
}
