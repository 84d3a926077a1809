public import JSON

/// Jobs sent to other hosts: marking, looking and taking back, each with the fence
/// `state = 'remote' AND shipment = id`.
extension JobQueue {
  /// Ready jobs that may be sent away, in the order of claims, with their requests.
  ///
  /// Jobs with hours of their own stay, as nobody can say when another host begins them.
  public func shippable(limit: Int, now: Int64) throws(SQLiteError) -> [Job] {
    try jobs(
      """
      WHERE state = 'ready' AND run_after <= ?1 AND (deadline IS NULL OR deadline > ?1)
        AND window IS NULL AND starts = 0
      ORDER BY priority DESC, run_after, row LIMIT ?2
      """, [.integer(now), SQLiteValue(limit)])
  }

  /// How long the jobs that were done last took, in milliseconds, rising.
  public func lastDurations(limit: Int) throws(SQLiteError) -> [Int64] {
    try connection.rows(
      """
      SELECT ended - started AS time FROM (
        SELECT started, ended FROM job WHERE state = 'done' AND started IS NOT NULL
        ORDER BY ended DESC LIMIT ?1)
      ORDER BY time
      """, [SQLiteValue(limit)]
    ) { (row) throws(SQLiteError) in row.integer(0) ?? 0 }
  }

  /// Marks jobs as sent away and remembers their shipment, in one transaction.
  ///
  /// - Parameters:
  ///   - rows: The jobs.
  ///   - shipment: The shipment's id.
  ///   - now: UTC milliseconds.
  /// - Throws: What SQLite reports; nothing is marked then.
  public func ship(_ rows: [Int64], as shipment: String, now: Int64) throws(SQLiteError) {
    try connection.transaction { () throws(SQLiteError) in
      for row in rows {
        try connection.run(
          "UPDATE job SET state = 'remote', shipment = ?1 WHERE row = ?2 AND state = 'ready'",
          [.text(shipment), .integer(row)])
        try recordChange(of: row, from: .ready, now: now, detail: "shipment \(shipment)")
      }
      try setOpenShipments(try shipments() + [shipment])
    }
  }

  /// The shipments that are not merged to their end, oldest first.
  public func shipments() throws(SQLiteError) -> [String] {
    try OpenShipments.read(connection)
  }

  /// Forgets a shipment that is merged to its end.
  public func forget(shipment: String) throws(SQLiteError) {
    try setOpenShipments(try shipments().filter { $0 != shipment })
  }

  private func setOpenShipments(_ ids: [String]) throws(SQLiteError) {
    try setMeta(
      OpenShipments.name, ids.isEmpty ? nil : JSONValue.array(ids.map { .string($0) }).text())
  }

  /// The jobs that are with a shipment, oldest first: at most `limit` behind the one in `row`.
  public func remote(
    shipment: String, after row: Int64 = 0, limit: Int = .max
  ) throws(SQLiteError) -> [Job] {
    try jobs(
      "WHERE state = 'remote' AND shipment = ?1 AND row > ?2 ORDER BY row LIMIT ?3",
      [.text(shipment), .integer(row), SQLiteValue(limit)])
  }

  /// Puts back, uncounted, the jobs of a shipment that was never written.
  ///
  /// - Returns: How many there were.
  public func unship(_ shipment: String, now: Int64) throws(SQLiteError) -> Int {
    try connection.transaction { () throws(SQLiteError) in
      let rows = try remote(shipment: shipment).map(\.row)
      for row in rows {
        try connection.run(
          "UPDATE job SET state = 'ready' WHERE row = ?1 AND state = 'remote'", [.integer(row)])
        try recordChange(
          of: row, from: .remote, now: now, detail: "shipment \(shipment) was never written")
      }
      try forget(shipment: shipment)
      return rows.count
    }
  }

