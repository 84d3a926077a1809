import CSQLite

/// One handle on a database file, used by one caller at a time.
///
/// Not `Sendable`: SQLite 3.7.0 to 3.51.2 can corrupt a WAL database when two handles write or
/// checkpoint at the same moment (sqlite.org/wal.html, "WAL-reset bug"), so a process keeps one
/// writable connection and confines it to one serial queue.
public final class Connection {
  /// What the handle may do.
  public enum Access: Sendable {
    /// Reads and writes; makes the file when it is missing, with the mode the umask leaves.
    case readWrite
    /// Reads only: no checkpoint, no repair, no new file.
    case readOnly
    /// Reads only, and leaves even the index of the log, in which readers make marks, as it is.
    case watching
    /// A database of its own in memory, without a log; gone with the handle.
    case inMemory
  }

  /// The file.
  public let path: String
  let handle: Handle
  private var statements: [String: Statement] = [:]
  private let commitGuard = CommitGuard()

  /// Opens the file and applies the settings of the queue.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - access: Whether it may be written.
  /// - Throws: ``SQLiteError/cannotOpen(path:code:message:)``, or
  ///   ``SQLiteError/damaged(path:message:)`` when the file is no database.
  public init(path: String, _ access: Access) throws(SQLiteError) {
    self.path = path
    handle = try Handle(path: path, access)
    sqlite3_busy_timeout(handle.pointer, 5000)
    try execute(
      "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
        + "PRAGMA mmap_size=0")
    switch access {
    case .readWrite: try prepareForWriting()
    case .readOnly, .watching: try execute("PRAGMA query_only=ON")
    case .inMemory: break
    }
    sqlite3_commit_hook(
      handle.pointer,
      { context in
        guard let context else { return 1 }
        return Unmanaged<CommitGuard>.fromOpaque(context).takeUnretainedValue().mayCommit ? 0 : 1
      }, Unmanaged.passUnretained(commitGuard).toOpaque())
  }

  /// Sets WAL only where it is not set yet: setting it takes an exclusive lock.
  ///
  /// The log stays on disk at the end, because readers without write permission need it there.
  private func prepareForWriting() throws(SQLiteError) {
    if try word("PRAGMA journal_mode") != "wal" {
      let mode = try word("PRAGMA journal_mode=WAL")
      guard mode == "wal" else {
        throw SQLiteError.noWriteAheadLog(path: path, mode: mode ?? "unknown")
      }
    }
    try execute("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0")
    var isPersistent: Int32 = 1
    let code = sqlite3_file_control(
      handle.pointer, "main", SQLITE_FCNTL_PERSIST_WAL, &isPersistent)
    guard code == SQLITE_OK else { throw handle.error("SQLITE_FCNTL_PERSIST_WAL") }
  }

  // MARK: - The library

  /// The version of SQLite at hand, for example `3.40.1`.
  public static var libraryVersion: String { String(cString: sqlite3_libversion()) }

  /// Whether that version has the repair of WAL resets: 3.51.3, 3.50.7, 3.44.6 and later ones.
  public static var hasLogFix: Bool {
    let number = Int(sqlite3_libversion_number())
    return number >= 3_051_003 || (3_050_007..<3_051_000).contains(number)
      || (3_044_006..<3_045_000).contains(number)
  }

  // MARK: - Statements

  /// The prepared statement for `sql`, reset and without values; each text is prepared once.
  public func statement(_ sql: String) throws(SQLiteError) -> Statement {
    if let known = statements[sql] {
      known.reset()
      return known
    }
    let made = try Statement(handle, sql)
    statements[sql] = made
    return made
  }

  /// Runs statements that have no values and give no rows.
  public func execute(_ sql: String) throws(SQLiteError) {
    guard sqlite3_exec(handle.pointer, sql, nil, nil, nil) == SQLITE_OK else {
      throw handle.error(sql)
    }
  }

  /// Runs one statement to its end and says how many rows it changed.
  @discardableResult
  public func run(_ sql: String, _ values: [SQLiteValue] = []) throws(SQLiteError) -> Int {
    let statement = try statement(sql)
    defer { statement.reset() }
    try statement.bind(values)
    while try statement.step() {}
    return Int(sqlite3_changes64(handle.pointer))
  }

  /// All rows of one statement, each made by `read`.
  public func rows<Row>(
    _ sql: String, _ values: [SQLiteValue] = [],
    _ read: (Statement) throws(SQLiteError) -> Row
  ) throws(SQLiteError) -> [Row] {
    let statement = try statement(sql)
    defer { statement.reset() }
    try statement.bind(values)
    var result: [Row] = []
    while try statement.step() { result.append(try read(statement)) }
    return result
  }

