import Testing

@testable import JobStore

@Suite struct JobEndsTests {
  @Test func endsAreFollowedInOrderWithTheStateTheyHad() throws {
    let store = try StoreFolder()
    let queue = try store.queue()
    #expect(try queue.lastEvent() == 0 && queue.endCursor() == nil)
    try queue.take(1, [request("a"), request("b"), request("c")])
    let (first, firstLease) = try queue.take()
    #expect(try queue.finish(firstLease, .dead(.noValidAnswer, detail: "none"), now: 3000))
    #expect(try queue.retry(row: first.row, now: 3500, key: testKey) == .changed)
    let (second, secondLease) = try queue.take(now: 3000)
    #expect(try queue.finish(secondLease, .done(goodResult), now: 4000))
    #expect(try queue.cancel(row: 3, now: 5000) == .changed)

    let one = try #require(try queue.firstEnd(after: 0))
    #expect(one.state == .dead && one.job.row == first.row && one.job.state == .ready)
    let two = try #require(try queue.firstEnd(after: one.event))
    #expect(two.state == .done && two.job.row == second.row)
    #expect(try queue.firstEnd(after: two.event) == nil)
    #expect(try queue.lastEvent() > two.event)

    try queue.recordHook(one, "on_dead ended with 0 after 0.1 s", now: 6000)
    #expect(try queue.endCursor() == one.event)
    try queue.recordHook(nil, "on_idle ended with 0 after 0.1 s", now: 7000)
    #expect(try queue.endCursor() == one.event)
    let events = try JobHistory(path: store.path).events(after: two.event).suffix(2)
    #expect(events.map(\.kind) == [.hook, .control])
    #expect(events.map(\.job) == [first.row, nil])
    try queue.setEndCursor(nil)
    #expect(try queue.endCursor() == nil)
    #expect(try StoreAudit.findings(queue.connection) == [])
  }
}
