/// Accepting prompt files: source, jobs and events in one transaction, before the file is removed.
extension JobQueue {
  /// Makes the key of a job from its identity and drop number: 64 hexadecimal digits that differ
  /// for different arguments.
  public typealias KeyMaker = (_ identity: String, _ dropNumber: Int) -> String

  /// Accepts files in one transaction; after it they may be removed from the inbox.
  ///
  /// A file that was accepted before, told by device, inode, change time and digest, is
  /// recognised and makes nothing. A request with a refusal becomes a dead job; its folder in
  /// `dead/` has been published before, under the key of ``decide(identity:engine:dedupe:)``.
  ///
  /// - Parameters:
  ///   - drops: Files with their requests.
  ///   - engine: Digest of weights, knowledge bases and settings in use.
  ///   - dedupe: Whether a request dropped again may stand for the new one.
  ///   - now: UTC milliseconds.
  ///   - key: Makes keys.
  /// - Returns: One outcome for each file, in order.
  /// - Throws: What SQLite reports; nothing is accepted then.
  public func accept(
    _ drops: [Drop], engine: String, dedupe: Deduplication = .on, now: Int64, key: KeyMaker
  ) throws(SQLiteError) -> [Acceptance] {
    try connection.transaction { () throws(SQLiteError) in
      var result: [Acceptance] = []
      for drop in drops {
        if let known = try knownSource(drop.source) {
          result.append(.recognised(source: known))
          continue
        }
        let source = try insert(drop.source, now: now)
        var outcomes: [RequestOutcome] = []
        for job in drop.jobs {
          outcomes.append(
            try insert(job, source: source, engine: engine, dedupe: dedupe, now: now, key: key))
        }
        result.append(.accepted(source: source, requests: outcomes))
      }
      return result
    }
  }

  /// What a drop of this request would become now: the drop number of a new job, or the job that
  /// stands for it.
  public func decide(
    identity: String, engine: String, dedupe: Deduplication = .on
  ) throws(SQLiteError) -> DropDecision {
    try DropRows.decide(connection, identity: identity, engine: engine, dedupe: dedupe)
  }

  /// Takes note of the number that the inbox's device has in this run.
  ///
  /// Such numbers change from one start of the machine to the next, and accepted files that are
  /// still in the inbox are recognised by theirs.
  public func inboxIs(on device: UInt64) throws(SQLiteError) {
    try connection.run(
      "UPDATE OR IGNORE source SET device = ?1 WHERE device <> ?1",
      [.integer(Int64(bitPattern: device))])
  }

  /// Whether this very file was accepted before and only waits to leave the inbox: a removal that
  /// was not durable comes undone in a power cut.
  public func recognises(_ source: NewSource) throws(SQLiteError) -> Bool {
    try knownSource(source) != nil
  }

  private func knownSource(_ source: NewSource) throws(SQLiteError) -> Int64? {
    try DropRows.known(connection, source)
  }

  private func insert(_ source: NewSource, now: Int64) throws(SQLiteError) -> Int64 {
    try connection.run(
      """
      INSERT INTO source(name, device, inode, size, modified, changed, sha256, accepted, batch)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
      """,
      [
        .blob(source.name), .integer(Int64(bitPattern: source.device)),
        .integer(Int64(bitPattern: source.inode)), .integer(source.size),
        .integer(source.modifiedNanoseconds), .integer(source.changedNanoseconds),
        .text(source.sha256), .integer(now), SQLiteValue(source.batch),
      ])
    return connection.lastRow
  }

  private func insert(
    _ job: NewJob, source: Int64, engine: String, dedupe: Deduplication, now: Int64,
    key: KeyMaker
  ) throws(SQLiteError) -> RequestOutcome {
    switch try decide(identity: job.identity, engine: engine, dedupe: dedupe) {
    case .duplicate(let row, let key):
      try note(.duplicateDrop, job: row, "the same request was dropped again", now: now)
      return .duplicate(row: row, key: key)
    case .new(let dropNumber):
      let made = key(job.identity, dropNumber)
      // A row that was rebuilt from its result may not know its identity, but it has the key.
      if let known = try connection.integer(
        "SELECT row FROM job WHERE key = ?1", [.text(made)])
      {
        try note(.duplicateDrop, job: known, "the same request was dropped again", now: now)
        return .duplicate(row: known, key: made)
      }
      let row = try insert(job, key: made, dropNumber: dropNumber, source: source, now: now)
      return .accepted(row: row, key: made)
    }
  }

  /// Adds a job with its tags and its first event; runs inside a transaction.
  func insert(
    _ job: NewJob, key: String, dropNumber: Int, source: Int64?, now: Int64
  ) throws(SQLiteError) -> Int64 {
    try connection.run(
      """
      INSERT INTO job(key, identity, drop_number, slug, source, custom_id, request, tags,
        priority, run_after, deadline, window, attempt_limit, flags, state, reason, detail,
        accepted, ended)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
      """,
      [
        .text(key), .text(job.identity), SQLiteValue(dropNumber), .text(job.slug),
        SQLiteValue(source), SQLiteValue(job.customID), .blob(job.request),
        TextList.encode(job.tags), SQLiteValue(job.priority), .integer(job.runAfter),
        SQLiteValue(job.deadline), SQLiteValue(job.window), SQLiteValue(job.attemptLimit),
        TextList.encode(job.flags.map(\.rawValue)),
        .text((job.refusal == nil ? JobState.ready : .dead).rawValue),
        SQLiteValue(job.refusal?.reason.rawValue), SQLiteValue(job.refusal?.detail),
        .integer(now), job.refusal == nil ? .null : .integer(now),
      ])
    let row = connection.lastRow
    for tag in job.tags {
      try connection.run("INSERT OR IGNORE INTO tag VALUES(?1, ?2)", [.text(tag), .integer(row)])
    }
    try recordChange(
      of: row, from: nil, now: now, reason: job.refusal?.reason, detail: job.refusal?.detail)
    return row
  }

  // MARK: - Removing accepted files

  /// Accepted files that still have to leave the inbox, oldest first.
  public func unlinkPending() throws(SQLiteError) -> [PendingUnlink] {
    try UnlinkRows.read(connection)
  }

  /// Records that these files are gone from the inbox.
  public func markUnlinked(_ sources: [Int64]) throws(SQLiteError) {
    try connection.transaction { () throws(SQLiteError) in
      for source in sources {
        try connection.run(
          "UPDATE source SET unlink_state = 'removed', unlink_error = NULL WHERE row = ?1",
          [.integer(source)])
      }
    }
  }

  /// Records why a file could not be removed; it stays pending.
  public func markUnlinkFailed(_ source: Int64, _ error: String) throws(SQLiteError) {
    try connection.run(
      "UPDATE source SET unlink_error = ?1 WHERE row = ?2 AND unlink_state = 'pending'",
      [.text(error), .integer(source)])
  }
}
