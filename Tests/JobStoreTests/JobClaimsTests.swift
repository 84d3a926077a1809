import Testing

@testable import JobStore

@Suite struct JobClaimsTests {
  let store: StoreFolder
  let queue: JobQueue

  init() throws {
    store = try StoreFolder()
    queue = try store.queue()
  }

  @Test func aClaimCountsAndNamesItsOwner() throws {
    let row = try queue.take(1, [request("a")])[0]
    let (job, lease) = try queue.take(now: 2000, owner: "me")
    #expect(job.state == .running && job.claim == 1 && job.starts == 1)
    #expect(job.startedAt == 2000 && job.request == Array("{}".utf8))
    #expect(lease == Lease(row: row, claim: 1, owner: "me"))
    #expect(try queue.claim(now: 2000, owner: "me") == nil)
    #expect(try queue.changes(row) == [">ready", "ready>running"])
  }

  @Test func jobsAreClaimedByPriorityThenTimeThenNumber() throws {
    try queue.take(
      1,
      [
        request("late") { $0.runAfter = 5000 },
        request("second") { $0.runAfter = 20 },
        request("third") { $0.runAfter = 20 },
        request("first") {
          $0.runAfter = 30; $0.priority = 1
        },
        request("last") { $0.priority = -1 },
      ])
    var order: [String] = []
    while let job = try queue.claim(now: 2000, owner: "me") { order.append(job.slug) }
    #expect(order == ["first", "second", "third", "last"])
    #expect(try queue.claim(now: 5000, owner: "me")?.slug == "late")
  }

  @Test func nothingIsClaimedWhilePausedOrAfterTheDeadline() throws {
    try queue.take(1, [request("a") { $0.deadline = 3000 }])
    try queue.pause(.claiming, reason: "noise", now: 1)
    #expect(try queue.claim(now: 2000, owner: "me") == nil)
    #expect(try queue.resume(.claiming, now: 2))
    #expect(try queue.claim(now: 3000, owner: "me") == nil)
    #expect(try queue.claim(now: 2999, owner: "me") != nil)
  }

  @Test func closedWindowsKeepTheirJobsBack() throws {
    try queue.take(
      1, [request("night") { $0.window = "22:00-06:00" }, request("plain")])
    #expect(try queue.waitingWindows() == ["22:00-06:00"])
    var rules = ClaimRules()
    rules.closedWindows = ["22:00-06:00"]
    rules.isDefaultWindowOpen = false
    #expect(try queue.claim(now: 2000, owner: "me", rules) == nil)
    rules.isDefaultWindowOpen = true
    #expect(try queue.claim(now: 2000, owner: "me", rules)?.slug == "plain")
    rules.closedWindows = []
    #expect(try queue.claim(now: 2000, owner: "me", rules)?.slug == "night")
  }

  @Test func jobsThatMayHaveCausedACrashCanBeLeftForLater() throws {
    try queue.take(1, [request("suspect"), request("innocent")])
    let (job, _) = try queue.take(owner: "dead process")
    #expect(job.slug == "suspect")
    let lease = try #require(try queue.abandoned(byOthersThan: "me").first?.lease)
    #expect(try queue.release(lease, now: 2500))
    var rules = ClaimRules()
    rules.skipsSuspects = true
    #expect(try queue.claim(now: 3000, owner: "me", rules)?.slug == "innocent")
    #expect(try queue.claim(now: 3000, owner: "me", rules) == nil)
    #expect(try queue.claim(now: 3000, owner: "me")?.starts == 2)
  }

  // MARK: - Ends

  @Test func doneKeepsDigestScoreAndFlags() throws {
    try queue.take(1, [request("a") { $0.flags = [.settledWithoutClose] }])
    let (job, lease) = try queue.take()
    var result = goodResult
    result.flags = [.lowScore]
    #expect(try queue.finish(lease, .done(result), now: 4000))
    let ended = try #require(try queue.job(row: job.row))
    #expect(ended.state == .done && ended.resultDigest == "d1" && ended.engine == "e1")
    #expect(ended.bestScore == 0.8 && ended.flags == [.lowScore, .settledWithoutClose])
    #expect(ended.endedAt == 4000 && ended.owner == nil && ended.reason == nil)
    #expect(ended.claim == 1 && ended.starts == 1)
    #expect(try queue.changes(job.row) == [">ready", "ready>running", "running>done"])
  }

  @Test(
    arguments: [
      (Ending.dead(.noValidAnswer, detail: "24 answers, none valid"), JobReason.noValidAnswer),
      (.cancelled(detail: "by its user"), .cancelled), (.expired, .expired),
    ])
  func everyBadEndKeepsItsReason(ending: Ending, reason: JobReason) throws {
    try queue.take(1, [request("a")])
    let (job, lease) = try queue.take()
    #expect(try queue.finish(lease, ending, now: 4000))
    let ended = try #require(try queue.job(row: job.row))
    #expect(ended.state == ending.state && ended.reason == reason)
    #expect(ended.detail == ending.detail && ended.resultDigest == nil)
    #expect(try queue.changes(job.row).count == 3)
    #expect(try StoreAudit.findings(queue.connection) == [])
  }

