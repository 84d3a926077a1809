import Testing

@testable import JobStore

@Suite struct JobRebuildTests {
  private func published(_ ending: Ending, claim: Int = 1, key: String? = nil) -> PublishedJob {
    var job = PublishedJob(
      key: key ?? testKey("a", 1), identity: "a", dropNumber: 1, slug: "a", ending: ending,
      acceptedAt: 100, endedAt: 900)
    job.attempts = [attempt(1)]
    job.claim = claim
    return job
  }

  private func adopt(_ queue: JobQueue, _ job: PublishedJob) throws -> Bool {
    let isChanged = try queue.adopt(job, owner: "me", now: 5000)
    #expect(try StoreAudit.findings(queue.connection) == [])
    #expect(try !queue.adopt(job, owner: "me", now: 5000), "a second time changes nothing")
    return isChanged
  }

  @Test func `A result without a row gets one, with its rounds and its time`() throws {
    let store = try StoreFolder()
    let queue = try store.queue()
    #expect(try adopt(queue, published(.done(goodResult))))
    let job = try #require(try queue.job(row: 1))
    #expect(job.state == .done && job.endedAt == 900 && job.acceptedAt == 100)
    #expect(job.request == nil && job.attempts == 1 && job.bestScore == 0.8)
    #expect(try queue.changes(1) == [">ready", "ready>running", "running>done"])
  }

  @Test func `A result ends a ready, a running, a dead and a forgotten job`() throws {
    for start in ["ready", "running", "dead", "forgotten"] {
      let store = try StoreFolder()
      let queue = try store.queue()
      try queue.take(1, [request("a")])
      if start != "ready" {
        let (_, lease) = try queue.take()
        if start != "running" {
          #expect(try queue.finish(lease, .dead(.poison, detail: "x"), now: 3000))
        }
      }
      if start == "forgotten" { #expect(try queue.forgetContents(endedBefore: 9000) == 1) }
      #expect(try adopt(queue, published(.done(goodResult))), "\(start)")
      #expect(try queue.job(row: 1)?.state == .done, "\(start)")
    }
  }

  @Test func `A grave makes a dead row, and changes no job that is there`() throws {
    let store = try StoreFolder()
    let queue = try store.queue()
    #expect(try adopt(queue, published(.dead(.badLine, detail: "line 1"), claim: 0)))
    #expect(try queue.changes(1) == [">dead"])
    let later = testKey("b", 1)
    var job = published(.dead(.noValidAnswer, detail: "none"), key: later)
    job.identity = "b"
    #expect(try adopt(queue, job))
    #expect(try queue.changes(2) == [">ready", "ready>running", "running>dead"])
    #expect(try queue.standing(idPrefix: String(later.prefix(12)))?.state == .dead)
  }

  @Test func `A request whose rebuilt row does not know it is a duplicate, not an error`() throws {
    let store = try StoreFolder()
    let queue = try store.queue()
    var job = published(.done(goodResult))
    job.identity = "rebuilt"
    #expect(try adopt(queue, job))
    #expect(try queue.take(1, [request("a")]) == [])
    #expect(try queue.lastRow() == 1)
  }

  @Test func `A row whose key or name was damaged is mended from its folder`() throws {
    for damage in ["key = 'ffff'", "slug = 'x'"] {
      let store = try StoreFolder()
      let queue = try store.queue()
      try queue.take(1, [request("a")])
      try queue.connection.run("UPDATE job SET \(damage)")
      #expect(try adopt(queue, published(.done(goodResult))), "\(damage)")
      let job = try #require(try queue.job(row: 1))
      #expect(job.key == testKey("a", 1) && job.slug == "a" && job.state == .done)
      #expect(try queue.lastRow() == 1)
    }
  }

  @Test func `A saved request is added once`() throws {
    let store = try StoreFolder()
    let queue = try store.queue()
    let saved = SavedJob(job: request("a"), key: "", dropNumber: 1, sourceName: nil)
    #expect(try queue.save(saved, key: testKey("a", 1), now: 1))
    #expect(try !queue.save(saved, key: testKey("a", 1), now: 1))
    #expect(try StoreAudit.findings(queue.connection) == [])
  }
}
