import JSON
import Testing

@testable import JobStore

@Suite struct JobShippingTests {
  let store: StoreFolder
  let queue: JobQueue

  init() throws {
    store = try StoreFolder()
    queue = try store.queue()
  }

  @Test func `Jobs are sent in the order of claims, those that must wait stay`() throws {
    try queue.take(
      1,
      [
        request("plain"), request("first") { $0.priority = 5 },
        request("hours") { $0.window = "22:00-06:00" }, request("later") { $0.runAfter = 9000 },
        request("over") { $0.deadline = 1500 }, request("crashed") { $0.priority = 9 },
      ])
    let (_, lease) = try queue.take(now: 1000)
    #expect(try queue.release(lease, now: 1000))
    let jobs = try queue.shippable(limit: 10, now: 2000)
    #expect(jobs.map(\.slug) == ["first", "plain"])
    #expect(jobs.allSatisfy { $0.request != nil })
    #expect(try queue.shippable(limit: 1, now: 2000).map(\.slug) == ["first"])
  }

  @Test func `A shipment is remembered with its jobs until it is forgotten`() throws {
    let rows = try queue.take(1, [request("a"), request("b"), request("c")])
    try queue.ship([rows[0], rows[1]], as: "s1", now: 2)
    try queue.ship([rows[2]], as: "s2", now: 3)
    #expect(try queue.shipments() == ["s1", "s2"])
    #expect(try queue.remote(shipment: "s1").map(\.row) == [rows[0], rows[1]])
    #expect(try queue.claim(now: 9000, owner: "me") == nil)
    try queue.forget(shipment: "s1")
    #expect(try queue.shipments() == ["s2"])
    try queue.forget(shipment: "s2")
    #expect(try queue.shipments() == [] && queue.meta("shipments") == nil)
  }

  @Test func `Jobs of a shipment that was never written are ready again, uncounted`() throws {
    let rows = try queue.take(1, [request("a"), request("b")])
    try queue.ship(rows, as: "s1", now: 2)
    _ = try queue.cancel(row: rows[1], now: 3)
    #expect(try queue.unship("s1", now: 4) == 1)
    let job = try #require(try queue.job(row: rows[0]))
    #expect(job.state == .ready && job.failures == 0)
    #expect(try queue.changes(rows[0]) == [">ready", "ready>remote", "remote>ready"])
    #expect(try queue.changes(rows[1]) == [">ready", "ready>remote", "remote>cancelled"])
    #expect(try queue.shipments() == [])
  }

  @Test func `Rounds of another host are kept once, with the end`() throws {
    let row = try queue.take(1, [request("a")])[0]
    try queue.ship([row], as: "s1", now: 2)
    let job = try #require(try queue.remote(shipment: "s1").first)
    let rounds = [attempt(1), attempt(2)]
    #expect(try !queue.finishRemote(job, shipment: "s2", rounds, goodResult, now: 3))
    #expect(try queue.attempts(of: row) == [])
    #expect(try queue.finishRemote(job, shipment: "s1", rounds, goodResult, now: 3))
    #expect(try !queue.finishRemote(job, shipment: "s1", rounds, goodResult, now: 4))
    #expect(try queue.attempts(of: row).map(\.number) == [1, 2])
    #expect(try queue.job(row: row)?.attempts == 2)
    let history = try JobHistory(path: store.path)
    #expect(try history.left(of: [job.key, "another"]) == 1)
  }

  @Test func `What another host is told of a job it reads again`() throws {
    let row = try queue.take(1, [request("a") { $0.customID = "line 1" }])[0]
    let job = try #require(try queue.job(row: row))
    let read = try #require(Job(shipped: job.shipped, request: Array("{}".utf8)))
    #expect(read.key == job.key && read.folderName == job.folderName)
    #expect(read.identity == job.identity && read.dropNumber == 1 && read.customID == "line 1")
    #expect(read.acceptedAt == job.acceptedAt && read.attemptLimit == job.attemptLimit)
    #expect(read.lease == nil && read.request == Array("{}".utf8))
    #expect(Job(shipped: ["key": "x"], request: []) == nil)
  }
}
