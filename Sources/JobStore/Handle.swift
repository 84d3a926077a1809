import CSQLite

/// SQLite's own object, closed when the last user is gone; statements keep it alive.
final class Handle {
  let pointer: OpaquePointer
  let path: String
  /// Calls of the progress handler left before a statement is interrupted.
  private let remainingCalls: UnsafeMutablePointer<Int>

  init(path: String, _ access: Connection.Access) throws(SQLiteError) {
    let mode =
      switch access {
      case .readOnly: SQLITE_OPEN_READONLY
      case .watching: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
      case .readWrite, .inMemory: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      }
    let flags = mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE
    var opened: OpaquePointer?
    let name = access == .watching ? Self.address(path) + "?readonly_shm=1" : path
    let code = sqlite3_open_v2(name, &opened, flags, nil)
    guard code == SQLITE_OK, let opened else {
      let message = opened.map { Self.text(sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(opened)
      throw SQLiteError.cannotOpen(path: path, code: Int(code), message: message)
    }
    pointer = opened
    self.path = path
    remainingCalls = .allocate(capacity: 1)
    remainingCalls.initialize(to: 0)
  }

  deinit {
    sqlite3_close_v2(pointer)
    remainingCalls.deallocate()
  }

  /// The error SQLite reports now, for the statement `sql`.
  func error(_ sql: String) -> SQLiteError {
    let code = Int(sqlite3_extended_errcode(pointer))
    let message = Self.text(sqlite3_errmsg(pointer))
    switch Int32(code & 0xFF) {
    case SQLITE_CORRUPT, SQLITE_NOTADB: return .damaged(path: path, message: message)
    case SQLITE_CANTOPEN: return .cannotOpen(path: path, code: code, message: message)
    case SQLITE_INTERRUPT: return .tookTooLong(sql: sql)
    default: return .failed(code: code, message: message, sql: sql)
    }
  }

  /// The number of calls is counted per statement: ``startStatement()`` sets it again.
  private var callsPerStatement = 0

  func limit(thousandSteps: Int) {
    callsPerStatement = thousandSteps
    guard thousandSteps > 0 else {
      sqlite3_progress_handler(pointer, 0, nil, nil)
      return
    }
    startStatement()
    sqlite3_progress_handler(
      pointer, 1000,
      { context in
        guard let left = context?.assumingMemoryBound(to: Int.self) else { return 0 }
        left.pointee -= 1
        return left.pointee < 0 ? 1 : 0
      }, remainingCalls)
  }

  func startStatement() { remainingCalls.pointee = callsPerStatement }

  /// The path as SQLite's `file:` addresses spell it.
  private static func address(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let bytes = path.utf8.flatMap { byte -> [UInt8] in
      [0x23, 0x25, 0x3F].contains(byte)
        ? [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]] : [byte]
    }
    return "file:" + String(decoding: bytes, as: UTF8.self)
  }

  private static func text(_ message: UnsafePointer<CChar>?) -> String {
    message.map { String(cString: $0) } ?? "no message"
  }
}
