/// Reads prompt files as they were accepted.
enum SourceRows {
  static let columns = "name, device, inode, size, modified, changed, sha256, batch"

  static func source(_ row: Statement) -> NewSource {
    NewSource(
      name: row.blob(0) ?? [], device: UInt64(bitPattern: row.integer(1) ?? 0),
      inode: UInt64(bitPattern: row.integer(2) ?? 0), size: row.integer(3) ?? 0,
      modifiedNanoseconds: row.integer(4) ?? 0, changedNanoseconds: row.integer(5) ?? 0,
      sha256: row.text(6) ?? "", batch: row.text(7))
  }

  static func read(_ connection: Connection, _ row: Int64) throws(SQLiteError) -> NewSource? {
    try connection.rows("SELECT \(columns) FROM source WHERE row = ?1", [.integer(row)]) {
      (row) throws(SQLiteError) in source(row)
    }.first
  }
}

/// Reads the files that still have to leave the inbox, oldest first.
enum UnlinkRows {
  static func read(_ connection: Connection) throws(SQLiteError) -> [PendingUnlink] {
    try connection.rows(
      """
      SELECT \(SourceRows.columns), row, unlink_error FROM source
      WHERE unlink_state = 'pending' ORDER BY row
      """
    ) { (row) throws(SQLiteError) in
      PendingUnlink(
        source: row.integer(8) ?? 0, file: SourceRows.source(row), error: row.text(9))
    }
  }
}
