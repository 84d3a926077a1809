/// What stopped an operation on the database.
public enum SQLiteError: Error, Equatable, Sendable {
  /// The file could not be opened; `code` is SQLite's extended result code.
  case cannotOpen(path: String, code: Int, message: String)
  /// The file is no database, or its pages contradict each other.
  case damaged(path: String, message: String)
  /// A statement failed. Bound values are left out: they may hold prompts.
  case failed(code: Int, message: String, sql: String)
  /// The database was written by a newer version of the program.
  case newerVersion(path: String, found: Int, newest: Int)
  /// The database waits for a migration, which only the runner may do.
  case olderVersion(path: String, found: Int, needed: Int)
  /// The journal could not be set to WAL, without which readers would block the runner.
  case noWriteAheadLog(path: String, mode: String)
  /// A query ran longer than readers may.
  case tookTooLong(sql: String)
  /// A column holds a word outside its list.
  case unknownWord(column: String, word: String)

  /// SQLite's primary result code, where SQLite gave one.
  public var primaryCode: Int? {
    switch self {
    case .cannotOpen(_, let code, _), .failed(let code, _, _): code & 0xFF
    default: nil
    }
  }

  /// Whether another process holds the lock, so that a later attempt may succeed.
  public var isBusy: Bool { primaryCode == 5 || primaryCode == 6 }

  /// Whether a question that is asked before commits was answered with no.
  public var isRefused: Bool { if case .failed(531, _, _) = self { true } else { false } }

  /// Whether the file system is full.
  public var isFull: Bool { primaryCode == 13 }
}

// MARK: - Sentences

extension SQLiteError: CustomStringConvertible {
  /// One sentence: what, where, and what to do where something can be done.
  public var description: String {
    switch self {
    case .cannotOpen(let path, let code, let message):
      return "cannot open the database \(path): \(message) (SQLite error \(code & 0xFF)); "
        + "it is made by the first start of the runner, in a folder the runner may write"
    case .damaged(let path, let message):
      return "the database \(path) is damaged: \(message); stop the runner and start it again, "
        + "it sets the file aside and restores the newest backup"
    case .failed(let code, let message, let sql):
      return "SQLite error \(code & 0xFF): \(message) - while executing \"\(sql)\""
    case .newerVersion(let path, let found, let newest):
      return "the database \(path) has version \(found), but this program knows only versions up "
        + "to \(newest); use the newer program, or restore an older backup"
    case .olderVersion(let path, let found, let needed):
      return "the database \(path) has version \(found), but this program reads version "
        + "\(needed); start the runner once, it brings the file up to date"
    case .noWriteAheadLog(let path, let mode):
      return "the database \(path) stays in journal mode \(mode) instead of wal; "
        + "put it on a local file system"
    case .tookTooLong(let sql):
      return "a query took too long and was stopped, because a reader keeps the database's log "
        + "from shrinking; ask for fewer jobs - while executing \"\(sql)\""
    case .unknownWord(let column, let word):
      return "the column \(column) holds the unknown word \"\(word)\"; "
        + "run \"nightloom doctor\" to check the database"
    }
  }
}
