import Foundation
import Testing

@testable import JobStore

@Suite struct ConnectionTests {
  let store: StoreFolder
  let connection: Connection

  init() throws {
    store = try StoreFolder()
    connection = try Connection(path: store.path, .readWrite)
    try connection.execute("CREATE TABLE item(row INTEGER PRIMARY KEY, name TEXT) STRICT")
  }

  @Test func theSettingsOfTheQueueAreInForce() throws {
    #expect(try connection.word("PRAGMA journal_mode") == "wal")
    let settings = [
      "synchronous", "foreign_keys", "trusted_schema", "cell_size_check", "wal_autocheckpoint",
      "busy_timeout",
    ]
    let values = try settings.map { try connection.integer("PRAGMA \($0)") }
    #expect(values == [2, 1, 0, 1, 0, 5000])
  }

  @Test func theLogStaysOnDiskForReadersWithoutWritePermission() throws {
    do {
      let other = try Connection(path: store.folder + "/b.db", .readWrite)
      try other.execute("CREATE TABLE t(a)")
    }
    #expect(FileManager.default.fileExists(atPath: store.folder + "/b.db-wal"))
  }

  @Test func aTransactionThatThrowsChangesNothing() throws {
    #expect(throws: SQLiteError.self) {
      try connection.transaction { () throws(SQLiteError) in
        try connection.run("INSERT INTO item VALUES(1, 'a')")
        try connection.run("INSERT INTO item VALUES(1, 'b')")
      }
    }
    #expect(try connection.integer("SELECT count(*) FROM item") == 0)
    try connection.transaction { () throws(SQLiteError) in
      _ = try connection.run("INSERT INTO item VALUES(1, 'c')")
    }
    #expect(try connection.word("SELECT name FROM item") == "c")
  }

  @Test func aReaderSeesCommittedRowsAndCannotWrite() throws {
    try connection.run("INSERT INTO item VALUES(1, 'a')")
    let reader = try Connection(path: store.path, .readOnly)
    #expect(try reader.word("SELECT name FROM item") == "a")
    let sql = "INSERT INTO item VALUES(2, 'b')"
    #expect(
      throws: SQLiteError.failed(
        code: 8, message: "attempt to write a readonly database", sql: sql)
    ) { try reader.run(sql) }
  }

  @Test func errorsShowCodeMessageAndStatementButNoValues() throws {
    let error = #expect(throws: SQLiteError.self) {
      try connection.run("INSERT INTO item(row, name) VALUES(?1, ?2)", [.text("secret"), .null])
    }
    #expect(
      "\(try #require(error))"
        == "SQLite error 20: datatype mismatch - while executing "
        + "\"INSERT INTO item(row, name) VALUES(?1, ?2)\"")
    let syntax = #expect(throws: SQLiteError.self) { try connection.run("SELEC 1") }
    #expect(
      "\(try #require(syntax))"
        == "SQLite error 1: near \"SELEC\": syntax error - while executing \"SELEC 1\"")
  }

  @Test func aLongQueryIsStoppedAndShortOnesGoOn() throws {
    connection.limit(thousandSteps: 20)
    let sql =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    #expect(throws: SQLiteError.tookTooLong(sql: sql)) { try connection.run(sql) }
    for _ in 0..<50 { #expect(try connection.integer("SELECT 1") == 1) }
    connection.limit(thousandSteps: 0)
    #expect(
      try connection.integer(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50000) "
          + "SELECT max(i) FROM n") == 50000)
  }

  @Test func aBackupIsACompleteDatabase() throws {
    try connection.run("INSERT INTO item VALUES(1, 'a')")
    let copy = store.folder + "/copy.db"
    try connection.backUp(to: copy)
    let opened = try Connection(path: copy, .readOnly)
    #expect(try opened.word("SELECT name FROM item") == "a")
    #expect(try opened.quickCheck() == [])
    let error = #expect(throws: SQLiteError.self) { try connection.backUp(to: copy) }
    #expect(
      "\(try #require(error))"
        == "SQLite error 1: output file already exists - while executing \"VACUUM INTO ?1\"")
  }

  @Test func aCheckpointEmptiesTheLogUnlessAReaderHoldsIt() throws {
    try connection.run("INSERT INTO item VALUES(1, 'a')")
    #expect(try connection.checkpoint())
    let size = try FileManager.default.attributesOfItem(atPath: store.path + "-wal")[.size]
    #expect(size as? Int == 0)
  }

  @Test func aForeignLockIsReportedAsBusyAndPasses() throws {
    let other = try Connection(path: store.path, .readWrite)
    try connection.execute("PRAGMA busy_timeout=1")
    try other.run("BEGIN IMMEDIATE")
    let error = #expect(throws: SQLiteError.self) {
      try connection.transaction { () throws(SQLiteError) in }
    }
    #expect(
      error == .failed(code: 5, message: "database is locked", sql: "BEGIN IMMEDIATE"))
    #expect(error?.isBusy == true)
    try other.run("ROLLBACK")
    try connection.transaction { () throws(SQLiteError) in }
  }

  // MARK: - Faults

  @Test func aMissingFileIsNotMadeByAReader() throws {
    let path = store.folder + "/none.db"
    let error = #expect(throws: SQLiteError.self) { _ = try Connection(path: path, .readOnly) }
    #expect(
      "\(try #require(error))"
        == "cannot open the database \(path): unable to open database file (SQLite error 14); "
        + "it is made by the first start of the runner, in a folder the runner may write")
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func aFileThatIsNoDatabaseIsCalledDamaged() throws {
    let path = store.folder + "/text.db"
    try String(repeating: "no database\n", count: 500).write(
      toFile: path, atomically: false, encoding: .utf8)
    for access in [Connection.Access.readWrite, .readOnly] {
      let error = #expect(throws: SQLiteError.self) {
        let opened = try Connection(path: path, access)
        _ = try opened.integer("SELECT count(*) FROM sqlite_schema")
      }
      #expect(
        "\(try #require(error))"
          == "the database \(path) is damaged: file is not a database; stop the runner and start "
          + "it again, it sets the file aside and restores the newest backup")
    }
  }

  @Test func damagedPagesAreReportedAndNeverTrap() throws {
    try connection.transaction { () throws(SQLiteError) in
      for row in 1...1000 {
        try connection.run(
          "INSERT INTO item VALUES(?1, ?2)", [SQLiteValue(row), .text("name \(row)")])
      }
    }
    try connection.checkpoint()
    let whole = try Data(contentsOf: URL(fileURLWithPath: store.path))
    for place in stride(from: 100, to: whole.count, by: 997) {
      var bytes = whole
      for offset in 0..<64 where place + offset < bytes.count { bytes[place + offset] ^= 0xA5 }
      let path = store.folder + "/damaged.db"
      try bytes.write(to: URL(fileURLWithPath: path))
      do {
        let opened = try Connection(path: path, .readOnly)
        _ = try opened.quickCheck()
        _ = try opened.rows("SELECT row, name FROM item ORDER BY name") {
          (row) throws(SQLiteError) in (row.integer(0), row.text(1), row.blob(1))
        }
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }

  @Test("a commit that is refused is undone and says so")
  func refusedCommit() throws {
    let connection = try Connection(path: ":memory:", .inMemory)
    try connection.execute("CREATE TABLE t(x INTEGER)")
    connection.askBeforeCommits { false }
    let error = #expect(throws: SQLiteError.self) {
      try connection.transaction { () throws(SQLiteError) in
        _ = try connection.run("INSERT INTO t VALUES(1)")
      }
    }
    #expect(
      error?.description
        == "SQLite error 19: constraint failed - while executing \"COMMIT\"")
    connection.askBeforeCommits { true }
    #expect(try connection.integer("SELECT count(*) FROM t") == 0)
    try connection.run("INSERT INTO t VALUES(2)")
    #expect(try connection.integer("SELECT count(*) FROM t") == 1)
  }
}
