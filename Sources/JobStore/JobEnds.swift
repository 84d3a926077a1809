/// The end of a job, as the history tells it.
public struct JobEnd: Equatable, Sendable {
  /// Number of the event.
  public let event: Int64
  /// The state it ended in; the job itself may have been retried since.
  public let state: JobState
  /// The job as it is now, with its request.
  public let job: Job
}

/// Following the ends of jobs, so that each is acted on once, over restarts.
extension JobQueue {
  private static let cursor = "hooks"

  /// The last event that was acted on; `nil` when nobody follows.
  public func endCursor() throws(SQLiteError) -> Int64? {
    try meta(Self.cursor).flatMap { Int64($0) }
  }

  /// Follows from this event on; `nil` to follow no more.
  public func setEndCursor(_ event: Int64?) throws(SQLiteError) {
    try setMeta(Self.cursor, event.map { String($0) })
  }

  /// Number of the last event; 0 when there is none.
  public func lastEvent() throws(SQLiteError) -> Int64 {
    try connection.integer("SELECT max(row) FROM event") ?? 0
  }

  /// The first job that became done or dead after an event.
  public func firstEnd(after event: Int64) throws(SQLiteError) -> JobEnd? {
    let found = try connection.rows(
      """
      SELECT row, job, to_state FROM event
      WHERE row > ?1 AND kind = 'change' AND to_state IN ('done', 'dead') ORDER BY row LIMIT 1
      """, [.integer(event)]
    ) { (row) throws(SQLiteError) in
      (
        event: row.integer(0) ?? 0, job: row.integer(1) ?? 0,
        state: try Stored.state(row.text(2) ?? "", "event.to_state")
      )
    }.first
    guard let found, let job = try job(row: found.job) else { return nil }
    return JobEnd(event: found.event, state: found.state, job: job)
  }

  /// Keeps what became of a hook, and where to go on, in one transaction.
  ///
  /// - Parameters:
  ///   - end: The end it was run for; `nil` for one that belongs to no job.
  ///   - detail: A sentence.
  ///   - now: UTC milliseconds.
  /// - Throws: What SQLite reports.
  public func recordHook(_ end: JobEnd?, _ detail: String, now: Int64) throws(SQLiteError) {
    try connection.transaction { () throws(SQLiteError) in
      guard let end else { return try recordControl(detail, now: now) }
      try note(.hook, job: end.job.row, detail, now: now)
      try setEndCursor(end.event)
    }
  }
}
