/// What became of a wish to change a job.
public enum ControlOutcome: Equatable, Sendable {
  /// Done.
  case changed
  /// The job runs under this lease: its worker has to stop, then `finish` ends it.
  case running(Lease)
  /// A new job was made for it.
  case new(row: Int64, key: String)
  /// Its state does not allow it.
  case refused(JobState)
  /// Its request was forgotten after the time of retention; drop the prompt again.
  case forgotten
  /// There is no such job.
  case unknown
}

/// What can be paused.
public enum Pausable: String, CaseIterable, Sendable {
  /// Taking jobs from the queue.
  case claiming
  /// Taking files from the inbox.
  case intake
}

/// A pause that lasts until it is lifted, over restarts.
public struct Pause: Equatable, Sendable {
  /// What is paused.
  public let what: Pausable
  /// Since when; UTC milliseconds.
  public let since: Int64
  /// Why, in the words of whoever paused it.
  public let reason: String
}

/// Changes wished by users, by deadlines and by shipments.
extension JobQueue {
  /// Cancels a ready or remote job; a running one is stopped by its worker.
  public func cancel(row: Int64, now: Int64) throws(SQLiteError) -> ControlOutcome {
    guard let job = try job(row: row) else { return .unknown }
    if let lease = job.lease { return .running(lease) }
    guard job.state == .ready || job.state == .remote else { return .refused(job.state) }
    return try end(job, .cancelled(detail: nil), now: now) ? .changed : .refused(job.state)
  }

  private func end(_ job: Job, _ ending: Ending, now: Int64) throws(SQLiteError) -> Bool {
    try change(
      job.row, from: job.state, Self.endUpdate + "row = ? AND state = ?",
      Self.endValues(ending, now: now) + [.integer(job.row), .text(job.state.rawValue)],
      now: now, reason: ending.reason, detail: ending.detail)
  }

  /// Runs an ended job again.
  ///
  /// Starts and failures begin at 0, attempt numbers go on; a deadline that has passed is dropped.
  /// A done job is final, so a new one is made beside it.
  ///
  /// - Parameters:
  ///   - row: The job.
  ///   - now: UTC milliseconds.
  ///   - key: Makes the key of a new job.
  /// - Returns: `changed`, `new`, `refused`, `forgotten` or `unknown`.
  /// - Throws: What SQLite reports.
  public func retry(
    row: Int64, now: Int64, key: KeyMaker
  ) throws(SQLiteError) -> ControlOutcome {
    guard let job = try job(row: row) else { return .unknown }
    switch job.state {
    case .ready, .running, .remote: return .refused(job.state)
    case .done: return try repeatDone(job, now: now, key: key)
    case .dead, .cancelled, .expired:
      guard job.request != nil else { return .forgotten }
      let isChanged = try change(
        row, from: job.state,
        """
        UPDATE job SET state = 'ready', starts = 0, failures = 0, reason = NULL, detail = NULL,
          ended = NULL, run_after = ?,
          deadline = CASE WHEN deadline > ? THEN deadline END
        WHERE row = ? AND state = ?
        """,
        [.integer(now), .integer(now), .integer(row), .text(job.state.rawValue)], now: now)
      return isChanged ? .changed : .refused(job.state)
    }
  }

  private func repeatDone(
    _ job: Job, now: Int64, key: KeyMaker
  ) throws(SQLiteError) -> ControlOutcome {
    guard let request = job.request else { return .forgotten }
    return try connection.transaction { () throws(SQLiteError) in
      var copy = NewJob(identity: job.identity, slug: job.slug, request: request)
      copy.customID = job.customID
      copy.tags = job.tags
      copy.priority = job.priority
      copy.runAfter = now
      copy.deadline = job.deadline.flatMap { $0 > now ? $0 : nil }
      copy.window = job.window
      copy.attemptLimit = job.attemptLimit
      copy.flags = job.flags.filter { $0 == .settledWithoutClose }
      let newest = try connection.integer(
        "SELECT max(drop_number) FROM job WHERE identity = ?1", [.text(job.identity)])
      let dropNumber = Int(newest ?? 0) + 1
      let made = key(job.identity, dropNumber)
      let row = try insert(
        copy, key: made, dropNumber: dropNumber, source: job.source, now: now)
      return .new(row: row, key: made)
    }
  }

