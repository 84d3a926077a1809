import JSON
import JobStore
import OperatingSystem
import Spool

/// Brings the queue in line with what a dead process left; may itself be killed at any point.
///
/// The held lock proves that every other owner is dead, so no time has to pass. For each of their
/// running jobs: a whole result of the same key stands: done; a whole folder of the same claim
/// stands in `dead/`: dead; a user was told that it is stopped: cancelled; started too often: dead
/// as poison; else ready again.
struct Recovery {
  /// What was found.
  struct Report: Sendable, Equatable {
    var finished = 0
    var dead = 0
    var cancelled = 0
    var poisoned = 0
    var released = 0
  }

  let results: Outbox
  let deadLetters: Outbox

  init(_ spool: SpoolDirectory) {
    results = .results(spool)
    deadLetters = .deadLetters(spool)
  }

  /// Sweeps left stages, then ends or releases every job of owners other than `owner`.
  /// - Throws: failures of disk and database; a repetition goes on where this stopped.
  func run(_ queue: JobQueue, owner: String, now: Int64) throws -> Report {
    var report = Report()
    // First, because a process that lost its lock publishes no stage that is gone.
    try sweep(results, .done, queue, now)
    try sweep(deadLetters, .dead, queue, now)
    let abandoned = try queue.abandoned(byOthersThan: owner)
    // The dead process may have renamed and not synced: what stands there must last before the
    // queue says so.
    if !abandoned.isEmpty {
      try results.folder.sync()
      try deadLetters.folder.sync()
    }
    for job in abandoned {
      guard let lease = job.lease else { continue }
      try settle(job, lease, queue, now, &report)
    }
    return report
  }

  /// Clears away what is not published, but for what the queue knows as the end of a job.
  private func sweep(
    _ box: Outbox, _ state: JobState, _ queue: JobQueue, _ now: Int64
  ) throws {
    try box.sweepStages(now: now) { record in
      guard let key = record["key"]?.string, let job = try queue.job(key: key),
        job.state == state
      else { return nil }
      let isItsEnd =
        state == .done
        ? record["end"]?.string == job.resultDigest : record["claim"]?.int == Int(job.claim)
      return isItsEnd ? JobName(slug: job.slug, key: key) : nil
    }
  }

  private func settle(
    _ job: Job, _ lease: Lease, _ queue: JobQueue, _ now: Int64, _ report: inout Report
  ) throws {
    let name = JobName(slug: job.slug, key: job.key)
    if case .whole(let record) = try results.check(name), record["key"]?.string == job.key {
      let standing = StandingResult(record: record)
      try deadLetters.setAside(name)
      try recordMissing(standing.attempts, lease, queue)
      _ = try queue.finish(lease, .done(standing.result), now: now)
      report.finished += 1
      return
    }
    if case .whole(let record) = try deadLetters.check(name), record["key"]?.string == job.key,
      record["claim"]?.int == Int(job.claim)
    {
      let standing = StandingResult(record: record)
      try recordMissing(standing.attempts, lease, queue)
      _ = try queue.finish(lease, standing.ending, now: now)
      report.dead += 1
      return
    }
    // Whether the job is made again or ends without: what stands there damaged is no result.
    try results.holdTorn(name, now: now)
    guard job.isEndWished || job.starts >= JobQueue.startLimit else {
      _ = try queue.release(lease, now: now)
      report.released += 1
      return
    }
    if job.isEndWished {
      _ = try queue.finish(lease, .cancelled(detail: nil), now: now)
      report.cancelled += 1
      return
    }
    try giveUp(job, name, lease, queue, now)
    report.poisoned += 1
  }

  private func giveUp(
    _ job: Job, _ name: JobName, _ lease: Lease, _ queue: JobQueue, _ now: Int64
  ) throws {
    let reason = ReasonFile(
      reason: JobReason.poison.rawValue,
      sentence: "the process ended \(job.starts) times while it worked on this prompt",
      hint: "look into the log for the cause, then drop the prompt again", attempts: job.attempts)
    _ = try deadLetters.bury(
      name, claim: Int(job.claim), reason, Burying.facts(job), input: Burying.input(job),
      now: now)
    _ = try queue.finish(lease, .dead(.poison, detail: reason.sentence), now: now)
  }

  /// Rounds that the record knows and the queue does not yet.
  private func recordMissing(_ attempts: [Attempt], _ lease: Lease, _ queue: JobQueue) throws {
    let known = Set(try queue.attempts(of: lease.row).map(\.number))
    for attempt in attempts where !known.contains(attempt.number) {
      _ = try queue.recordAttempt(attempt, lease)
    }
  }
}

/// What a folder in `dead/` shows of a job.
enum Burying {
  /// What a lost queue needs to know of it.
  static func facts(_ job: Job) -> JSONObject {
    facts(
      identity: job.identity, drop: job.dropNumber, customID: job.customID,
      accepted: job.acceptedAt)
  }

  static func facts(
    identity: String, drop: Int, customID: String?, accepted: Int64
  ) -> JSONObject {
    JSONObject([
      ("identity", .string(identity)), ("drop", .int(drop)),
      ("custom_id", customID.map { .string($0) } ?? .null),
      ("accepted", .string(CalendarTime.text(utc: accepted))),
    ])
  }

  /// The original words of its request.
  static func input(_ job: Job) -> [UInt8] {
    let record = job.request.flatMap(RequestRecord.init)
    return Array((record?.original ?? "").utf8)
  }
}
