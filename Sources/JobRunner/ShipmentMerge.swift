import Distribution
import JSON
import JobStore
import OperatingSystem
import Spool
import Synchronization

/// Takes results of shipments home: each whole one is published by the head's own publish step and
/// recorded with the fence; once a shipment is closed, what is missing goes back to ready.
///
/// Every step may be cut off and done again: a result that stands is kept, and a job that is not
/// with its shipment any more is left alone. Used by the control thread, a piece at a time, so that
/// intake and watchdog go on beside a large shipment.
struct ShipmentMerge {
  private static let interval: Int64 = 60_000
  /// So long one piece may take, in milliseconds.
  private static let piece: Int64 = 300
  private static let batch = 25

  /// One look through a shipment.
  private struct Pass {
    let shipment: Shipment
    /// The engine it was made for; `nil` when it is damaged.
    let engine: String?
    /// Looked at before the results: what is missing behind the mark will not come any more.
    let isClosed: Bool
    /// Why jobs have no result, as chunks tell it, by id.
    let reasons: [String: String]
    /// The last job looked at.
    var row: Int64 = 0
    var taken = 0
    var missing = 0
  }

  private let loop: JobLoop
  private var next: Int64 = 0
  private var waiting: [String] = []
  private var pass: Pass?

  init(_ loop: JobLoop) { self.loop = loop }

  /// Whether a look through the shipments is not at its end.
  var isAtWork: Bool { pass != nil || !waiting.isEmpty }

  /// Does a piece of what is due; a failure is told and tried again.
  mutating func step(_ boot: Int64) {
    let isAsked = loop.state.withLock { state in
      defer { state.wantsMerge = false }
      return state.wantsMerge
    }
    if isAsked { next = boot }
    guard loop.state.withLock({ $0.hindrance == nil }) else { return }
    let end = loop.clocks.boot.now + Self.piece
    do {
      if pass == nil, waiting.isEmpty {
        guard boot >= next else { return }
        next = boot + Self.interval
        waiting = try loop.queue.sync { queue in try queue.shipments() }
      }
      while isAtWork {
        if pass == nil {
          pass = try begin(waiting.removeFirst())
        } else if try !advance() {
          pass = nil
        }
        if loop.clocks.boot.now >= end { return }
      }
    } catch {
      let what = pass.map { "shipment \($0.shipment.id)" } ?? "shipments"
      loop.output.note("\(what) could not be merged, next try in a minute: \(error)")
      pass = nil
    }
  }

  /// Opens a shipment; of one that was never written the jobs are ready again.
  private func begin(_ id: String) throws -> Pass? {
    let folder = try Shipping.folder(loop)
    let (loop, now) = (loop, loop.clocks.wall.now)
    let found = try loop.queue.sync { queue -> Shipment? in
      // Looked for under the queue's order: a shipment is written under the same.
      if let shipment = try Shipment.find(id, in: folder) { return shipment }
      let count = try queue.unship(id, now: now)
      loop.output.note("shipment \(id) is not in \(folder.path): \(count) jobs are ready again")
      return nil
    }
    guard let shipment = found else { return nil }
    let isClosed = shipment.isClosed
    return Pass(
      shipment: shipment, engine: try whole(shipment)?.engine, isClosed: isClosed,
      reasons: isClosed ? try reasons(shipment) : [:])
  }

  /// Looks at some jobs; `false` when there are no more.
  private mutating func advance() throws -> Bool {
    guard var pass else { return false }
    let (id, row) = (pass.shipment.id, pass.row)
    let jobs = try loop.queue.sync { queue in
      try queue.remote(shipment: id, after: row, limit: Self.batch)
    }
    guard !jobs.isEmpty else {
      if pass.isClosed { try finish(pass) }
      return false
    }
    let results = try pass.shipment.results()
    for job in jobs {
      if try take(job, pass.engine, results, id) {
        pass.taken += 1
      } else if pass.isClosed {
        try giveBack(job, id, pass.reasons[job.id])
        pass.missing += 1
      }
      pass.row = job.row
    }
    self.pass = pass
    return true
  }

