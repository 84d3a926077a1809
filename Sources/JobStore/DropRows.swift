/// What the queue knows of requests and files that are dropped again.
enum DropRows {
  /// What a drop of this request would become now.
  static func decide(
    _ connection: Connection, identity: String, engine: String, dedupe: Deduplication
  ) throws(SQLiteError) -> DropDecision {
    let newest = try connection.rows(
      """
      SELECT row, key, drop_number, state, engine FROM job WHERE identity = ?1
      ORDER BY drop_number DESC LIMIT 1
      """, [.text(identity)]
    ) { (row) throws(SQLiteError) in
      (
        row: row.integer(0) ?? 0, key: row.text(1) ?? "", dropNumber: row.int(2),
        state: try Stored.state(row.text(3) ?? "", "job.state"), engine: row.text(4)
      )
    }.first
    guard let newest else { return .new(dropNumber: 1) }
    let standsForIt =
      switch newest.state {
      case .ready, .running, .remote: true
      case .done: newest.engine == engine
      case .dead, .cancelled, .expired: false
      }
    if standsForIt && dedupe == .on { return .duplicate(row: newest.row, key: newest.key) }
    return .new(dropNumber: newest.dropNumber + 1)
  }

  /// The row of a file that was accepted before.
  static func known(
    _ connection: Connection, _ source: NewSource
  ) throws(SQLiteError) -> Int64? {
    try connection.integer(
      """
      SELECT row FROM source WHERE device = ?1 AND inode = ?2 AND changed = ?3 AND sha256 = ?4
      """,
      [
        .integer(Int64(bitPattern: source.device)), .integer(Int64(bitPattern: source.inode)),
        .integer(source.changedNanoseconds), .text(source.sha256),
      ])
  }
}

extension JobHistory {
  /// What a drop of this request would become now; nothing is written.
  /// - Throws: What SQLite reports.
  public func decide(
    identity: String, engine: String, dedupe: Deduplication = .on
  ) throws(SQLiteError) -> DropDecision {
    try DropRows.decide(connection, identity: identity, engine: engine, dedupe: dedupe)
  }

  /// Whether this very file was accepted before and only waits to leave the inbox.
  /// - Throws: What SQLite reports.
  public func recognises(_ source: NewSource) throws(SQLiteError) -> Bool {
    try DropRows.known(connection, source) != nil
  }
}