  /// The first column of the first row as text.
  public func word(_ sql: String, _ values: [SQLiteValue] = []) throws(SQLiteError) -> String? {
    try rows(sql, values) { (row) throws(SQLiteError) in row.text(0) }.first ?? nil
  }

  /// The first column of the first row as an integer.
  public func integer(_ sql: String, _ values: [SQLiteValue] = []) throws(SQLiteError) -> Int64? {
    try rows(sql, values) { (row) throws(SQLiteError) in row.integer(0) }.first ?? nil
  }

  /// The row number of the last insert.
  public var lastRow: Int64 { sqlite3_last_insert_rowid(handle.pointer) }

  // MARK: - Transactions

  /// Runs `body` in one IMMEDIATE transaction; whatever it throws undoes everything.
  public func transaction<Result>(
    _ body: () throws(SQLiteError) -> Result
  ) throws(SQLiteError) -> Result {
    try run("BEGIN IMMEDIATE")
    do {
      let result = try body()
      try run("COMMIT")
      return result
    } catch {
      try rollBack()
      throw error
    }
  }

  /// Runs `body` on one unchanging state of the database.
  public func snapshot<Result>(
    _ body: () throws(SQLiteError) -> Result
  ) throws(SQLiteError) -> Result {
    try run("BEGIN")
    do {
      let result = try body()
      try run("COMMIT")
      return result
    } catch {
      try rollBack()
      throw error
    }
  }

  /// SQLite rolls back by itself after some errors (full disk, I/O); a second time would fail.
  private func rollBack() throws(SQLiteError) {
    if sqlite3_get_autocommit(handle.pointer) == 0 { try run("ROLLBACK") }
  }

  /// Asks before every commit whether it may be made, as long as the connection lives.
  ///
  /// A refused one is undone, and its statement fails with SQLITE_CONSTRAINT_COMMITHOOK. The
  /// question must not use the connection.
  public func askBeforeCommits(_ mayCommit: @escaping () -> Bool) {
    commitGuard.question = mayCommit
  }

  /// Runs `body` with one more question that commits are asked, and checkpoints too.
  ///
  /// A commit is asked while it holds the database's write lock.
  public func fenced<Result>(
    _ isHeld: @escaping () -> Bool, _ body: () throws -> Result
  ) rethrows -> Result {
    let outer = commitGuard.fence
    commitGuard.fence = isHeld
    defer { commitGuard.fence = outer }
    return try body()
  }

  // MARK: - Upkeep

  /// Interrupts any statement after about this many thousand steps of SQLite's machine.
  ///
  /// A reader that runs for long keeps the log from being reset; 0 lifts the limit.
  public func limit(thousandSteps: Int) {
    handle.limit(thousandSteps: thousandSteps)
  }

  /// Moves the log into the database file; whether everything was moved.
  @discardableResult
  public func checkpoint() throws(SQLiteError) -> Bool {
    guard commitGuard.fence?() ?? true else { return false }
    var logFrames: Int32 = 0
    var movedFrames: Int32 = 0
    let code = sqlite3_wal_checkpoint_v2(
      handle.pointer, nil, SQLITE_CHECKPOINT_TRUNCATE, &logFrames, &movedFrames)
    switch code & 0xFF {
    case SQLITE_OK: return logFrames == movedFrames
    case SQLITE_BUSY: return false
    default: throw handle.error("sqlite3_wal_checkpoint_v2")
    }
  }

  /// What `PRAGMA quick_check` finds; empty when the file is sound.
  public func quickCheck() throws(SQLiteError) -> [String] {
    let found = try rows("PRAGMA quick_check") { (row) throws(SQLiteError) in row.text(0) ?? "" }
    return found == ["ok"] ? [] : found
  }

  /// What `PRAGMA integrity_check` finds: beside the pages also every entry of every index.
  public func integrityCheck() throws(SQLiteError) -> [String] {
    let found = try rows("PRAGMA integrity_check") { (row) throws(SQLiteError) in
      row.text(0) ?? ""
    }
    return found == ["ok"] ? [] : found
  }

  /// Writes a compact copy to a new file.
  ///
  /// SQLite does not promise that it has reached the disk:
  /// the caller syncs, checks and renames it (sqlite.org/lang_vacuum.html).
  public func backUp(to path: String) throws(SQLiteError) {
    try run("VACUUM INTO ?1", [.text(path)])
  }
}

/// Keeps the questions that are asked before commits.
private final class CommitGuard {
  var fence: (() -> Bool)?
  var question: (() -> Bool)?

  var mayCommit: Bool { (fence?() ?? true) && (question?() ?? true) }
}
