/// The queue: the one type that changes jobs, over the process's only writable connection.
///
/// Not `Sendable`; its owner confines it to one serial queue. It has no clock: every `now` is in
/// UTC milliseconds. Every change of a job's state is one IMMEDIATE transaction with exactly one
/// event of kind `change`. Four counters are never mixed:
///
///     claim     +1 with each claim, never back: the fence
///     starts    +1 with each claim, -1 with each hand-back, 0 with retry: counts crashes
///     failures  +1 with each transient error, 0 with retry
///     attempts  number of the last finished generation round, never back: seeds come from it
public final class JobQueue {
  /// After so many starts without an end a job is given up as poison.
  public static let startLimit = 3
  /// After so many transient errors a job is given up.
  public static let failureLimit = 5

  /// The connection; nobody else may write through it.
  public let connection: Connection

  /// Opens the file, makes it when missing, and brings it up to date.
  ///
  /// - Parameter path: The database file.
  /// - Throws: What opening or a migration throws.
  public convenience init(path: String) throws(SQLiteError) {
    try self.init(try Connection(path: path, .readWrite))
  }

  /// Takes over a writable connection and brings the file up to date.
  ///
  /// - Parameter connection: Opened with ``Connection/Access/readWrite``; backed up by the caller
  ///   when ``Migrations/version(of:)`` is older than ``Migrations/newest`` and not 0.
  /// - Throws: ``SQLiteError/newerVersion(path:found:newest:)``, or what SQLite reports.
  public init(_ connection: Connection) throws(SQLiteError) {
    try Migrations.apply(to: connection)
    try SchemaSeal.write(connection)
    self.connection = connection
  }

  // MARK: - Cursors

  /// A value kept under a name, such as the date of the last backup.
  public func meta(_ key: String) throws(SQLiteError) -> String? {
    try connection.word("SELECT value FROM meta WHERE key = ?1", [.text(key)])
  }

  /// Keeps a value under a name; `nil` forgets it.
  public func setMeta(_ key: String, _ value: String?) throws(SQLiteError) {
    guard let value else {
      try connection.run("DELETE FROM meta WHERE key = ?1", [.text(key)])
      return
    }
    try connection.run(
      "INSERT INTO meta VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
      [.text(key), .text(value)])
  }

  // MARK: - Reading

  /// Number of the newest job; 0 when there is none.
  public func lastRow() throws(SQLiteError) -> Int64 {
    try connection.integer("SELECT max(row) FROM job") ?? 0
  }

  /// The job with its request.
  public func job(row: Int64) throws(SQLiteError) -> Job? {
    try jobs("WHERE row = ?1", [.integer(row)]).first
  }

  /// Finished attempts of a job in order, with their answers: a restart goes on after them.
  public func attempts(of row: Int64) throws(SQLiteError) -> [Attempt] {
    try AttemptRows.read(connection, row)
  }

  func jobs(_ clause: String, _ values: [SQLiteValue]) throws(SQLiteError) -> [Job] {
    try connection.rows("SELECT \(Job.columns) FROM job \(clause)", values) {
      (row) throws(SQLiteError) in try Job(row)
    }
  }

  // MARK: - Earlier builds

  /// Brings the stored requests into a newer form, once in the life of the file.
  ///
  /// - Parameters:
  ///   - name: The form; that it was reached is kept under this name with the cursors.
  ///   - renew: The new bytes of a request; `nil` leaves it as it is.
  /// - Returns: How many were changed.
  /// - Throws: What SQLite reports; then none was changed.
  public func renewRequests(
    _ name: String, _ renew: ([UInt8]) -> [UInt8]?
  ) throws(SQLiteError) -> Int {
    guard try meta(name) == nil else { return 0 }
    return try connection.transaction { () throws(SQLiteError) in
      var changed = 0
      var last: Int64 = 0
      while true {
        let page = try connection.rows(
          "SELECT row, request FROM job WHERE row > ?1 ORDER BY row LIMIT 500", [.integer(last)]
        ) { (row) throws(SQLiteError) in (row: row.integer(0) ?? 0, request: row.blob(1)) }
        guard let end = page.last?.row else { break }
        for (row, request) in page {
          guard let request, let new = renew(request) else { continue }
          changed += try connection.run(
            "UPDATE job SET request = ?1 WHERE row = ?2", [.blob(new), .integer(row)])
        }
        last = end
      }
      try setMeta(name, "1")
      return changed
    }
  }

