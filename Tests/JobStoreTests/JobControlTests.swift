import Testing

@testable import JobStore

@Suite struct JobControlTests {
  let store: StoreFolder
  let queue: JobQueue

  init() throws {
    store = try StoreFolder()
    queue = try store.queue()
  }

  @Test func aReadyJobIsCancelledAtOnce() throws {
    let row = try queue.take(1, [request("a")])[0]
    #expect(try queue.cancel(row: row, now: 5) == .changed)
    let job = try #require(try queue.job(row: row))
    #expect(job.state == .cancelled && job.reason == .cancelled && job.endedAt == 5)
    #expect(try queue.cancel(row: row, now: 6) == .refused(.cancelled))
    #expect(try queue.changes(row) == [">ready", "ready>cancelled"])
  }

  @Test func aRunningJobIsLeftToItsWorker() throws {
    try queue.take(1, [request("a")])
    let (job, lease) = try queue.take()
    #expect(try queue.cancel(row: job.row, now: 5) == .running(lease))
    #expect(try queue.changes(job.row).count == 2)
    #expect(try queue.cancel(row: 99, now: 5) == .unknown)
  }

  @Test func theWishedEndOfARunningJobIsKeptUntilItEndsOrIsClaimedAnew() throws {
    try queue.take(1, [request("a")])
    let (job, lease) = try queue.take()
    #expect(!job.isEndWished)
    #expect(try queue.wishEnd(lease, now: 5))
    #expect(try queue.job(row: job.row)?.isEndWished == true)
    #expect(try queue.changes(job.row) == [">ready", "ready>running"])
    #expect(try queue.release(lease, now: 6))
    #expect(try !queue.wishEnd(lease, now: 7))
    #expect(try queue.take().0.isEndWished == false)
    #expect(try StoreAudit.findings(queue.connection) == [])
  }

