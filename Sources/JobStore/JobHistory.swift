/// Everything `show` tells about one job.
public struct JobRecord: Equatable, Sendable {
  /// The job with its request.
  public let job: Job
  /// The prompt file it came from.
  public let source: NewSource?
  /// Finished generation rounds with their answers.
  public let attempts: [Attempt]
  /// Its events in order.
  public let events: [JobEvent]
}

/// How many jobs are in a state.
public struct StateCount: Equatable, Sendable {
  /// The state.
  public let state: JobState
  /// The number of jobs in it.
  public let count: Int

  static func read(_ connection: Connection) throws(SQLiteError) -> [StateCount] {
    let found = try connection.rows("SELECT state, jobs FROM tally") {
      (row) throws(SQLiteError) in
      (state: try Stored.state(row.text(0) ?? "", "job.state"), count: row.int(1))
    }
    return JobState.allCases.map { state in
      StateCount(state: state, count: found.first { $0.state == state }?.count ?? 0)
    }
  }

  static func oldestReady(_ connection: Connection) throws(SQLiteError) -> Int64? {
    try connection.integer(
      "SELECT min(accepted) FROM job INDEXED BY job_waiting WHERE state = 'ready'")
  }

  static func windows(_ connection: Connection) throws(SQLiteError) -> [String] {
    try connection.rows(
      """
      SELECT DISTINCT window FROM job INDEXED BY job_window
      WHERE state = 'ready' AND window IS NOT NULL ORDER BY window
      """
    ) { (row) throws(SQLiteError) in row.text(0) ?? "" }
  }
}

/// How many jobs ended in a state for a reason.
public struct EndedCount: Equatable, Sendable {
  /// The state.
  public let state: JobState
  /// The reason; `nil` for done jobs.
  public let reason: JobReason?
  /// The number of such jobs.
  public let count: Int
}

/// The queue at one moment.
public struct QueueStatus: Equatable, Sendable {
  /// All states with their numbers of jobs, in the order of the table of states.
  public let counts: [StateCount]
  /// Running, then remote, then ready jobs in the order they will be claimed; without requests.
  public let live: [Job]
  /// The pauses in force.
  public let pauses: [Pause]
  /// Accepted files that could not be removed from the inbox yet.
  public let unlinkPending: [PendingUnlink]
  /// When the oldest ready job was accepted.
  public let oldestReadyAt: Int64?

  /// Whether no job may be claimed.
  public var isClaimingPaused: Bool { pauses.contains { $0.what == .claiming } }

  /// The number of jobs in a state.
  public func count(_ state: JobState) -> Int {
    counts.first { $0.state == state }?.count ?? 0
  }
}

/// What a word on the command line may mean.
public enum JobLookup: Equatable, Sendable {
  /// One job.
  case found(Job)
  /// Several jobs, newest first, at most 20.
  case ambiguous([Job])
  /// None; names that start alike.
  case unknown(near: [String])
}

/// Questions about jobs, answered through a connection that cannot write.
///
/// Each answer comes from one short transaction; long queries are stopped, because a reader keeps
/// the log from being reset.
public final class JobHistory {
  let connection: Connection

  /// Opens the database for reading.
  ///
  /// - Parameters:
  ///   - path: The database file.
  ///   - leavesNoTrace: Whether not even a lock's mark may be left in the folder.
  ///   - thousandSteps: Limit of one query in thousands of steps of SQLite's machine; the default
  ///     is about a second.
  /// - Throws: ``SQLiteError/olderVersion(path:found:needed:)`` or
  ///   ``SQLiteError/newerVersion(path:found:newest:)``, or what opening throws.
  public init(
    path: String, leavesNoTrace: Bool = false, thousandSteps: Int = 100_000
  ) throws(SQLiteError) {
    connection = try Connection(path: path, leavesNoTrace ? .watching : .readOnly)
    try Migrations.requireNewest(connection)
    connection.limit(thousandSteps: thousandSteps)
  }

  // MARK: - Status

  /// The queue now, with at most `limit` live jobs.
  public func status(limit: Int = 200) throws(SQLiteError) -> QueueStatus {
    try connection.snapshot { () throws(SQLiteError) in
      QueueStatus(
        counts: try counts(),
        live: try liveJobs(limit: limit),
        pauses: try PauseRows.read(connection),
        unlinkPending: try UnlinkRows.read(connection),
        oldestReadyAt: try StateCount.oldestReady(connection))
    }
  }

  private func liveJobs(limit: Int) throws(SQLiteError) -> [Job] {
    var result: [Job] = []
    for state in [JobState.running, .remote, .ready] where result.count < limit {
      result += try list(
        "WHERE state = ? ORDER BY priority DESC, run_after, row LIMIT ?",
        [.text(state.rawValue), SQLiteValue(limit - result.count)])
    }
    return result
  }

  /// All states with their numbers of jobs.
  public func counts() throws(SQLiteError) -> [StateCount] { try StateCount.read(connection) }

