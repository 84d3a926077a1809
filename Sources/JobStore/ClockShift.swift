extension JobQueue {
  /// Lets waiting times last as long as they were meant to, after the clock was set.
  ///
  /// A backoff is a duration, so its end moves with the clock. `not-before` and deadlines are
  /// points in time and stay. The jump is kept as one event.
  ///
  /// - Parameters:
  ///   - jump: Milliseconds that the clock was set forward; negative for back.
  ///   - now: UTC milliseconds, after the jump.
  /// - Returns: The number of jobs whose backoff was moved.
  /// - Throws: What SQLite reports.
  public func clockWasSet(by jump: Int64, now: Int64) throws(SQLiteError) -> Int {
    try connection.transaction { () throws(SQLiteError) in
      // Those that still waited before the jump.
      let moved = try connection.run(
        """
        UPDATE job SET run_after = run_after + ?1
        WHERE state = 'ready' AND failures > 0 AND run_after > ?2
        """, [.integer(jump), .integer(now - jump)])
      let seconds = (Double(jump) / 100).rounded() / 10
      try recordControl(
        "the clock was set by \(jump > 0 ? "+" : "")\(seconds) s", now: now)
      return moved
    }
  }
}
