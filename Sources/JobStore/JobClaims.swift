import JSON

/// What a published result leaves in its job's row.
public struct JobResult: Equatable, Sendable {
  /// Digest of the published manifest.
  public var digest: String
  /// Digest of weights, knowledge bases and settings.
  public var engine: String
  /// Score M of the best answer.
  public var bestScore: Double?
  /// Added to the flags the job has.
  public var flags: [JobFlag]

  /// Makes the record of a result.
  public init(digest: String, engine: String, bestScore: Double?, flags: [JobFlag] = []) {
    self.digest = digest
    self.engine = engine
    self.bestScore = bestScore
    self.flags = flags
  }
}

/// How a running or remote job ends.
public enum Ending: Equatable, Sendable {
  /// Its result is published.
  case done(JobResult)
  /// It is given up; its folder in `dead/` is published.
  case dead(JobReason, detail: String)
  /// Its user stopped it.
  case cancelled(detail: String?)
  /// Its deadline passed without a valid answer.
  case expired

  /// The state it leads to.
  public var state: JobState {
    switch self {
    case .done: .done
    case .dead: .dead
    case .cancelled: .cancelled
    case .expired: .expired
    }
  }

  var reason: JobReason? {
    switch self {
    case .done: nil
    case .dead(let reason, _): reason
    case .cancelled: .cancelled
    case .expired: .expired
    }
  }

  var detail: String? {
    switch self {
    case .done, .expired: nil
    case .dead(_, let detail): detail
    case .cancelled(let detail): detail
    }
  }
}

/// What a transient error led to.
public enum TransientOutcome: Equatable, Sendable {
  /// Ready again, not before this time.
  case ready(runAfter: Int64)
  /// The last failure allowed: the job still runs; publish to `dead/`, then finish it as dead.
  case exhausted
  /// The lease was lost; nothing changed.
  case leaseLost
}

/// Which jobs a claim may take.
public struct ClaimRules: Equatable, Sendable {
  /// Windows, as written, that are closed now.
  public var closedWindows: [String] = []
  /// Whether the configuration's window is open, for jobs without one of their own.
  public var isDefaultWindowOpen = true
  /// Leaves out jobs whose last start ended in a crash: they run alone.
  public var skipsSuspects = false

  /// Makes rules that let every job through.
  public init() {}
}

/// Claiming and ending, with the fence: a change needs the lease that is still the job's own.
extension JobQueue {
  private static let held = "row = ? AND state = 'running' AND claim = ? AND owner = ?"

  private static func values(_ lease: Lease) -> [SQLiteValue] {
    [.integer(lease.row), .integer(lease.claim), .text(lease.owner)]
  }

  /// Takes the next job, or `nil` when none may run.
  ///
  /// Highest priority first, then the one due longest, then the oldest. Nothing is claimed while
  /// claiming is paused, nor after a job's deadline.
  ///
  /// - Parameters:
  ///   - now: UTC milliseconds.
  ///   - owner: Random id of this process.
  ///   - rules: Which jobs may be taken.
  /// - Returns: The job as it is after the claim, with its request.
  /// - Throws: What SQLite reports.
  public func claim(
    now: Int64, owner: String, _ rules: ClaimRules = ClaimRules()
  ) throws(SQLiteError) -> Job? {
    try connection.transaction { () throws(SQLiteError) in
      let claimed = try connection.rows(
        Self.claimUpdate,
        [
          .text(owner), .integer(now), SQLiteValue(rules.isDefaultWindowOpen ? 1 : 0),
          TextList.encode(rules.closedWindows), SQLiteValue(rules.skipsSuspects ? 1 : 0),
        ]
      ) { (row) throws(SQLiteError) in try Job(row) }.first
      if let claimed { try recordChange(of: claimed.row, from: .ready, now: now) }
      return claimed
    }
  }

