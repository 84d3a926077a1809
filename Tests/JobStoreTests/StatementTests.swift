import Testing

@testable import JobStore

@Suite struct StatementTests {
  let store: StoreFolder
  let connection: Connection

  init() throws {
    store = try StoreFolder()
    connection = try Connection(path: store.path, .readWrite)
  }

  @Test func everyKindOfValueComesBackAsItWent() throws {
    try connection.execute("CREATE TABLE v(a ANY) STRICT")
    let values: [SQLiteValue] = [
      .integer(.min), .integer(.max), .real(-0.5), .text(""), .text("a\u{0}ü😀"), .blob([]),
      .blob([0, 255]), .null,
    ]
    for value in values { try connection.run("INSERT INTO v VALUES(?1)", [value]) }
    let read = try connection.rows("SELECT a, typeof(a) FROM v ORDER BY rowid") {
      (row) throws(SQLiteError) -> SQLiteValue in
      switch row.text(1) {
      case "integer": SQLiteValue(row.integer(0))
      case "real": SQLiteValue(row.real(0))
      case "text": SQLiteValue(row.text(0))
      case "blob": SQLiteValue(row.blob(0))
      default: .null
      }
    }
    #expect(read == values)
  }

  @Test func absentValuesAreNull() {
    #expect(SQLiteValue(nil as Int64?) == .null && SQLiteValue(nil as Double?) == .null)
    #expect(SQLiteValue(nil as String?) == .null && SQLiteValue(nil as [UInt8]?) == .null)
    #expect(SQLiteValue(3) == .integer(3) && SQLiteValue("a") == .text("a"))
  }

  @Test func valuesAreBoundByNameAndForgottenByReset() throws {
    let statement = try connection.statement("SELECT :a, :b")
    try statement.bind(.text("x"), named: ":b")
    #expect(try statement.step())
    #expect(statement.text(0) == nil && statement.text(1) == "x")
    #expect(try !statement.step())
    let again = try connection.statement("SELECT :a, :b")
    #expect(again === statement)
    #expect(try again.step())
    #expect(again.text(1) == nil && again.int(0) == 0)
  }

  @Test func aParameterThatDoesNotExistIsAnError() throws {
    let statement = try connection.statement("SELECT 1")
    let expected = SQLiteError.failed(
      code: 25, message: "column index out of range", sql: "SELECT 1")
    #expect(throws: expected) { try statement.bind(.null, named: ":none") }
    #expect(throws: expected) { try statement.bind([.null]) }
  }

  @Test func anUpdateReturnsItsRows() throws {
    try connection.execute("CREATE TABLE t(a INTEGER); INSERT INTO t VALUES(1), (2)")
    let rows = try connection.rows("UPDATE t SET a = a + 1 RETURNING a") {
      (row) throws(SQLiteError) in row.int(0)
    }
    #expect(rows == [2, 3])
  }
}
