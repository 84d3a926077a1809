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
/// with its shipment any more is left alone. Used by the control thread.
struct ShipmentMerge {
  private static let interval: Int64 = 60_000
  private let loop: JobLoop
  private var next: Int64 = 0

  init(_ loop: JobLoop) { self.loop = loop }

  /// Does what is due; a failure is told and tried again.
  mutating func step(_ boot: Int64) {
    let isAsked = loop.state.withLock { state in
      defer { state.wantsMerge = false }
      return state.wantsMerge
    }
    guard isAsked || boot >= next else { return }
    next = boot + Self.interval
    attempt("shipments") {
      let ids = try loop.queue.sync { queue in try queue.shipments() }
      guard !ids.isEmpty else { return }
      let folder = try Shipping.folder(loop)
      for id in ids { attempt("shipment \(id)") { try merge(id, in: folder) } }
    }
  }

  private func attempt(_ what: String, _ work: () throws -> Void) {
    do {
      try work()
    } catch {
      loop.output.note("\(what) could not be merged, next try in a minute: \(error)")
    }
  }

  private func merge(_ id: String, in folder: DirectoryHandle) throws {
    let (loop, now) = (loop, loop.clocks.wall.now)
    let found = try loop.queue.sync { queue -> (shipment: Shipment, jobs: [Job])? in
      // Looked for under the queue's order: a shipment is written under the same.
      if let shipment = try Shipment.find(id, in: folder) {
        return (shipment, try queue.remote(shipment: id))
      }
      let count = try queue.unship(id, now: now)
      loop.output.note("shipment \(id) is not in \(folder.path): \(count) jobs are ready again")
      return nil
    }
    guard let (shipment, jobs) = found else { return }
    // A merge that was cut off behind its last step has told everything already.
    if shipment.isMerged, jobs.isEmpty {
      return try loop.queue.sync { queue in try queue.forget(shipment: id) }
    }
    // Looked at before the results: what is missing behind the mark will not come any more.
    let isClosed = shipment.isClosed
    let manifest = try whole(shipment)
    let results = try shipment.results()
    var missing: [Job] = []
    for job in jobs where try !take(job, manifest?.engine, results, id) { missing.append(job) }
    guard isClosed else { return }
    let reasons = try reasons(shipment)
    for job in missing { try giveBack(job, id, reasons[job.id]) }
    let taken = Set(jobs.map(\.key))
    let others = (manifest?.entries ?? []).filter { !taken.contains($0.key) }
    for entry in others { try noteLate(entry, id, results) }
    try shipment.markMerged()
    try loop.queue.sync { queue in try queue.forget(shipment: id) }
    loop.output.note(
      "shipment \(id): \(jobs.count - missing.count) jobs merged at its end,"
        + " \(missing.count) without a result")
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

  /// The result of a job that was ended otherwise meanwhile, for example cancelled.
  private func noteLate(
    _ entry: ShipmentManifest.Entry, _ id: String, _ results: Outbox
  ) throws {
    guard try results.check(JobName(slug: entry.slug, key: entry.key)).key == entry.key else {
      return
    }
    try loop.queue.sync { [clocks = loop.clocks] queue in
      guard let job = try queue.job(key: entry.key), job.state != .done else { return }
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
