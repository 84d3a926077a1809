import JobStore
import Synchronization

/// A queue in memory that worlds use one after the other.
///
/// Tables and prepared statements cost a third of a short course, so they are kept and the rows
/// removed. Only the trigger that keeps events differs from the product's: it lets those of
/// a queue go that is being emptied, or set back.
final class SpareQueue: @unchecked Sendable {
  private static let spare = Mutex<[SpareQueue]>([])
  /// Used by one world at a time.
  let jobs: JobQueue

  private init() throws(SQLiteError) {
    jobs = try JobQueue(try Connection(path: ":memory:", .inMemory))
    try jobs.connection.execute(
      """
      DROP TRIGGER event_is_kept;
      CREATE TRIGGER event_is_kept BEFORE DELETE ON event
        WHEN NOT EXISTS (SELECT 1 FROM meta WHERE key = 'forgets')
        BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END
      """)
  }

  /// An empty one.
  static func take() throws(SQLiteError) -> SpareQueue {
    guard let known = spare.withLock({ $0.popLast() }) else { return try SpareQueue() }
    return known
  }

  /// Empties it for the next world; one that cannot be emptied is thrown away.
  func giveBack() {
    let connection = jobs.connection
    connection.askBeforeCommits { true }
    do throws(SQLiteError) {
      try forgetting { () throws(SQLiteError) in
        for table in ["tag", "answer", "attempt", "event", "job", "source", "control", "tally"] {
          try connection.run("DELETE FROM " + table)
        }
        try connection.run("DELETE FROM meta WHERE key NOT IN ('schema', 'forgets')")
      }
      Self.spare.withLock { $0.append(self) }
    } catch {
      return
    }
  }

  /// Runs `body`, which may remove events, in one transaction.
  func forgetting(_ body: () throws(SQLiteError) -> Void) throws(SQLiteError) {
    try jobs.connection.transaction { () throws(SQLiteError) in
      try jobs.setMeta("forgets", "1")
      try body()
      try jobs.setMeta("forgets", nil)
    }
  }
}