  /// The end of a shipment whose every job was looked at behind the mark.
  private func finish(_ pass: Pass) throws {
    let shipment = pass.shipment
    // One that was cut off behind this mark has told everything already.
    if !shipment.isMerged {
      let results = try shipment.results()
      for entry in try undone(try whole(shipment)?.entries ?? []) {
        try noteLate(entry, shipment.id, results)
      }
      try shipment.markMerged()
      loop.output.note(
        "shipment \(shipment.id): \(pass.taken) jobs merged at its end,"
          + " \(pass.missing) without a result")
    }
    try loop.queue.sync { queue in try queue.forget(shipment: shipment.id) }
    loop.wakeAll()
  }

  /// What was sent; `nil` when it was damaged: then no result can be trusted.
  private func whole(_ shipment: Shipment) throws -> ShipmentManifest? {
    do {
      return try shipment.manifest()
    } catch .damaged(_, let problem) {
      loop.output.note("shipment \(shipment.id) is damaged, its results are ignored: \(problem)")
      return nil
    }
  }

  /// Publishes and records the result of a job; `false` when there is none.
  private func take(
    _ job: Job, _ engine: String?, _ results: Outbox, _ id: String
  ) throws -> Bool {
    let name = JobName(slug: job.slug, key: job.key)
    guard let engine, case .whole(let record) = try results.check(name),
      record["key"]?.string == job.key, record["engine"]?.string == engine
    else { return false }
    let files = try results.files(name, record)
    var members = record
    for framing in ["schema", "job", "key", "claim", "files", "end"] { members[framing] = nil }
    let outbox = Outbox.results(loop.spool)
    _ = try outbox.publish(
      name, claim: Int(job.claim), schema: "nightloom.manifest/1", members, files,
      now: loop.clocks.wall.now)
    guard case .whole(let standing) = try outbox.check(name) else { return false }
    let result = StandingResult(record: standing)
    let (ending, attempts) = (result.result, result.attempts)
    let isOurs = try loop.queue.sync { [clocks = loop.clocks] queue in
      try queue.finishRemote(
        job, shipment: id, attempts, ending, now: clocks.wall.now)
    }
    if isOurs { loop.state.withLock { $0.summary.count(.done(ending), attempts) } }
    return true
  }

  private func giveBack(_ job: Job, _ id: String, _ reason: String?) throws {
    let isBack = try loop.queue.sync { [clocks = loop.clocks] queue in
      let now = clocks.wall.now
      guard try queue.returnRemote(row: job.row, shipment: id, now: now) else { return false }
      if let reason { try queue.note(.note, job: job.row, reason, now: now) }
      return true
    }
    guard isBack else { return }
    loop.output.note(
      "\(job.folderName): ready again, shipment \(id) gave no result"
        + (reason.map { " (\($0))" } ?? ""))
  }

  /// The jobs of a shipment that have no result in the queue.
  private func undone(
    _ entries: [ShipmentManifest.Entry]
  ) throws -> [ShipmentManifest.Entry] {
    try loop.queue.sync { queue in
      try entries.filter { try queue.job(key: $0.key)?.state != .done }
    }
  }

  /// The result of a job that was ended otherwise meanwhile, for example cancelled.
  private func noteLate(
    _ entry: ShipmentManifest.Entry, _ id: String, _ results: Outbox
  ) throws {
    guard try results.check(JobName(slug: entry.slug, key: entry.key)).key == entry.key else {
      return
    }
    try loop.queue.sync { [clocks = loop.clocks] queue in
      guard let job = try queue.job(key: entry.key) else { return }
      try queue.note(
        .lateResult, job: job.row, "a result of shipment \(id) was ignored",
        now: clocks.wall.now)
    }
  }

  /// Why jobs have no result, as chunks tell it, by id.
  private func reasons(_ shipment: Shipment) throws -> [String: String] {
    var reasons: [String: String] = [:]
    for line in try SegmentFile.lines(shipment) {
      guard let id = line["custom_id"]?.string, let reason = line["reason"]?.string
      else { continue }
      reasons[id] = "on host \(line["host"]?.string ?? "?"): \(reason)"
    }
    return reasons
  }
}