  static let claimUpdate = """
    UPDATE job SET state = 'running', claim = claim + 1, starts = starts + 1, owner = ?1,
      started = ?2, reason = NULL, detail = NULL
    WHERE row = (
      SELECT row FROM job
      WHERE state = 'ready' AND run_after <= ?2 AND (deadline IS NULL OR deadline > ?2)
        AND CASE WHEN window IS NULL THEN ?3
          ELSE window NOT IN (SELECT value FROM json_each(?4)) END
        AND (starts = 0 OR NOT ?5)
        AND NOT EXISTS (SELECT 1 FROM control WHERE name = 'claiming')
      ORDER BY priority DESC, run_after, row LIMIT 1)
    RETURNING \(Job.columns)
    """

  /// The different windows of ready jobs that have one of their own.
  public func waitingWindows() throws(SQLiteError) -> [String] {
    try StateCount.windows(connection)
  }

  /// Stores a finished attempt with its answers; `false` when the lease was lost.
  public func recordAttempt(_ attempt: Attempt, _ lease: Lease) throws(SQLiteError) -> Bool {
    try connection.transaction { () throws(SQLiteError) in
      let isHeld = try connection.run(
        "UPDATE job SET attempts = max(attempts, ?) WHERE " + Self.held,
        [SQLiteValue(attempt.number)] + Self.values(lease))
      guard isHeld == 1 else { return false }
      try insert(attempt, lease)
      for answer in attempt.answers { try insert(answer, attempt.number, lease.row) }
      return true
    }
  }

  func insert(_ attempt: Attempt, _ lease: Lease) throws(SQLiteError) {
    try connection.run(
      """
      INSERT INTO attempt(job, number, claim, seeds, temperature, input_tokens, output_tokens,
        milliseconds, verdict, changes, ended)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
      """,
      [
        .integer(lease.row), SQLiteValue(attempt.number), .integer(lease.claim),
        TextList.encode(attempt.seeds.map { String($0) }), .real(attempt.temperature),
        SQLiteValue(attempt.inputTokens), SQLiteValue(attempt.outputTokens),
        .integer(attempt.milliseconds), .text(attempt.verdict), SQLiteValue(attempt.changes),
        .integer(attempt.endedAt),
      ])
  }

  private func insert(_ answer: Answer, _ attempt: Int, _ job: Int64) throws(SQLiteError) {
    try connection.run(
      """
      INSERT INTO answer(job, attempt, number, transcript, gates, parts, score, digest)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
      """,
      [
        .integer(job), SQLiteValue(attempt), SQLiteValue(answer.number),
        SQLiteValue(answer.transcript), .text(answer.gates.text()), .text(answer.parts.text()),
        SQLiteValue(answer.score), SQLiteValue(answer.graphDigest),
      ])
  }

  // MARK: - Ends

  /// Ends a running job.
  ///
  /// For `done` and `dead` its folder has been published before.
  ///
  /// - Returns: `false` when the lease was lost: the result is to be thrown away.
  public func finish(_ lease: Lease, _ ending: Ending, now: Int64) throws(SQLiteError) -> Bool {
    try change(
      lease.row, from: .running, Self.endUpdate + Self.held,
      Self.endValues(ending, now: now) + Self.values(lease), now: now, reason: ending.reason,
      detail: ending.detail)
  }

  static let endUpdate = """
    UPDATE job SET state = ?, reason = ?, detail = ?, ended = ?, owner = NULL, result = ?,
      engine = ?, score = ?,
      flags = (SELECT json_group_array(value) FROM (
        SELECT value FROM json_each(flags) UNION SELECT value FROM json_each(?)))
    WHERE \

    """

  static func endValues(_ ending: Ending, now: Int64) -> [SQLiteValue] {
    var result: JobResult?
    if case .done(let published) = ending { result = published }
    return [
      .text(ending.state.rawValue), SQLiteValue(ending.reason?.rawValue),
      SQLiteValue(ending.detail), .integer(now), SQLiteValue(result?.digest),
      SQLiteValue(result?.engine), SQLiteValue(result?.bestScore),
      TextList.encode((result?.flags ?? []).map(\.rawValue)),
    ]
  }