  /// Ended jobs by state and reason.
  public func endedCounts() throws(SQLiteError) -> [EndedCount] {
    try connection.rows(
      """
      SELECT state, reason, count(*) FROM job WHERE ended IS NOT NULL
      GROUP BY state, reason ORDER BY state, reason
      """
    ) { (row) throws(SQLiteError) in
      EndedCount(
        state: try Stored.state(row.text(0) ?? "", "job.state"),
        reason: try Stored.reason(row.text(1), "job.reason"), count: row.int(2))
    }
  }

  /// The pauses in force.
  public func pauses() throws(SQLiteError) -> [Pause] { try PauseRows.read(connection) }

  // MARK: - History

  /// Ended jobs that pass the filter, without their requests.
  public func history(_ filter: HistoryFilter = HistoryFilter()) throws(SQLiteError) -> [Job] {
    let (sql, values) = filter.clause
    return try list(sql, values)
  }

  /// The number of ended jobs that pass the filter, its limit left aside.
  public func count(_ filter: HistoryFilter) throws(SQLiteError) -> Int {
    let (sql, values) = filter.condition
    return Int(try connection.integer("SELECT count(*) FROM job WHERE \(sql)", values) ?? 0)
  }

  /// Events after the one with this number, oldest first; for `--follow`.
  public func events(
    after row: Int64, limit: Int = 1000
  ) throws(SQLiteError) -> [JobEvent] {
    try connection.rows(
      "SELECT \(JobEvent.columns) FROM event WHERE row > ?1 ORDER BY row LIMIT ?2",
      [.integer(row), SQLiteValue(limit)]
    ) { (row) throws(SQLiteError) in try JobEvent(row) }
  }

  /// Number of the last event; 0 when there is none.
  public func lastEvent() throws(SQLiteError) -> Int64 {
    try connection.integer("SELECT max(row) FROM event") ?? 0
  }

  // MARK: - One job

  /// The job meant by a row number, a unique beginning of an id, an output name or a name.
  public func lookUp(_ word: String) throws(SQLiteError) -> JobLookup {
    try connection.snapshot { () throws(SQLiteError) in
      for clause in Self.lookups(word) {
        let found = try list(
          "WHERE \(clause.sql) ORDER BY row DESC LIMIT 20", clause.values)
        if found.count == 1 { return .found(found[0]) }
        if found.count > 1 { return .ambiguous(found) }
      }
      return .unknown(near: try near(word))
    }
  }

  private static func lookups(_ word: String) -> [(sql: String, values: [SQLiteValue])] {
    var result: [(sql: String, values: [SQLiteValue])] = []
    if let row = Int64(word) { result.append(("row = ?", [.integer(row)])) }
    let isHexadecimal =
      !word.isEmpty
      && word.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
      }
    if isHexadecimal {
      result.append(("key >= ? AND key < ?", [.text(word), .text(word + "g")]))
    }
    if let dash = word.lastIndex(of: "-") {
      let id = String(word[word.index(after: dash)...])
      if id.utf8.count == 12 {
        result.append(
          (
            "key >= ? AND key < ? AND slug = ?",
            [.text(id), .text(id + "g"), .text(String(word[..<dash]))]
          ))
      }
    }
    result.append(("slug = ?", [.text(word)]))
    return result
  }

  /// Up to five names that share the longest beginning with `word`.
  private func near(_ word: String) throws(SQLiteError) -> [String] {
    var start = word
    while !start.isEmpty {
      let names = try connection.rows(
        """
        SELECT DISTINCT slug FROM job WHERE slug >= ?1 AND slug < ?2 ORDER BY slug LIMIT 5
        """, [.text(start), .text(start + "\u{7F}")]
      ) { (row) throws(SQLiteError) in row.text(0) ?? "" }
      if !names.isEmpty { return names }
      start.removeLast()
    }
    return []
  }

  /// Everything about one job; `nil` when there is none with this number.
  public func show(row: Int64) throws(SQLiteError) -> JobRecord? {
    try connection.snapshot { () throws(SQLiteError) in
      let found = try connection.rows(
        "SELECT \(Job.columns) FROM job WHERE row = ?1", [.integer(row)]
      ) { (row) throws(SQLiteError) in try Job(row) }.first
      guard let job = found else { return nil }
      return JobRecord(
        job: job,
        source: try job.source.map { (row) throws(SQLiteError) in
          try SourceRows.read(connection, row)
        } ?? nil,
        attempts: try AttemptRows.read(connection, row),
        events: try connection.rows(
          "SELECT \(JobEvent.columns) FROM event WHERE job = ?1 ORDER BY row", [.integer(row)]
        ) { (row) throws(SQLiteError) in try JobEvent(row) })
    }
  }

  private func list(_ clause: String, _ values: [SQLiteValue]) throws(SQLiteError) -> [Job] {
    try connection.rows("SELECT \(Job.listColumns) FROM job \(clause)", values) {
      (row) throws(SQLiteError) in try Job(row)
    }
  }
}
