import Hashing
import JSON
import JobStore
import OperatingSystem
import Spool
import Synchronization

/// Carries out what is asked over the socket, through the queue's one owner.
struct ControlDesk: Sendable {
  let loop: JobLoop

  /// The answer to one line: an object with `ok`.
  func answer(_ line: [UInt8]) -> JSONValue {
    do {
      let members = try carryOut(try ControlRequest(line: line))
      return .object(JSONObject([("schema", "nightloom.control/1"), ("ok", true)] + members))
    } catch let refusal as ControlRefusal {
      return refusal.json
    } catch {
      return ControlRefusal.failed("\(error)").json
    }
  }

  private func carryOut(_ request: ControlRequest) throws -> [(String, JSONValue)] {
    switch request {
    case .hello:
      return [
        ("pid", .int(ThisProcess.id)), ("command", .string(loop.mode.rawValue)),
        ("jobs", .array([])),
      ]
    case .cancel(let keys): return try each(keys) { try cancel($0, $1, $2) }
    case .retry(let keys): return try each(keys) { try retry($0, $1, $2) }
    case .priority(let keys, let priority):
      return try each(keys) { queue, job, now in
        try queue.setPriority(row: job.row, priority, now: now)
      }
    case .pause(let what, let reason):
      return try pauses { queue, now in
        for one in what { try queue.pause(one, reason: reason, now: now) }
        return what
      }
    case .ship(let limit, let chunk): return try ship(limit, chunk)
    case .merge:
      loop.state.withLock { $0.wantsMerge = true }
      return []
    case .resume(let what):
      return try pauses { queue, now in try what.filter { try queue.resume($0, now: now) } }
    }
  }

  // MARK: - Jobs

  private func each(
    _ keys: [String], _ change: @Sendable (JobQueue, Job, Int64) throws -> ControlOutcome
  ) throws -> [(String, JSONValue)] {
    let now = loop.clocks.wall.now
    let answers = try keys.map { key in
      // One job at a time, so that claims and ends of others get in between.
      try loop.queue.sync { queue in
        guard let job = try queue.job(key: key) else {
          return ["key": .string(key), "outcome": "unknown"] as JSONValue
        }
        do {
          return Self.answer(job, try change(queue, job, now))
        } catch let error as SQLiteError where error.isRefused {
          throw error
        } catch {
          // The others of the request have been changed or still will be, and are to be told.
          var members = Self.names(job)
          members["outcome"] = "failed"
          members["message"] = .string("\(error)")
          return .object(members)
        }
      }
    }
    loop.wakeAll()
    return [("jobs", .array(answers))]
  }

  private static func names(_ job: Job) -> JSONObject {
    JSONObject([
      ("key", .string(job.key)), ("row", .int(Int(job.row))), ("job", .string(job.folderName)),
      ("was", .string(job.state.rawValue)),
    ])
  }

  private static func answer(_ job: Job, _ outcome: ControlOutcome) -> JSONValue {
    var members = names(job)
    switch outcome {
    case .changed: members["outcome"] = "changed"
    case .running: members["outcome"] = "stopping"
    case .new(let row, let key):
      members["outcome"] = "new"
      members["new"] = [
        "row": .int(Int(row)), "key": .string(key),
        "job": .string(JobName(slug: job.slug, key: key).folder),
      ]
    case .refused: members["outcome"] = "refused"
    case .forgotten: members["outcome"] = "forgotten"
    case .unknown: members["outcome"] = "unknown"
    }
    return .object(members)
  }

  /// A running job is marked, and its worker ends it at the next token; one whose result is being
  /// published is left to it.
  ///
  /// The wish is in the queue before it is answered, so that a crash before that token forgets
  /// nothing.
  private func cancel(_ queue: JobQueue, _ job: Job, _ now: Int64) throws -> ControlOutcome {
    let outcome = try queue.cancel(row: job.row, now: now)
    guard case .running(let lease) = outcome else { return outcome }
    guard let live = mark(lease.row, isCancelled: true) else {
      // Its worker went away without being able to write the end.
      return try queue.finish(lease, .cancelled(detail: nil), now: now) ? .changed : outcome
    }
    guard live.isGenerating else { return .refused(.running) }
    do {
      _ = try queue.wishEnd(lease, now: now)
    } catch {
      mark(lease.row, isCancelled: live.isCancelled)
      throw error
    }
    return outcome
  }

  /// Tells the worker that has the job, as long as it generates, and returns what it was told
  /// before.
  @discardableResult
  private func mark(_ row: Int64, isCancelled: Bool) -> LiveJob? {
    loop.state.withLock { state in
      guard let live = state.running.first(where: { $0.value.row == row }) else { return nil }
      if live.value.isGenerating { state.running[live.key]?.isCancelled = isCancelled }
      return live.value
    }
  }

  /// Makes room in `dead/` first, because afterwards the job may end again at any moment.
  ///
  /// After a crash in between the job is still dead, and another retry finds nothing in the way.
  private func retry(_ queue: JobQueue, _ job: Job, _ now: Int64) throws -> ControlOutcome {
    if job.state == .dead, job.request != nil {
      try Outbox.deadLetters(loop.spool).setAside(JobName(slug: job.slug, key: job.key))
    }
    return try queue.retry(row: job.row, now: now) { identity, drop in
      SHA256.hex(Array("nightloom.retry.1\n\(identity)\n\(drop)".utf8))
    }
  }

  // MARK: - Shipments

  private func ship(_ limit: Int, _ chunk: Int?) throws -> [(String, JSONValue)] {
    guard let sent = try Shipping(loop: loop).send(limit: limit, chunkSize: chunk) else {
      return [("shipment", .null), ("jobs", 0)]
    }
    return [
      ("shipment", .string(sent.id)), ("path", .string(sent.path)), ("jobs", .int(sent.jobs)),
      ("chunks", .int(sent.chunks)),
    ]
  }

  // MARK: - Pauses

  private func pauses(
    _ change: @Sendable (JobQueue, Int64) throws -> [Pausable]
  ) throws -> [(String, JSONValue)] {
    let now = loop.clocks.wall.now
    let (changed, pauses) = try loop.queue.sync { queue in
      (try change(queue, now), try queue.pauses())
    }
    loop.wakeAll()
    return [
      ("changed", .array(changed.map { .string($0.rawValue) })),
      (
        "pauses",
        .array(
          pauses.map { pause in
            ["what": .string(pause.what.rawValue), "reason": .string(pause.reason)]
          })
      ),
    ]
  }
}
