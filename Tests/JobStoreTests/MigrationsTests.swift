import Testing

@testable import JobStore

@Suite struct MigrationsTests {
  let store: StoreFolder

  init() throws { store = try StoreFolder() }

  @Test func anEmptyFileGetsAllTablesAndASecondOpeningChangesNothing() throws {
    let connection = try Connection(path: store.path, .readWrite)
    #expect(try Migrations.version(of: connection) == 0)
    #expect(try Migrations.apply(to: connection) == Migrations.newest)
    #expect(try Migrations.apply(to: connection) == 0)
    let tables = try connection.rows(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        + "ORDER BY name"
    ) { (row) throws(SQLiteError) in row.text(0) ?? "" }
    #expect(
      tables == ["answer", "attempt", "control", "event", "job", "meta", "source", "tag", "tally"])
    #expect(try connection.quickCheck() == [])
  }

  @Test func aNewerFileIsRefusedUnchanged() throws {
    let connection = try Connection(path: store.path, .readWrite)
    try connection.execute("PRAGMA user_version=99")
    for open in [
      { _ = try JobQueue(path: store.path) }, { _ = try JobHistory(path: store.path) },
    ] {
      let error = #expect(throws: SQLiteError.self) { try open() }
      #expect(
        "\(try #require(error))"
          == "the database \(store.path) has version 99, but this program knows only versions up "
          + "to \(Migrations.newest); use the newer program, or restore an older backup")
    }
    #expect(try Migrations.version(of: connection) == 99)
  }

  @Test func aReaderRefusesAFileThatWaitsForAMigration() throws {
    _ = try Connection(path: store.path, .readWrite)
    let error = #expect(throws: SQLiteError.self) { _ = try JobHistory(path: store.path) }
    #expect(
      "\(try #require(error))"
        == "the database \(store.path) has version 0, but this program reads version "
        + "\(Migrations.newest); start the runner once, it brings the file up to date")
  }

  @Test func aFileOfTheFirstVersionIsBroughtUpToDateWithItsJobs() throws {
    let connection = try Connection(path: store.path, .readWrite)
    #expect(try Migrations.apply(to: connection, [Migrations.steps[0]]) == 1)
    try connection.execute(
      """
      INSERT INTO job(key, identity, drop_number, slug, priority, run_after, attempt_limit, state,
        accepted) VALUES('k1', 'a', 1, 'a', 0, 0, 3, 'ready', 7), ('k2', 'b', 1, 'b', 0, 0, 3,
        'ready', 5);
      INSERT INTO event(time, job, kind, to_state, claim) VALUES(1, 1, 'change', 'ready', 0),
        (1, 2, 'change', 'ready', 0)
      """)
    let queue = try JobQueue(connection)
    #expect(try Migrations.version(of: connection) == Migrations.newest)
    #expect(try queue.gauges(ClaimRules(), now: 9).waiting == [.priority: 2])
    #expect(try queue.gauges(ClaimRules(), now: 9).oldestReadyAt == 5)
    #expect(try StoreAudit.findings(connection) == [])
  }

  @Test func aStepThatFailsLeavesTheVersionBeforeIt() throws {
    let connection = try Connection(path: store.path, .readWrite)
    let steps = ["CREATE TABLE a(x)", "CREATE TABLE b(x); CREATE TABLE a(x)"]
    #expect(throws: SQLiteError.self) { try Migrations.apply(to: connection, steps) }
    #expect(try Migrations.version(of: connection) == 1)
    #expect(
      try connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'b'") == 0)
    #expect(try Migrations.apply(to: connection, [steps[0], "CREATE TABLE b(x)"]) == 1)
  }

  @Test func theListsOfTheTablesAreThoseOfTheTypes() throws {
    let queue = try store.queue()
    for (index, reason) in JobReason.allCases.enumerated() {
      var job = request(reason.rawValue)
      job.refusal = Refusal(reason, "")
      #expect(try queue.take(UInt64(index), [job]).count == 1)
    }
    for kind in EventKind.allCases where kind != .change && kind != .control {
      #expect(try queue.note(kind, job: 1, "", now: 1))
    }
    for (table, column) in [("job", "state"), ("job", "reason"), ("event", "kind")] {
      let sql = "UPDATE \(table) SET \(column) = 'nonsense'"
      #expect(throws: SQLiteError.self) { try queue.connection.run(sql) }
    }
  }
}