  // MARK: - Retention

  /// Forgets requests and transcripts of jobs that ended before this time; rows, scores and
  /// events stay.
  ///
  /// - Parameter time: UTC milliseconds.
  /// - Returns: The number of jobs whose request was forgotten.
  /// - Throws: What SQLite reports.
  public func forgetContents(endedBefore time: Int64) throws(SQLiteError) -> Int {
    try connection.transaction { () throws(SQLiteError) in
      try connection.run(
        """
        UPDATE answer SET transcript = NULL WHERE transcript IS NOT NULL
          AND job IN (SELECT row FROM job WHERE ended < ?1 AND request IS NOT NULL)
        """, [.integer(time)])
      return try connection.run(
        "UPDATE job SET request = NULL WHERE ended < ?1 AND request IS NOT NULL",
        [.integer(time)])
    }
  }

  // MARK: - Events

  /// Adds a line about a job that changes no state.
  ///
  /// - Parameters:
  ///   - kind: Anything but `change` and `control`, which the queue writes itself.
  ///   - row: The job.
  ///   - detail: A sentence.
  ///   - now: UTC milliseconds.
  /// - Returns: `false` when there is no such job.
  /// - Throws: What SQLite reports.
  @discardableResult
  public func note(
    _ kind: EventKind, job row: Int64, _ detail: String, now: Int64
  ) throws(SQLiteError) -> Bool {
    precondition(kind != .change && kind != .control, "\(kind) is written by the queue itself")
    return try connection.run(
      """
      INSERT INTO event(time, job, kind, claim, detail)
      SELECT ?1, row, ?2, claim, ?3 FROM job WHERE row = ?4
      """, [.integer(now), .text(kind.rawValue), .text(detail), .integer(row)]) == 1
  }

  /// Adds the one event of a change that was just made in the same transaction.
  func recordChange(
    of row: Int64, from old: JobState?, now: Int64, reason: JobReason? = nil,
    detail: String? = nil
  ) throws(SQLiteError) {
    try connection.run(
      """
      INSERT INTO event(time, job, kind, from_state, to_state, claim, reason, detail)
      SELECT ?1, row, 'change', ?2, state, claim, ?3, ?4 FROM job WHERE row = ?5
      """,
      [
        .integer(now), SQLiteValue(old?.rawValue), SQLiteValue(reason?.rawValue),
        SQLiteValue(detail), .integer(row),
      ])
  }

  /// Runs an update of one job and its event in one transaction; `false` when the update, with
  /// its conditions, met no row.
  func change(
    _ row: Int64, from old: JobState, _ update: String, _ values: [SQLiteValue], now: Int64,
    reason: JobReason? = nil, detail: String? = nil
  ) throws(SQLiteError) -> Bool {
    try connection.transaction { () throws(SQLiteError) in
      guard try connection.run(update, values) == 1 else { return false }
      try recordChange(of: row, from: old, now: now, reason: reason, detail: detail)
      return true
    }
  }
}

/// Reads the attempts of one job with their answers.
enum AttemptRows {
  static func read(_ connection: Connection, _ job: Int64) throws(SQLiteError) -> [Attempt] {
    var attempts = try connection.rows(
      "SELECT \(Attempt.columns) FROM attempt WHERE job = ?1 ORDER BY number", [.integer(job)]
    ) { (row) throws(SQLiteError) in Attempt(row) }
    let answers = try connection.rows(
      "SELECT \(Answer.columns) FROM answer WHERE job = ?1 ORDER BY attempt, number",
      [.integer(job)]
    ) { (row) throws(SQLiteError) in (attempt: row.int(0), answer: Answer(row)) }
    for index in attempts.indices {
      attempts[index].answers = answers.filter { $0.attempt == attempts[index].number }
        .map(\.answer)
    }
    return attempts
  }
}
