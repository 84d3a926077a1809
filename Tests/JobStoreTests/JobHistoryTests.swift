import Testing

@testable import JobStore

@Suite struct JobHistoryTests {
  let store: StoreFolder
  let queue: JobQueue
  let history: JobHistory

  /// a done 0.8, b done 0.4 and low, c dead, d cancelled, e ready, f running.
  init() throws {
    store = try StoreFolder()
    queue = try store.queue()
    try queue.take(
      1,
      [
        request("cat-poster") { $0.tags = ["pets", "print"] },
        request("cat-small") { $0.tags = ["pets"] },
        request("city"), request("tree"), request("later") { $0.runAfter = 9000 },
        request("now"),
      ], now: 1000)
    let (_, first) = try queue.take(now: 2000)
    _ = try queue.recordAttempt(attempt(1), first)
    _ = try queue.finish(first, .done(goodResult), now: 5000)
    let (_, second) = try queue.take(now: 5000)
    _ = try queue.finish(
      second,
      .done(JobResult(digest: "d2", engine: "e1", bestScore: 0.4, flags: [.lowScore])),
      now: 6000)
    let (_, third) = try queue.take(now: 6000)
    _ = try queue.finish(third, .dead(.policy, detail: "a URL in a loader"), now: 7000)
    _ = try queue.cancel(row: 4, now: 8000)
    _ = try queue.claim(now: 8000, owner: "me")
    history = try JobHistory(path: store.path)
  }

  @Test func statusTellsCountsLiveJobsPausesAndPendingFiles() throws {
    try queue.pause(.intake, reason: "full", now: 8500)
    let status = try history.status()
    #expect(status.live.map(\.slug) == ["now", "later"])
    #expect(status.live.allSatisfy { $0.request == nil })
    #expect(status.counts.map(\.state) == JobState.allCases)
    #expect(status.counts.map(\.count) == [1, 1, 0, 2, 1, 1, 0])
    #expect(status.count(.done) == 2 && !status.isClaimingPaused)
    #expect(status.pauses == [Pause(what: .intake, since: 8500, reason: "full")])
    #expect(status.unlinkPending.map(\.file) == [source(1)])
    #expect(status.oldestReadyAt == 1000)
    #expect(try history.status(limit: 1).live.map(\.slug) == ["now"])
  }

  @Test func historyHoldsEndedJobsNewestFirst() throws {
    #expect(try history.history().map(\.slug) == ["tree", "city", "cat-small", "cat-poster"])
  }

  @Test func everyFilterLeavesOutWhatItShould() throws {
    func names(_ edit: (inout HistoryFilter) -> Void) throws -> [String] {
      var filter = HistoryFilter()
      filter.order = .row
      edit(&filter)
      return try history.history(filter).map(\.slug)
    }
    #expect(try names { $0.since = 7000 } == ["city", "tree"])
    #expect(try names { $0.until = 6000 } == ["cat-poster"])
    #expect(try names { $0.states = [.dead, .cancelled] } == ["city", "tree"])
    #expect(try names { $0.states = [.ready] } == [])
    #expect(try names { $0.reasons = [.policy] } == ["city"])
    #expect(try names { $0.reasons = [.lowScore, .policy] } == ["cat-small", "city"])
    #expect(try names { $0.tag = "pets" } == ["cat-poster", "cat-small"])
    #expect(try names { $0.tag = "pet" } == [])
    #expect(try names { $0.namePrefix = "cat-" } == ["cat-poster", "cat-small"])
    #expect(try names { $0.namePrefix = "%" } == [])
    #expect(try names { $0.score = ScoreBound("<0.6") } == ["cat-small"])
    #expect(try names { $0.score = ScoreBound(">=0.4") } == ["cat-poster", "cat-small"])
    #expect(try names { $0.limit = 1 } == ["cat-poster"])
    #expect(try names { $0.limit = -5 } == [])
    #expect(
      try names {
        $0.tag = "pets"; $0.since = 6000; $0.states = [.done]
      } == ["cat-small"])
  }

  @Test func everyOrderIsTotal() throws {
    func names(_ order: HistoryOrder) throws -> [String] {
      var filter = HistoryFilter()
      filter.order = order
      return try history.history(filter).map(\.slug)
    }
    #expect(try names(.name) == ["cat-poster", "cat-small", "city", "tree"])
    #expect(try names(.score) == ["cat-poster", "cat-small", "tree", "city"])
    #expect(try names(.time) == ["cat-poster", "city", "cat-small", "tree"])
    #expect(try names(.row) == ["cat-poster", "cat-small", "city", "tree"])
  }

  @Test func aWordFindsItsJob() throws {
    func row(_ word: String) throws -> Int64? {
      guard case .found(let job) = try history.lookUp(word) else { return nil }
      return job.row
    }
    let key = testKey("city", 1)
    #expect(try row("3") == 3)
    #expect(try row(String(key.prefix(12))) == 3)
    #expect(try row(String(key.prefix(8))) == 3)
    #expect(try row("city-" + key.prefix(12)) == 3)
    #expect(try row("tree-" + key.prefix(12)) == nil)
    #expect(try row("city") == 3)
    #expect(try row("99") == nil && row("") == nil)
    #expect(try history.lookUp("cat-x") == .unknown(near: ["cat-poster", "cat-small"]))
    #expect(try history.lookUp("zebra") == .unknown(near: []))
  }

  @Test func aNameUsedTwiceIsAmbiguousNewestFirst() throws {
    _ = try queue.retry(row: 1, now: 9000, key: testKey)
    guard case .ambiguous(let jobs) = try history.lookUp("cat-poster") else {
      Issue.record("not ambiguous")
      return
    }
    #expect(jobs.map(\.row) == [7, 1])
  }

  @Test func showHoldsJobFileAttemptsAndEvents() throws {
    let record = try #require(try history.show(row: 1))
    #expect(record.job == (try queue.job(row: 1)) && record.source == source(1))
    #expect(record.attempts.map(\.number) == [1] && record.attempts[0].answers.count == 1)
    #expect(record.events.map(\.to) == [.ready, .running, .done])
    #expect(record.events.map(\.time) == [1000, 2000, 5000])
    #expect(record.events.map(\.claim) == [0, 1, 1])
    #expect(try history.show(row: 99) == nil)
  }

  @Test func eventsAreFollowedFromAnyPoint() throws {
    let last = try history.lastEvent()
    _ = try queue.cancel(row: 5, now: 9000)
    let new = try history.events(after: last)
    #expect(new.map(\.to) == [.cancelled] && new.map(\.job) == [5])
    #expect(try history.events(after: 0, limit: 3).count == 3)
  }

  @Test func endedJobsAreCountedByReason() throws {
    #expect(
      try history.endedCounts() == [
        EndedCount(state: .cancelled, reason: .cancelled, count: 1),
        EndedCount(state: .dead, reason: .policy, count: 1),
        EndedCount(state: .done, reason: nil, count: 2),
      ])
  }
}