  @Test func aHandBackCountsNothing() throws {
    try queue.take(1, [request("a")])
    let (job, lease) = try queue.take()
    #expect(try queue.recordAttempt(attempt(1), lease))
    #expect(try queue.handBack(lease, "the runner was asked to stop", now: 3000))
    let back = try #require(try queue.job(row: job.row))
    #expect(back.state == .ready && back.starts == 0 && back.failures == 0)
    #expect(back.claim == 1 && back.attempts == 1 && back.owner == nil)
    #expect(try queue.take().0.claim == 2)
  }

  @Test func transientErrorsComeBackLaterEachTimeAndEndAtTheFifth() throws {
    try queue.take(1, [request("a")])
    var now: Int64 = 2000
    var waits: [Int64] = []
    for _ in 1...4 {
      let (_, lease) = try queue.take(now: now)
      guard
        case .ready(let runAfter) = try queue.failTransiently(
          lease, .inputOutput, detail: "disk error", now: now)
      else {
        Issue.record("not put back")
        return
      }
      waits.append(runAfter - now)
      #expect(try queue.claim(now: runAfter - 1, owner: "me") == nil)
      now = runAfter
    }
    let key = testKey("a", 1)
    #expect(waits == (0..<4).map { Backoff.milliseconds(failures: $0, key: key) })
    let (job, lease) = try queue.take(now: now)
    let outcome = try queue.failTransiently(lease, .memory, detail: "no memory", now: now)
    #expect(outcome == .exhausted)
    #expect(try queue.job(row: job.row)?.state == .running)
    #expect(try queue.job(row: job.row)?.failures == 5)
    #expect(try queue.finish(lease, .dead(.memory, detail: "5 failures"), now: now))
    #expect(try queue.changes(job.row).count == 1 + 5 + 4 + 1)
  }

  @Test func backoffDoublesToAnHourGiveOrTakeAFifth() {
    let middle = "…8000"
    #expect(
      [0, 1, 2, 6, 7, 60].map { Backoff.milliseconds(failures: $0, key: middle) }
        == [30_000, 60_000, 120_000, 1_920_000, 3_600_000, 3_600_000])
    #expect(Backoff.milliseconds(failures: 0, key: "0000") == 24_000)
    #expect(Backoff.milliseconds(failures: 0, key: "ffff") == 35_999)
    #expect(Backoff.milliseconds(failures: -1, key: "not hexadecimal") == 30_000)
  }

  // MARK: - The fence

  @Test(arguments: ["claim", "owner", "row", "ended"])
  func aLostLeaseChangesNothing(part: String) throws {
    try queue.take(1, [request("a")])
    let (job, lease) = try queue.take()
    let stale =
      switch part {
      case "claim": Lease(row: lease.row, claim: lease.claim - 1, owner: lease.owner)
      case "owner": Lease(row: lease.row, claim: lease.claim, owner: "someone else")
      case "row": Lease(row: lease.row + 1, claim: lease.claim, owner: lease.owner)
      default: lease
      }
    if part == "ended" { #expect(try queue.finish(lease, .expired, now: 3000)) }
    let before = try queue.job(row: job.row)
    let events = try queue.connection.integer("SELECT count(*) FROM event")
    #expect(try !queue.finish(stale, .done(goodResult), now: 4000))
    #expect(try !queue.finish(stale, .dead(.stalled, detail: "late"), now: 4000))
    #expect(try !queue.handBack(stale, "late", now: 4000))
    #expect(try !queue.release(stale, now: 4000))
    #expect(try !queue.recordAttempt(attempt(1), stale))
    let outcome = try queue.failTransiently(stale, .stalled, detail: "late", now: 4000)
    #expect(outcome == .leaseLost)
    #expect(try queue.job(row: job.row) == before)
    #expect(try queue.attempts(of: job.row) == [])
    #expect(try queue.connection.integer("SELECT count(*) FROM event") == events)
  }

  @Test func theLeaseBeforeAHandBackIsLost() throws {
    try queue.take(1, [request("a")])
    let (_, old) = try queue.take()
    #expect(try queue.handBack(old, "drain", now: 3000))
    let (_, new) = try queue.take()
    #expect(try !queue.finish(old, .done(goodResult), now: 4000))
    #expect(try queue.finish(new, .done(goodResult), now: 4000))
  }

  // MARK: - Recovery

  @Test func jobsOfDeadProcessesAreListedAndReleasedWithTheirStartCounted() throws {
    try queue.take(1, [request("a"), request("b")])
    _ = try queue.take(owner: "old")
    _ = try queue.take(owner: "me")
    let abandoned = try queue.abandoned(byOthersThan: "me")
    #expect(abandoned.map(\.slug) == ["a"])
    let lease = try #require(abandoned[0].lease)
    #expect(try queue.release(lease, now: 3000))
    let back = try #require(try queue.job(row: abandoned[0].row))
    #expect(back.state == .ready && back.starts == 1 && back.failures == 0)
    #expect(try queue.abandoned(byOthersThan: "me") == [])
    #expect(try !queue.release(lease, now: 3000))
  }

  @Test func aPublishedResultOfADeadProcessIsFinishedUnderItsLease() throws {
    try queue.take(1, [request("a")])
    _ = try queue.take(owner: "old")
    let lease = try #require(try queue.abandoned(byOthersThan: "me").first?.lease)
    #expect(try queue.finish(lease, .done(goodResult), now: 3000))
    #expect(try StoreAudit.findings(queue.connection) == [])
  }
}
