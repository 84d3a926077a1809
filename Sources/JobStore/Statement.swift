import CSQLite

/// A prepared statement: bind values, step through the rows, read columns, reset.
public final class Statement {
  /// The statement's text.
  public let sql: String
  private let handle: Handle
  private let pointer: OpaquePointer

  init(_ handle: Handle, _ sql: String) throws(SQLiteError) {
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(
      handle.pointer, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else { throw handle.error(sql) }
    self.sql = sql
    self.handle = handle
    pointer = prepared
  }

  deinit { sqlite3_finalize(pointer) }

  /// Makes the statement ready to run again, without values.
  public func reset() {
    sqlite3_reset(pointer)
    sqlite3_clear_bindings(pointer)
  }

  // MARK: - Values

  /// Binds all values in order; the first goes to `?1`.
  public func bind(_ values: [SQLiteValue]) throws(SQLiteError) {
    for (index, value) in values.enumerated() { try bind(value, at: index + 1) }
  }

  /// Binds the value of a parameter such as `:now`.
  public func bind(_ value: SQLiteValue, named name: String) throws(SQLiteError) {
    try bind(value, at: Int(sqlite3_bind_parameter_index(pointer, name)))
  }

  /// Binds the value of the parameter with this number, counted from 1.
  public func bind(_ value: SQLiteValue, at index: Int) throws(SQLiteError) {
    let place = Int32(clamping: index)
    // SQLITE_TRANSIENT, a cast macro that Swift cannot import: SQLite copies the bytes.
    let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    let code: Int32
    switch value {
    case .null: code = sqlite3_bind_null(pointer, place)
    case .integer(let number): code = sqlite3_bind_int64(pointer, place, number)
    case .real(let number): code = sqlite3_bind_double(pointer, place, number)
    case .text(let text):
      var text = text
      code = text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) { characters in
          sqlite3_bind_text64(
            pointer, place, characters.baseAddress, UInt64(bytes.count), copied,
            UInt8(SQLITE_UTF8))
        }
      }
    case .blob(let bytes):
      code =
        bytes.isEmpty
        ? sqlite3_bind_zeroblob(pointer, place, 0)
        : bytes.withUnsafeBytes {
          sqlite3_bind_blob64(pointer, place, $0.baseAddress, UInt64($0.count), copied)
        }
    }
    guard code == SQLITE_OK else { throw handle.error(sql) }
  }

  // MARK: - Rows

  /// Goes to the next row; `false` at the end.
  public func step() throws(SQLiteError) -> Bool {
    if sqlite3_stmt_busy(pointer) == 0 { handle.startStatement() }
    switch sqlite3_step(pointer) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw handle.error(sql)
    }
  }

  /// The column as an integer; `nil` for null.
  public func integer(_ column: Int) -> Int64? {
    isNull(column) ? nil : sqlite3_column_int64(pointer, Int32(clamping: column))
  }

  /// The column as an `Int`; 0 for null.
  public func int(_ column: Int) -> Int { Int(integer(column) ?? 0) }

  /// The column as a counter, at least 0 and small enough to be added to.
  func count(_ column: Int) -> Int { min(max(0, int(column)), 1 << 40) }

  /// The column as a time or duration that can be subtracted from any other, whatever a damaged
  /// file holds.
  func time(_ column: Int) -> Int64? { integer(column).map { min(max($0, -1 << 60), 1 << 60) } }

  /// The column as a number; `nil` for null.
  public func real(_ column: Int) -> Double? {
    isNull(column) ? nil : sqlite3_column_double(pointer, Int32(clamping: column))
  }

  /// The column as text, repaired where it is not UTF-8; `nil` for null.
  public func text(_ column: Int) -> String? {
    guard !isNull(column) else { return nil }
    let place = Int32(clamping: column)
    guard let start = sqlite3_column_text(pointer, place) else { return "" }
    let count = Int(sqlite3_column_bytes(pointer, place))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// The column as bytes; `nil` for null.
  public func blob(_ column: Int) -> [UInt8]? {
    guard !isNull(column) else { return nil }
    let place = Int32(clamping: column)
    guard let start = sqlite3_column_blob(pointer, place) else { return [] }
    let count = Int(sqlite3_column_bytes(pointer, place))
    return Array(UnsafeRawBufferPointer(start: start, count: count))
  }

  private func isNull(_ column: Int) -> Bool {
    sqlite3_column_type(pointer, Int32(clamping: column)) == SQLITE_NULL
  }
}