  @Test func retryBeginsCountersAgainButNotClaimsAndAttempts() throws {
    try queue.take(1, [request("a") { $0.deadline = 2500 }])
    let (job, lease) = try queue.take()
    #expect(try queue.recordAttempt(attempt(1), lease))
    #expect(try queue.finish(lease, .dead(.noValidAnswer, detail: "none"), now: 3000))
    #expect(try queue.retry(row: job.row, now: 4000, key: testKey) == .changed)
    let again = try #require(try queue.job(row: job.row))
    #expect(again.state == .ready && again.starts == 0 && again.failures == 0)
    #expect(again.claim == 1 && again.attempts == 1 && again.runAfter == 4000)
    #expect(again.reason == nil && again.detail == nil && again.endedAt == nil)
    #expect(again.deadline == nil)
    #expect(try queue.retry(row: job.row, now: 4000, key: testKey) == .refused(.ready))
    #expect(
      try queue.changes(job.row) == [
        ">ready", "ready>running", "running>dead", "dead>ready",
      ])
  }

  @Test func retryOfADoneJobMakesANewOneBesideIt() throws {
    let new = request("a") {
      $0.tags = ["x"]; $0.priority = 7; $0.attemptLimit = 2
    }
    try queue.take(1, [new])
    let (job, lease) = try queue.take()
    var result = goodResult
    result.flags = [.lowScore]
    #expect(try queue.finish(lease, .done(result), now: 3000))
    let outcome = try queue.retry(row: job.row, now: 4000, key: testKey)
    #expect(outcome == .new(row: 2, key: testKey("a", 2)))
    let copy = try #require(try queue.job(row: 2))
    #expect(copy.state == .ready && copy.dropNumber == 2 && copy.request == job.request)
    #expect(copy.tags == ["x"] && copy.priority == 7 && copy.attemptLimit == 2)
    #expect(copy.flags == [] && copy.source == job.source)
    #expect(try queue.job(row: job.row)?.state == .done)
    #expect(try queue.retry(row: 99, now: 4000, key: testKey) == .unknown)
  }

  @Test func aNewPriorityIsNotedAndRefusedAfterTheEnd() throws {
    let rows = try queue.take(1, [request("a"), request("b")])
    #expect(try queue.setPriority(row: rows[1], 5, now: 2) == .changed)
    #expect(try queue.claim(now: 2000, owner: "me")?.slug == "b")
    #expect(try queue.cancel(row: rows[0], now: 3) == .changed)
    #expect(try queue.setPriority(row: rows[0], 5, now: 4) == .refused(.cancelled))
    #expect(try queue.setPriority(row: 99, 5, now: 4) == .unknown)
    let notes = try queue.connection.word("SELECT detail FROM event WHERE kind = 'note'")
    #expect(notes == "priority 0 became 5")
  }

  @Test func deadlinesEndReadyAndRemoteJobsOnly() throws {
    let rows = try queue.take(
      1, ["a", "b", "c", "d"].map { name in request(name) { $0.deadline = 3000 } })
    #expect(try queue.dispatch(row: rows[1], shipment: "s1", now: 2))
    let (running, _) = try queue.take()
    #expect(try queue.expire(now: 2999) == [])
    #expect(try queue.expire(now: 3000).map(\.row) == [rows[1], rows[2], rows[3]])
    #expect(try queue.job(row: rows[1])?.state == .expired)
    #expect(try queue.job(row: running.row)?.state == .running)
    #expect(try queue.expire(now: 3000) == [])
    #expect(try queue.changes(rows[1]) == [">ready", "ready>remote", "remote>expired"])
    #expect(try StoreAudit.findings(queue.connection) == [])
  }

  @Test func pausesLastOverARestart() throws {
    try queue.pause(.claiming, reason: "noise", now: 10)
    try queue.pause(.claiming, reason: "more noise", now: 20)
    try queue.pause(.intake, reason: "full", now: 30)
    let reopened = try store.queue()
    #expect(
      try reopened.pauses() == [
        Pause(what: .claiming, since: 10, reason: "more noise"),
        Pause(what: .intake, since: 30, reason: "full"),
      ])
    #expect(try reopened.resume(.intake, now: 40))
    #expect(try !reopened.resume(.intake, now: 50))
    let details = try reopened.connection.rows(
      "SELECT detail FROM event WHERE kind = 'control' ORDER BY row"
    ) { (row) throws(SQLiteError) in row.text(0) }
    #expect(
      details == [
        "claiming paused: noise", "claiming paused: more noise", "intake paused: full",
        "intake resumed",
      ])
  }

  // MARK: - Shipments

  @Test func aShipmentTakesJobsAndTheirResultsCountOnce() throws {
    let row = try queue.take(1, [request("a")])[0]
    #expect(try queue.dispatch(row: row, shipment: "s1", now: 2))
    #expect(try !queue.dispatch(row: row, shipment: "s2", now: 2))
    #expect(try queue.claim(now: 2000, owner: "me") == nil)
    #expect(try !queue.finishRemote(row: row, shipment: "s2", .done(goodResult), now: 3))
    #expect(try queue.finishRemote(row: row, shipment: "s1", .done(goodResult), now: 3))
    #expect(try !queue.finishRemote(row: row, shipment: "s1", .done(goodResult), now: 4))
    #expect(try queue.changes(row) == [">ready", "ready>remote", "remote>done"])
    let late = try queue.connection.integer(
      "SELECT count(*) FROM event WHERE kind = 'late-result'")
    #expect(late == 2)
  }

  @Test func aJobMissingInItsShipmentComesBackAsAFailure() throws {
    let row = try queue.take(1, [request("a")])[0]
    #expect(try queue.dispatch(row: row, shipment: "s1", now: 2))
    #expect(try !queue.returnRemote(row: row, shipment: "s2", now: 3))
    #expect(try queue.returnRemote(row: row, shipment: "s1", now: 3))
    let job = try #require(try queue.job(row: row))
    #expect(job.state == .ready && job.failures == 1 && job.starts == 0 && job.claim == 0)
    #expect(try queue.cancel(row: row, now: 4) == .changed)
  }
}
