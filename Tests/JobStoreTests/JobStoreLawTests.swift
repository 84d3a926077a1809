import TestSupport
import Testing

@testable import JobStore

/// Laws over random sequences of every operation, with right, stale and foreign leases.
@Suite struct JobStoreLawTests {
  enum Operation: CaseIterable {
    case accept, refuse, claim, record, done, dead, cancelled, expired, handBack, fail, release
    case cancel, retry, expire, dispatch, finishRemote, returnRemote, note, pause, resume
  }

  struct Step: CustomStringConvertible {
    var operation: Operation
    var number: Int
    var isStale: Bool
    var description: String { "\(operation) \(number)\(isStale ? " stale" : "")" }
  }

  @Test func anyOperationsKeepAllPromisesOfTheTables() throws {
    try forAll(count: 24) { generator in
      (0..<60).map { _ in
        Step(
          operation: Operation.allCases.randomElement(using: &generator) ?? .claim,
          number: Int.random(in: 0..<6, using: &generator),
          isStale: Int.random(in: 0..<5, using: &generator) == 0)
      }
    } law: { steps in
      let store = try StoreFolder()
      var run = Run(queue: try store.queue())
      // The laws are about rows, not about power cuts; syncing would take most of the time.
      try run.queue.connection.execute("PRAGMA synchronous=OFF")
      for (index, step) in steps.enumerated() {
        let before = try run.states()
        let changes = try run.changes()
        try run.perform(step, now: 1000 + Int64(index) * 100_000)
        let after = try run.states()
        let changed = after.filter { before[$0.key] != $0.value }
        guard try run.changes() - changes == changed.count else {
          throw Broken("step \(index) (\(step)): \(changed.count) changes, other events")
        }
      }
      let findings = try StoreAudit.findings(run.queue.connection)
      guard findings.isEmpty else { throw Broken("\(findings)") }
      guard try run.queue.connection.quickCheck().isEmpty else { throw Broken("quick_check") }
    }
  }

  @Test func theAuditFindsSeededMistakes() throws {
    let mistakes = [
      "UPDATE job SET state = 'cancelled', ended = 1 WHERE row = 1",
      "UPDATE job SET claim = 5 WHERE row = 1",
      "UPDATE job SET starts = 5 WHERE row = 1",
      "UPDATE job SET attempts = 2 WHERE row = 1",
      "INSERT INTO event(time, job, kind, from_state, to_state, claim) "
        + "VALUES(1, 1, 'change', 'done', 'ready', 0)",
      "INSERT INTO event(time, job, kind, to_state, claim) VALUES(1, 1, 'change', 'ready', 0)",
    ]
    for mistake in mistakes {
      let store = try StoreFolder()
      let queue = try store.queue()
      try queue.take(1, [request("a")])
      #expect(try StoreAudit.findings(queue.connection) == [])
      try queue.connection.run(mistake)
      #expect(try !StoreAudit.findings(queue.connection).isEmpty, "\(mistake)")
    }
  }

  struct Broken: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }
}

/// One database with what is needed to act on it at random.
private struct Run {
  let queue: JobQueue
  var inode: UInt64 = 0
  var old: [Lease] = []

  func states() throws -> [Int64: String] {
    let rows = try queue.connection.rows("SELECT row, state FROM job") {
      (row) throws(SQLiteError) in (row.integer(0) ?? 0, row.text(1) ?? "")
    }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  func changes() throws -> Int {
    Int(try queue.connection.integer("SELECT count(*) FROM event WHERE kind = 'change'") ?? 0)
  }

  /// The lease of the running job in this place, or one that was good before.
  private func lease(_ step: JobStoreLawTests.Step) throws -> Lease? {
    if step.isStale, !old.isEmpty { return old[step.number % old.count] }
    let running = try queue.abandoned(byOthersThan: "nobody")
    return running.isEmpty ? nil : running[step.number % running.count].lease
  }

  mutating func perform(_ step: JobStoreLawTests.Step, now: Int64) throws {
    switch step.operation {
    case .accept, .refuse: try accept(step, now: now)
    case .claim:
      if let lease = try queue.claim(now: now, owner: "owner \(step.number)")?.lease {
        old.append(lease)
      }
    case .record, .done, .dead, .cancelled, .expired, .handBack, .fail, .release:
      if let lease = try lease(step) { try act(step, lease, now: now) }
    default: try control(step, row: Int64(step.number + 1), now: now)
    }
  }

  private mutating func accept(_ step: JobStoreLawTests.Step, now: Int64) throws {
    var job = request("job-\(step.number)")
    if step.isStale { job.deadline = now + 300_000 }
    if step.operation == .refuse { job.refusal = Refusal(.badLine, "line 1") }
    inode += 1
    try queue.take(inode, [job], now: now)
  }

  private func act(_ step: JobStoreLawTests.Step, _ lease: Lease, now: Int64) throws {
    switch step.operation {
    case .record:
      let next = (try queue.job(row: lease.row)?.attempts ?? 0) + 1
      _ = try queue.recordAttempt(attempt(next), lease)
    case .done: _ = try queue.finish(lease, .done(goodResult), now: now)
    case .dead: _ = try queue.finish(lease, .dead(.policy, detail: "URL"), now: now)
    case .cancelled: _ = try queue.finish(lease, .cancelled(detail: nil), now: now)
    case .expired: _ = try queue.finish(lease, .expired, now: now)
    case .handBack: _ = try queue.handBack(lease, "drain", now: now)
    case .fail: _ = try queue.failTransiently(lease, .inputOutput, detail: "disk", now: now)
    default: _ = try queue.release(lease, now: now)
    }
  }

  private func control(_ step: JobStoreLawTests.Step, row: Int64, now: Int64) throws {
    let shipment = step.isStale ? "other" : "s"
    switch step.operation {
    case .cancel: _ = try queue.cancel(row: row, now: now)
    case .retry: _ = try queue.retry(row: row, now: now, key: testKey)
    case .expire: _ = try queue.expire(now: now)
    case .dispatch: _ = try queue.dispatch(row: row, shipment: "s", now: now)
    case .finishRemote:
      _ = try queue.finishRemote(row: row, shipment: shipment, .done(goodResult), now: now)
    case .returnRemote: _ = try queue.returnRemote(row: row, shipment: shipment, now: now)
    case .pause: try queue.pause(.claiming, reason: "law", now: now)
    case .resume: _ = try queue.resume(.claiming, now: now)
    default: _ = try queue.note(.note, job: row, "note", now: now)
    }
  }
}