  /// Stores the rounds that another host made, then the job's end; `false`, with a note, when the
  /// job is not with this shipment any more.
  ///
  /// - Parameters:
  ///   - job: The job as it was sent.
  ///   - shipment: The shipment's id.
  ///   - attempts: The rounds.
  ///   - result: The published result.
  ///   - now: UTC milliseconds.
  /// - Returns: Whether the end is recorded.
  /// - Throws: What SQLite reports; nothing is recorded then.
  public func finishRemote(
    _ job: Job, shipment: String, _ attempts: [Attempt], _ result: JobResult, now: Int64
  ) throws(SQLiteError) -> Bool {
    let lease = Lease(row: job.row, claim: job.claim, owner: "")
    try connection.transaction { () throws(SQLiteError) in
      let isHeld = try connection.integer(
        "SELECT attempts FROM job WHERE row = ?1 AND state = 'remote' AND shipment = ?2",
        [.integer(job.row), .text(shipment)])
      guard let known = isHeld else { return }
      for attempt in attempts where attempt.number > known {
        try insert(attempt, lease)
        try connection.run(
          "UPDATE job SET attempts = max(attempts, ?1) WHERE row = ?2",
          [SQLiteValue(attempt.number), .integer(job.row)])
      }
    }
    return try finishRemote(row: job.row, shipment: shipment, .done(result), now: now)
  }
}

/// The list of open shipments, kept as a cursor of the queue.
private enum OpenShipments {
  static let name = "shipments"

  static func read(_ connection: Connection) throws(SQLiteError) -> [String] {
    let text = try connection.word("SELECT value FROM meta WHERE key = ?1", [.text(name)])
    return ((try? JSONValue.parse(text ?? "[]"))?.array ?? []).compactMap(\.string)
  }
}

extension JobHistory {
  /// The shipments that are not merged to their end, oldest first.
  /// - Throws: What SQLite reports.
  public func shipments() throws(SQLiteError) -> [String] {
    try OpenShipments.read(connection)
  }

  /// How many of these jobs are not done.
  /// - Throws: What SQLite reports.
  public func left(of keys: [String]) throws(SQLiteError) -> Int {
    let done = try connection.integer(
      "SELECT count(*) FROM job WHERE state = 'done' AND key IN (SELECT value FROM json_each(?1))",
      [TextList.encode(keys)])
    return keys.count - Int(done ?? 0)
  }
}

extension Job {
  /// What another host needs to know of a job.
  public var shipped: JSONValue {
    [
      "key": .string(key), "identity": .string(identity), "drop": .int(dropNumber),
      "slug": .string(slug), "custom_id": customID.map { .string($0) } ?? .null,
      "attempt_limit": .int(attemptLimit), "attempts": .int(attempts),
      "flags": .array(flags.map { .string($0.rawValue) }), "accepted": .int(Int(acceptedAt)),
    ]
  }

  /// A job that was sent here, held by nobody; `nil` when a member is missing.
  ///
  /// - Parameters:
  ///   - json: What ``shipped`` wrote.
  ///   - request: The request's bytes.
  public init?(shipped json: JSONValue, request: [UInt8]) {
    guard let key = json["key"]?.string, let identity = json["identity"]?.string,
      let slug = json["slug"]?.string, let accepted = json["accepted"]?.int
    else { return nil }
    row = 0
    (self.key, self.identity, self.slug, self.request) = (key, identity, slug, request)
    dropNumber = json["drop"]?.int ?? 1
    customID = json["custom_id"]?.string
    attemptLimit = json["attempt_limit"]?.int ?? 1
    attempts = json["attempts"]?.int ?? 0
    flags = (json["flags"]?.array ?? []).compactMap { $0.string.flatMap(JobFlag.init) }
    acceptedAt = Int64(accepted)
    (source, deadline, window, reason, detail) = (nil, nil, nil, nil, nil)
    (owner, shipment) = (nil, nil)
    (resultDigest, engine, bestScore, startedAt, endedAt) = (nil, nil, nil, nil, nil)
    (tags, priority, runAfter, claim, starts, failures) = ([], 0, acceptedAt, 0, 0, 0)
    state = .remote
  }
}
