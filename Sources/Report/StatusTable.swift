public import JSON
public import JobStore

/// One live job with what the queue alone does not know.
public struct StatusEntry: Equatable, Sendable {
  /// The job.
  public var job: Job
  /// Why it waits, or why another attempt is made.
  public var reason: String?
  /// Median time until it ends.
  public var expectedMilliseconds: Int64?
  /// Best score so far.
  public var bestScore: Double?

  /// Makes an entry.
  public init(
    _ job: Job, reason: String? = nil, expectedMilliseconds: Int64? = nil,
    bestScore: Double? = nil
  ) {
    self.job = job
    self.reason = reason
    self.expectedMilliseconds = expectedMilliseconds
    self.bestScore = bestScore ?? job.bestScore
  }

  /// Entries for all live jobs of a status, with the reasons and times the database can give.
  public static func entries(
    _ status: QueueStatus, throughput: Throughput?, workers: Int, now: Int64
  ) -> [StatusEntry] {
    let running = status.count(.running)
    var before = 0
    return status.live.map { job in
      let wait = job.waitReason(now: now, isClaimingPaused: status.isClaimingPaused)
      var entry = StatusEntry(job, reason: wait?.rawValue ?? job.reason?.rawValue)
      if job.state == .running {
        entry.expectedMilliseconds = throughput?.expectedMilliseconds(
          before: 0, workers: workers
        ).map { max(0, $0 - (now - (job.startedAt ?? now))) }
      } else if wait == .priority {
        entry.expectedMilliseconds = throughput?.expectedMilliseconds(
          before: running + before, workers: workers)
        before += 1
      }
      return entry
    }
  }
}

/// The live jobs, as `status` shows them.
public enum StatusTable {
  /// The table; times are relative to `now` in UTC milliseconds.
  public static func text(_ entries: [StatusEntry], now: Int64, _ style: TableStyle) -> String {
    table(entries, now: now).text(style)
  }

  /// One sentence about the queue: the numbers of live and ended jobs.
  public static func summary(_ status: QueueStatus) -> String {
    let counted = status.counts.filter { $0.count > 0 }.map { "\($0.count) \($0.state.rawValue)" }
    return counted.isEmpty ? "no jobs yet" : counted.joined(separator: ", ")
  }

  /// The schema `nightloom.status/1`.
  ///
  /// - Parameters:
  ///   - status: The queue.
  ///   - entries: The live jobs to show.
  ///   - now: UTC milliseconds.
  ///   - runner: What the running process says of itself; null without one.
  ///   - shipments: How far those are that are on their way.
  /// - Returns: One object.
  public static func json(
    _ status: QueueStatus, _ entries: [StatusEntry], now: Int64, runner: JSONValue = .null,
    shipments: [JSONValue] = []
  ) -> JSONValue {
    let counts = JSONObject(status.counts.map { ($0.state.rawValue, .int($0.count)) })
    return JobObject.envelope(
      "nightloom.status/1", now: now,
      [
        "runner": runner, "counts": .object(counts),
        "pauses": .array(status.pauses.map(pause)),
        "unlink_pending": .int(status.unlinkPending.count),
        "oldest_ready": JobObject.time(status.oldestReadyAt), "shipments": .array(shipments),
        "jobs": .array(entries.map(entry)),
      ])
  }

  private static func pause(_ pause: Pause) -> JSONValue {
    [
      "what": .string(pause.what.rawValue), "since": JobObject.time(pause.since),
      "reason": .string(pause.reason),
    ]
  }

  private static func entry(_ entry: StatusEntry) -> JSONValue {
    guard case .object(var object) = JobObject.job(entry.job) else { return .null }
    object["score"] = JobObject.number(entry.bestScore)
    object["waits_for"] = entry.job.state == .ready ? JobObject.string(entry.reason) : .null
    object["expected_seconds"] =
      entry.expectedMilliseconds.map { .int(Int($0 / 1000)) } ?? .null
    return .object(object)
  }

  private static func table(_ entries: [StatusEntry], now: Int64) -> TextTable {
    TextTable(
      columns: [
        .init(title: "ROW"), .init(title: "ID"), .init(title: "ST"),
        .init(title: "PRI", isRightAligned: true), .init(title: "TRY"),
        .init(title: "NAME", isElastic: true), .init(title: "AGE", isRightAligned: true),
        .init(title: "TIME", isRightAligned: true), .init(title: "ETA", isRightAligned: true),
        .init(title: "M", isRightAligned: true), .init(title: "REASON", isElastic: true),
      ],
      rows: entries.map { entry in
        let job = entry.job
        return [
          TableCell(Int(job.row)), .text(String(job.id.prefix(8))), .text(job.state.letters),
          TableCell(job.priority), JobCells.attempt(job), .text(job.slug),
          .text(TimeText.duration(now - job.acceptedAt)),
          TableCell(
            job.state == .running ? job.startedAt.map { TimeText.duration(now - $0) } : nil),
          TableCell(entry.expectedMilliseconds.map(TimeText.duration)),
          TableCell(score: entry.bestScore), TableCell(entry.reason),
        ]
      })
  }
}

/// Cells that several tables share.
enum JobCells {
  /// The round that is being made or was made last, and how many there may be.
  static func attempt(_ job: Job) -> TableCell {
    let number = job.attempts + (job.state == .running ? 1 : 0)
    return number == 0 ? .none : .text("\(number)/\(max(number, job.attemptLimit))")
  }

  /// Why the job ended so, or what is to be known about its result.
  static func reason(_ job: Job) -> TableCell {
    let words = [job.reason?.rawValue].compactMap { $0 } + job.flags.map(\.rawValue)
    return words.isEmpty ? .none : .text(words.joined(separator: " "))
  }
}
