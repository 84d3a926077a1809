import Testing

@testable import JobStore

@Suite struct SQLiteErrorTests {
  @Test func sentencesSayWhatWhereAndWhatToDo() {
    let cases: [(SQLiteError, String)] = [
      (
        .noWriteAheadLog(path: "/s/queue.db", mode: "delete"),
        "the database /s/queue.db stays in journal mode delete instead of wal; "
          + "put it on a local file system"
      ),
      (
        .unknownWord(column: "job.state", word: "queued"),
        "the column job.state holds the unknown word \"queued\"; "
          + "run \"nightloom doctor\" to check the database"
      ),
      (
        .tookTooLong(sql: "SELECT 1"),
        "a query took too long and was stopped, because a reader keeps the database's log from "
          + "shrinking; ask for fewer jobs - while executing \"SELECT 1\""
      ),
      (
        .failed(code: 787, message: "FOREIGN KEY constraint failed", sql: "INSERT …"),
        "SQLite error 19: FOREIGN KEY constraint failed - while executing \"INSERT …\""
      ),
    ]
    for (error, sentence) in cases { #expect(error.description == sentence) }
  }

  @Test func codesTellWhatMaySucceedLater() {
    let busy = SQLiteError.failed(code: 261, message: "database is locked", sql: "BEGIN")
    #expect(busy.isBusy && !busy.isFull && busy.primaryCode == 5)
    #expect(SQLiteError.failed(code: 13, message: "full", sql: "COMMIT").isFull)
    #expect(SQLiteError.damaged(path: "/a", message: "b").primaryCode == nil)
  }
}
