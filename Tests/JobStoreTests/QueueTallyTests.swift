import Testing

@testable import JobStore

@Suite struct QueueTallyTests {
  /// Three jobs: one done at the second try, one dead after two rounds, one cancelled unclaimed.
  private func filled(_ store: StoreFolder) throws -> JobQueue {
    let queue = try store.queue()
    try queue.take(1, [request("a"), request("b"), request("c")])
    let (_, lease) = try queue.take(now: 2000)
    #expect(try queue.recordAttempt(attempt(1), lease))
    #expect(try queue.handBack(lease, "drain", now: 3000))
    let (_, again) = try queue.take(now: 4000)
    #expect(try queue.recordAttempt(attempt(2), again))
    #expect(try queue.finish(again, .done(goodResult), now: 10_500))
    let (_, second) = try queue.take(now: 11_000)
    for number in 1...2 { #expect(try queue.recordAttempt(attempt(number), second)) }
    #expect(try queue.finish(second, .dead(.noValidAnswer, detail: "none"), now: 81_000))
    #expect(try queue.cancel(row: 3, now: 82_000) == .changed)
    return queue
  }

  @Test func `A tally counts ends, rounds, tokens, times and scores`() throws {
    let store = try StoreFolder()
    let queue = try filled(store)
    var tally = QueueTally()
    #expect(try queue.advance(&tally))
    #expect(
      tally.ended == [
        .init(state: .done, reason: nil): 1, .init(state: .dead, reason: .noValidAnswer): 1,
        .init(state: .cancelled, reason: .cancelled): 1,
      ])
    #expect(tally.attempts == ["low-score": 4] && tally.tokens == 800)
    #expect(tally.jobSeconds.count == 2 && tally.jobSeconds.sum == 76.5)
    #expect(tally.jobSeconds.counts[2] == 1 && tally.jobSeconds.counts[5] == 1)
    #expect(tally.scores.counts[7] == 1 && tally.scores.sum == 0.8)
    #expect(tally.lastDoneAt == 10_500)
  }

  @Test(arguments: [1, 2, 3, 7, 1000])
  func `Counted in steps it comes to the same`(events: Int) throws {
    let store = try StoreFolder()
    let queue = try filled(store)
    var whole = QueueTally()
    #expect(try queue.advance(&whole))
    var stepped = QueueTally()
    var steps = 0
    while try !queue.advance(&stepped, events: events) { steps += 1 }
    #expect(stepped == whole)
    #expect(steps == (10 - 1) / events)
    #expect(try JobHistory(path: store.path).tally(eventsPerStep: events) == whole)
  }

  @Test func `Rounds of a job that still runs are counted with its end`() throws {
    let store = try StoreFolder()
    let queue = try store.queue()
    try queue.take(1, [request("a")])
    let (_, lease) = try queue.take()
    #expect(try queue.recordAttempt(attempt(1), lease))
    var tally = QueueTally()
    #expect(try queue.advance(&tally))
    #expect(tally.attempts.isEmpty)
    #expect(try queue.finish(lease, .done(goodResult), now: 9000))
    #expect(try queue.advance(&tally))
    #expect(tally.attempts == ["low-score": 1])
  }

  @Test func `Gauges say what ready jobs wait for`() throws {
    let store = try StoreFolder()
    let queue = try store.queue()
    try queue.take(
      1,
      [
        request("now"), request("later") { $0.runAfter = 9000 },
        request("night") { $0.window = "22:00-06:00" }, request("failed"),
      ])
    try queue.connection.run("UPDATE job SET run_after = 9500, failures = 1 WHERE row = 4")
    var rules = ClaimRules()
    rules.closedWindows = ["22:00-06:00"]
    let gauges = try queue.gauges(rules, now: 5000)
    #expect(gauges.waiting == [.priority: 1, .notBefore: 1, .window: 1, .backoff: 1])
    #expect(gauges.oldestReadyAt == 1000)
    rules.isDefaultWindowOpen = false
    #expect(try queue.gauges(rules, now: 5000).waiting == [.notBefore: 1, .window: 2, .backoff: 1])
    try queue.pause(.claiming, reason: "test", now: 1)
    #expect(try queue.gauges(rules, now: 5000).waiting == [.paused: 4])
    #expect(try JobHistory(path: store.path).gauges(rules, now: 5000).waiting == [.paused: 4])
  }

  @Test func `A histogram puts a value at a bound below it and drops what is no number`() {
    var histogram = Histogram(bounds: [1, 2])
    for value in [0.5, 1, 1.5, 2, 3, .nan, .infinity] { histogram.add(value) }
    #expect(histogram.counts == [2, 2, 1] && histogram.sum == 8 && histogram.count == 5)
  }
}
