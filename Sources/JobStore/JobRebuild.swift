/// What a published folder tells of its job, for a queue that lost the row or its last changes.
public struct PublishedJob: Equatable, Sendable {
  /// The job's key.
  public var key: String
  /// Equal for each drop of the same request.
  public var identity: String
  /// Which drop it was.
  public var dropNumber: Int
  /// The name.
  public var slug: String
  /// Name of the line in a batch file.
  public var customID: String?
  /// How it ended: `done` or `dead`.
  public var ending: Ending
  /// Its rounds.
  public var attempts: [Attempt] = []
  /// The claim that published it; 0 when the request was refused at once.
  public var claim = 0
  /// When it was accepted; UTC milliseconds.
  public var acceptedAt: Int64
  /// When it ended; UTC milliseconds.
  public var endedAt: Int64

  /// Makes what a folder tells.
  public init(
    key: String, identity: String, dropNumber: Int, slug: String, ending: Ending,
    acceptedAt: Int64, endedAt: Int64
  ) {
    self.key = key
    self.identity = identity
    self.dropNumber = dropNumber
    self.slug = slug
    self.ending = ending
    self.acceptedAt = acceptedAt
    self.endedAt = endedAt
  }
}

/// Rows for what was published although the queue does not know it, and for saved requests.
extension JobQueue {
  /// Name and state of the job whose key begins so.
  public func standing(
    idPrefix: String
  ) throws(SQLiteError) -> (slug: String, state: JobState)? {
    try connection.rows(
      "SELECT slug, state FROM job WHERE key >= ?1 AND key < ?2 LIMIT 1",
      [.text(idPrefix), .text(idPrefix + "g")]
    ) { (row) throws(SQLiteError) in
      (slug: row.text(0) ?? "", state: try Stored.state(row.text(1) ?? "", "job.state"))
    }.first
  }

  /// Brings the row in line with a published folder; the row is made when it is missing.
  ///
  /// Every step is a change that the table of states allows, with its event; when the process is
  /// killed in between, the next call goes on from there.
  ///
  /// - Parameters:
  ///   - published: What the folder tells.
  ///   - owner: Random id of this process.
  ///   - now: UTC milliseconds.
  /// - Returns: Whether anything was changed.
  /// - Throws: What SQLite reports.
  public func adopt(
    _ published: PublishedJob, owner: String, now: Int64
  ) throws(SQLiteError) -> Bool {
    let isMended = try mendNames(published)
    let known = try jobs("WHERE key = ?1", [.text(published.key)]).first
    if let known,
      known.state == published.ending.state || known.state == .done
        || (known.state.hasEnded && published.ending.isDead)
    {
      return isMended
    }
    if known == nil, try refuse(published, now: now) { return true }
    let row: Int64
    if let known {
      row = known.row
    } else {
      row = try insert(published, now: now)
    }
    if let known, known.state.hasEnded {
      _ = try retry(row: row, now: now) { identity, _ in identity }
      // What was forgotten cannot be tried again, but it has been made, so its end is known.
      try reopenForgotten(row, now: now)
    }
    guard let lease = try take(row: row, owner: owner, now: now) else { return false }
    let recorded = Set(try attempts(of: row).map(\.number))
    for attempt in published.attempts where !recorded.contains(attempt.number) {
      _ = try recordAttempt(attempt, lease)
    }
    return try finish(lease, published.ending, now: published.endedAt)
  }

  /// A folder proves its key and name by digest; a row of the same request that says otherwise was
  /// damaged.
  private func mendNames(_ published: PublishedJob) throws(SQLiteError) -> Bool {
    let isByKey = try standing(idPrefix: published.key) != nil
    let condition = isByKey ? "key = ?1" : "identity = ?3 AND drop_number = ?4"
    return try connection.run(
      """
      UPDATE job SET key = ?1, slug = ?2
      WHERE \(condition) AND (key <> ?1 OR slug <> ?2) AND ?3 <> '' AND ?4 > 0
      """,
      [
        .text(published.key), .text(published.slug), .text(published.identity),
        SQLiteValue(published.dropNumber),
      ]) == 1
  }

  /// A request that was refused at acceptance is dead from its first event.
  private func refuse(_ published: PublishedJob, now: Int64) throws(SQLiteError) -> Bool {
    guard published.claim == 0, case .dead(let reason, let detail) = published.ending else {
      return false
    }
    var job = NewJob(identity: published.identity, slug: published.slug, request: [])
    job.customID = published.customID
    job.refusal = Refusal(reason, detail)
    _ = try insertWithoutRequest(job, published, at: published.endedAt)
    return true
  }

  private func insert(_ published: PublishedJob, now: Int64) throws(SQLiteError) -> Int64 {
    var job = NewJob(identity: published.identity, slug: published.slug, request: [])
    job.customID = published.customID
    job.runAfter = published.acceptedAt
    return try insertWithoutRequest(job, published, at: published.acceptedAt)
  }

  private func insertWithoutRequest(
    _ job: NewJob, _ published: PublishedJob, at time: Int64
  ) throws(SQLiteError) -> Int64 {
    try connection.transaction { () throws(SQLiteError) in
      let row = try insert(
        job, key: published.key, dropNumber: published.dropNumber, source: nil, now: time)
      try connection.run("UPDATE job SET request = NULL WHERE row = ?1", [.integer(row)])
      return row
    }
  }

  private func reopenForgotten(_ row: Int64, now: Int64) throws(SQLiteError) {
    guard let job = try job(row: row), job.state.hasEnded, job.state != .done else { return }
    _ = try change(
      row, from: job.state,
      """
      UPDATE job SET state = 'ready', starts = 0, failures = 0, reason = NULL, detail = NULL,
        ended = NULL WHERE row = ? AND state = ?
      """, [.integer(row), .text(job.state.rawValue)], now: now)
  }

  /// Claims one job, whatever its time and window.
  private func take(row: Int64, owner: String, now: Int64) throws(SQLiteError) -> Lease? {
    if let lease = try job(row: row)?.lease { return lease }
    let isTaken = try change(
      row, from: .ready,
      """
      UPDATE job SET state = 'running', claim = claim + 1, starts = starts + 1, owner = ?,
        started = ?, reason = NULL, detail = NULL WHERE row = ? AND state = 'ready'
      """, [.text(owner), .integer(now), .integer(row)], now: now)
    return isTaken ? try job(row: row)?.lease : nil
  }

  /// Adds a request that was saved from a damaged file; `false` when the queue has it already.
  public func save(_ saved: SavedJob, key: String, now: Int64) throws(SQLiteError) -> Bool {
    try connection.transaction { () throws(SQLiteError) in
      let known = try connection.integer(
        "SELECT row FROM job WHERE key = ?1 OR (identity = ?2 AND drop_number = ?3)",
        [.text(key), .text(saved.job.identity), SQLiteValue(saved.dropNumber)])
      guard known == nil else { return false }
      _ = try insert(saved.job, key: key, dropNumber: saved.dropNumber, source: nil, now: now)
      return true
    }
  }
}

extension Ending {
  fileprivate var isDead: Bool { if case .dead = self { true } else { false } }
}
