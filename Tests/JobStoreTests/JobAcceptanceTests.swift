import Testing

@testable import JobStore

@Suite struct JobAcceptanceTests {
  let store: StoreFolder
  let queue: JobQueue

  init() throws {
    store = try StoreFolder()
    queue = try store.queue()
  }

  @Test func anAcceptedRequestIsAReadyJobWithAllItsSettings() throws {
    let new = request("cat") {
      $0.customID = "line 1"
      $0.tags = ["a", "ü,b"]
      $0.priority = -10
      $0.runAfter = 50
      $0.deadline = 90
      $0.window = "22:00-06:00"
      $0.attemptLimit = 5
      $0.flags = [.settledWithoutClose]
    }
    let row = try queue.take(7, [new], now: 40)[0]
    let job = try #require(try queue.job(row: row))
    #expect(job.key == testKey("cat", 1))
    #expect(job.folderName == "cat-" + testKey("cat", 1).prefix(12))
    #expect(job.state == .ready && job.dropNumber == 1 && job.acceptedAt == 40)
    #expect(job.customID == "line 1" && job.tags == ["a", "ü,b"] && job.priority == -10)
    #expect(job.runAfter == 50 && job.deadline == 90 && job.window == "22:00-06:00")
    #expect(job.attemptLimit == 5 && job.flags == [.settledWithoutClose])
    #expect(job.claim == 0 && job.starts == 0 && job.failures == 0 && job.attempts == 0)
    #expect(job.request == Array("{}".utf8) && job.lease == nil && job.endedAt == nil)
    #expect(try queue.changes(row) == [">ready"])
  }

  @Test func aRefusedRequestIsDeadFromTheStart() throws {
    var refused = request("bad")
    refused.refusal = Refusal(.badHeader, "line 2: steps must be a number")
    let rows = try queue.take(1, [refused, request("good")], now: 40)
    let job = try #require(try queue.job(row: rows[0]))
    #expect(job.state == .dead && job.reason == .badHeader && job.endedAt == 40)
    #expect(job.detail == "line 2: steps must be a number")
    #expect(try queue.changes(rows[0]) == [">dead"])
    #expect(try queue.job(row: rows[1])?.state == .ready)
  }

  @Test func theSameFileIsNeverAcceptedTwice() throws {
    try queue.take(1, [request("a")])
    let again = try queue.accept(
      [Drop(source: source(1), jobs: [request("b")])], engine: "e1", now: 2, key: testKey)
    #expect(again == [.recognised(source: 1)])
    #expect(try queue.decide(identity: "b", engine: "e1") == .new(dropNumber: 1))
  }

  @Test func filesWithTheSameBytesUnderAnotherInodeOrTimeAreNew() throws {
    var other = source(1)
    other.changedNanoseconds += 1
    let drops = [Drop(source: source(1), jobs: []), Drop(source: other, jobs: [])]
    let accepted = try queue.accept(drops, engine: "e1", now: 2, key: testKey)
    #expect(
      accepted == [.accepted(source: 1, requests: []), .accepted(source: 2, requests: [])])
  }

  @Test func aRequestDroppedAgainStandsWhileItsJobHasNotEnded() throws {
    let row = try queue.take(1, [request("a")])[0]
    let duplicate = RequestOutcome.duplicate(row: row, key: testKey("a", 1))
    func dropAgain(_ inode: UInt64) throws -> Acceptance {
      try queue.accept(
        [Drop(source: source(inode), jobs: [request("a")])], engine: "e1", now: 5, key: testKey
      )[0]
    }
    #expect(try dropAgain(2) == .accepted(source: 2, requests: [duplicate]))
    let (_, lease) = try queue.take()
    #expect(try dropAgain(3) == .accepted(source: 3, requests: [duplicate]))
    #expect(try queue.finish(lease, .done(goodResult), now: 9))
    #expect(try dropAgain(4) == .accepted(source: 4, requests: [duplicate]))
    let count = try queue.connection.integer(
      "SELECT count(*) FROM event WHERE kind = 'duplicate-drop' AND job = 1")
    #expect(count == 3)
  }

  @Test func aRequestDroppedAgainIsNewAfterABadEndOrWithAnotherEngine() throws {
    let first = try queue.take(1, [request("a")])[0]
    #expect(try queue.cancel(row: first, now: 5) == .changed)
    let second = try queue.take(2, [request("a")])[0]
    #expect(try queue.job(row: second)?.dropNumber == 2)
    let (_, lease) = try queue.take()
    #expect(try queue.finish(lease, .done(goodResult), now: 9))
    #expect(try queue.take(3, [request("a")], engine: "e1").isEmpty)
    let third = try queue.take(4, [request("a")], engine: "e2")[0]
    #expect(try queue.job(row: third)?.key == testKey("a", 3))
    #expect(try queue.take(5, [request("a")], dedupe: .off).count == 1)
  }

  @Test func oneBadJobUndoesTheWholeTransaction() throws {
    let bad = request("b") { $0.priority = 101 }
    let error = #expect(throws: SQLiteError.self) { try queue.take(1, [request("a"), bad]) }
    #expect(error?.primaryCode == 19)
    #expect(try queue.connection.integer("SELECT count(*) FROM job") == 0)
    #expect(try queue.connection.integer("SELECT count(*) FROM source") == 0)
    #expect(try queue.connection.integer("SELECT count(*) FROM event") == 0)
    #expect(try queue.take(1, [request("a")]).count == 1)
  }

  @Test func filesStayPendingUntilTheyAreGone() throws {
    var odd = source(UInt64.max)
    odd.name = [0xFF, 0x2F, 0x0A]
    _ = try queue.accept([Drop(source: odd, jobs: [])], engine: "e", now: 1, key: testKey)
    try queue.take(2, [])
    try queue.markUnlinkFailed(1, "read-only file system")
    let pending = try queue.unlinkPending()
    #expect(
      pending == [
        PendingUnlink(source: 1, file: odd, error: "read-only file system"),
        PendingUnlink(source: 2, file: source(2), error: nil),
      ])
    try queue.markUnlinked([1, 2])
    #expect(try queue.unlinkPending() == [])
  }
}