  /// Gives a job that has not ended another priority, with a note.
  public func setPriority(
    row: Int64, _ priority: Int, now: Int64
  ) throws(SQLiteError) -> ControlOutcome {
    try connection.transaction { () throws(SQLiteError) in
      guard let job = try job(row: row) else { return .unknown }
      guard !job.state.hasEnded else { return .refused(job.state) }
      try connection.run(
        "UPDATE job SET priority = ?1 WHERE row = ?2", [SQLiteValue(priority), .integer(row)])
      try note(.note, job: row, "priority \(job.priority) became \(priority)", now: now)
      return .changed
    }
  }

  /// Ends ready and remote jobs whose deadline has passed and returns them as they were.
  public func expire(now: Int64) throws(SQLiteError) -> [Job] {
    let due = try jobs(
      """
      INDEXED BY job_deadline WHERE deadline IS NOT NULL AND deadline <= ?1
        AND state IN ('ready', 'remote')
      ORDER BY row
      """, [.integer(now)])
    var ended: [Job] = []
    for job in due where try end(job, .expired, now: now) { ended.append(job) }
    return ended
  }

  // MARK: - Pauses

  /// Pauses claiming or intake; a pause in force gets the new reason and keeps its time.
  public func pause(_ what: Pausable, reason: String, now: Int64) throws(SQLiteError) {
    try connection.transaction { () throws(SQLiteError) in
      try connection.run(
        """
        INSERT INTO control VALUES(?1, ?2, ?3)
        ON CONFLICT(name) DO UPDATE SET reason = excluded.reason
        """, [.text(what.rawValue), .integer(now), .text(reason)])
      try recordControl("\(what.rawValue) paused: \(reason)", now: now)
    }
  }

  /// Lifts a pause; `false` when there was none.
  public func resume(_ what: Pausable, now: Int64) throws(SQLiteError) -> Bool {
    try connection.transaction { () throws(SQLiteError) in
      let removed = try connection.run(
        "DELETE FROM control WHERE name = ?1", [.text(what.rawValue)])
      guard removed == 1 else { return false }
      try recordControl("\(what.rawValue) resumed", now: now)
      return true
    }
  }

  /// Adds the event of something that concerns no job.
  func recordControl(_ detail: String, now: Int64) throws(SQLiteError) {
    try connection.run(
      "INSERT INTO event(time, kind, claim, detail) VALUES(?1, 'control', 0, ?2)",
      [.integer(now), .text(detail)])
  }

  /// The pauses in force.
  public func pauses() throws(SQLiteError) -> [Pause] { try PauseRows.read(connection) }

  // MARK: - Shipments

  /// Marks a ready job as sent away; `false` when it is not ready any more.
  public func dispatch(row: Int64, shipment: String, now: Int64) throws(SQLiteError) -> Bool {
    try change(
      row, from: .ready,
      "UPDATE job SET state = 'remote', shipment = ?1 WHERE row = ?2 AND state = 'ready'",
      [.text(shipment), .integer(row)], now: now, detail: "shipment \(shipment)")
  }

  /// Ends a remote job; `false` when it is not with this shipment any more, which is noted.
  public func finishRemote(
    row: Int64, shipment: String, _ ending: Ending, now: Int64
  ) throws(SQLiteError) -> Bool {
    precondition(ending.state != .dead, "a remote job cannot become dead; it goes back to ready")
    let isChanged = try change(
      row, from: .remote,
      Self.endUpdate + "row = ? AND state = 'remote' AND shipment = ?",
      Self.endValues(ending, now: now) + [.integer(row), .text(shipment)], now: now,
      reason: ending.reason, detail: ending.detail)
    if !isChanged {
      try note(.lateResult, job: row, "a result of shipment \(shipment) was ignored", now: now)
    }
    return isChanged
  }

  /// Takes back a job that its shipment did not answer; counts as a transient error.
  public func returnRemote(
    row: Int64, shipment: String, now: Int64
  ) throws(SQLiteError) -> Bool {
    try change(
      row, from: .remote,
      """
      UPDATE job SET state = 'ready', failures = failures + 1
      WHERE row = ?1 AND state = 'remote' AND shipment = ?2
      """, [.integer(row), .text(shipment)], now: now,
      detail: "shipment \(shipment) ended without a result")
  }
}

/// Reads the pauses in force.
enum PauseRows {
  static func read(_ connection: Connection) throws(SQLiteError) -> [Pause] {
    try connection.rows("SELECT name, since, reason FROM control ORDER BY name") {
      (row) throws(SQLiteError) in
      let word = row.text(0) ?? ""
      guard let what = Pausable(rawValue: word) else {
        throw SQLiteError.unknownWord(column: "control.name", word: word)
      }
      return Pause(what: what, since: row.integer(1) ?? 0, reason: row.text(2) ?? "")
    }
  }
}