  /// Keeps that a user wants the end of a running job, as the reason that it will end with.
  ///
  /// Its worker ends it at the next token; after a crash before that, recovery does.
  ///
  /// - Returns: `false` when the lease was lost.
  public func wishEnd(_ lease: Lease, now: Int64) throws(SQLiteError) -> Bool {
    try connection.transaction { () throws(SQLiteError) in
      let isHeld = try connection.run(
        "UPDATE job SET reason = 'cancelled' WHERE " + Self.held, Self.values(lease))
      guard isHeld == 1 else { return false }
      return try note(.note, job: lease.row, "its user asked for its end", now: now)
    }
  }

  /// Gives a job back uncounted, at a drain or at the hard end of a window.
  ///
  /// - Returns: `false` when the lease was lost.
  public func handBack(_ lease: Lease, _ detail: String, now: Int64) throws(SQLiteError) -> Bool {
    try change(
      lease.row, from: .running,
      "UPDATE job SET state = 'ready', owner = NULL, starts = starts - 1 WHERE " + Self.held,
      Self.values(lease), now: now, detail: detail)
  }

  /// Puts a job back after an error that may pass: later each time, by 30 s x 2^failures.
  ///
  /// - Parameters:
  ///   - lease: The job.
  ///   - reason: `inputOutput`, `memory` or `stalled`.
  ///   - detail: A sentence.
  ///   - now: UTC milliseconds.
  /// - Returns: What became of the job.
  /// - Throws: What SQLite reports.
  public func failTransiently(
    _ lease: Lease, _ reason: JobReason, detail: String, now: Int64
  ) throws(SQLiteError) -> TransientOutcome {
    try connection.transaction { () throws(SQLiteError) in
      let counted = try connection.rows(
        "UPDATE job SET failures = failures + 1 WHERE \(Self.held) RETURNING failures, key",
        Self.values(lease)
      ) { (row) throws(SQLiteError) in (failures: row.int(0), key: row.text(1) ?? "") }.first
      guard let counted else { return .leaseLost }
      guard counted.failures < Self.failureLimit else { return .exhausted }
      let runAfter = now + Backoff.milliseconds(failures: counted.failures - 1, key: counted.key)
      try connection.run(
        """
        UPDATE job SET state = 'ready', owner = NULL, run_after = ?, reason = ?, detail = ?
        WHERE row = ?
        """,
        [.integer(runAfter), .text(reason.rawValue), .text(detail), .integer(lease.row)])
      try recordChange(
        of: lease.row, from: .running, now: now, reason: reason, detail: detail)
      return .ready(runAfter: runAfter)
    }
  }

  // MARK: - Recovery

  /// Running jobs of other processes, oldest first.
  ///
  /// A held lock on the folder proves that those
  /// are dead; their leases then serve ``finish(_:_:now:)`` and ``release(_:now:)``.
  public func abandoned(byOthersThan owner: String) throws(SQLiteError) -> [Job] {
    try jobs("WHERE state = 'running' AND owner <> ?1 ORDER BY row", [.text(owner)])
  }

  /// Puts a job of a dead process back; the start stays counted, so that a job which kills its
  /// process is given up after ``startLimit`` times.
  ///
  /// - Returns: `false` when the lease was lost.
  public func release(_ lease: Lease, now: Int64) throws(SQLiteError) -> Bool {
    try change(
      lease.row, from: .running,
      "UPDATE job SET state = 'ready', owner = NULL WHERE " + Self.held,
      Self.values(lease), now: now, detail: "its process ended without handing it back")
  }
}

/// How long a job waits after transient errors.
enum Backoff {
  /// 30 s x 2^failures, at most an hour, up to a fifth more or less by the job's key so that jobs
  /// which failed together do not come back together.
  static func milliseconds(failures: Int, key: String) -> Int64 {
    let doublings = min(max(failures, 0), 10)
    let base: Int64 = min(30_000 << doublings, 3_600_000)
    let part: Int64 = Int64(key.suffix(4), radix: 16) ?? 0x8000
    let jitter: Int64 = base * (part - 0x8000) / 0x8000 / 5
    return base + jitter
  }
}
