/// A request that was read from a damaged database.
public struct SavedJob: Equatable, Sendable {
  /// The request as it would be accepted anew; nothing of it is proven yet.
  public var job: NewJob
  /// The key as it stood there.
  public var key: String
  /// Which drop it was.
  public var dropNumber: Int
  /// Name of its file, when that could be read.
  public var sourceName: [UInt8]?
}

/// Reads what can still be read of a damaged database: jobs that were not ended.
public enum JobSalvage {
  /// A gap of more rows than this between two readable ends is not looked into.
  private static let widestGap: Int64 = 200_000

  /// The jobs that had not ended; empty when nothing can be read.
  ///
  /// Never throws, since every row more is a gain.
  ///
  /// - Parameter path: The damaged file, set aside together with its log.
  /// - Returns: Jobs in the order of their rows.
  public static func live(_ path: String) -> [SavedJob] {
    guard let connection = try? Connection(path: path, .readOnly) else { return [] }
    var found: [Int64: SavedJob] = [:]
    let upward = scan(connection, "ASC", &found)
    guard let end = upward else { return sorted(found) }
    let downward = scan(connection, "DESC", &found) ?? end
    // Between the two damaged places single rows may be reached through pages that are whole.
    let (low, high) = (min(end, downward), max(end, downward))
    if high > low, high - low < widestGap {
      for row in low...high where found[row] == nil {
        if let job = (try? read(connection, "WHERE job.row = ?1", [.integer(row)]))?.first {
          found[row] = job.job
        }
      }
    }
    return sorted(found)
  }

  private static func sorted(_ found: [Int64: SavedJob]) -> [SavedJob] {
    found.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Reads rows in one direction in steps, until the end or a damaged page.
  /// - Returns: The row after which reading failed, or `nil` when it came to the end.
  private static func scan(
    _ connection: Connection, _ order: String, _ found: inout [Int64: SavedJob]
  ) -> Int64? {
    let step = 100
    let isUp = order == "ASC"
    var last: Int64 = isUp ? .min : .max
    while true {
      let rows: [Int64]
      do throws(SQLiteError) {
        rows = try connection.rows(
          "SELECT row FROM job WHERE row \(isUp ? ">" : "<") ?1 ORDER BY row \(order) LIMIT ?2",
          [.integer(last), SQLiteValue(step)]
        ) { (row) throws(SQLiteError) in row.integer(0) ?? 0 }
      } catch {
        return last == .min || last == .max ? 0 : last
      }
      for row in rows {
        if let job = (try? read(connection, "WHERE job.row = ?1", [.integer(row)]))?.first {
          found[row] = job.job
        }
      }
      guard let end = rows.last, rows.count == step else { return nil }
      last = end
    }
  }

  private static func read(
    _ connection: Connection, _ clause: String, _ values: [SQLiteValue]
  ) throws(SQLiteError) -> [(row: Int64, job: SavedJob)] {
    try connection.rows(
      """
      SELECT row, key, identity, drop_number, slug, custom_id, request, tags, priority, run_after,
        deadline, window, attempt_limit, flags, source
      FROM job NOT INDEXED \(clause) AND state IN ('ready', 'running', 'remote')
      """, values
    ) { (row) throws(SQLiteError) in
      var job = NewJob(
        identity: row.text(2) ?? "", slug: row.text(4) ?? "", request: row.blob(6) ?? [])
      job.customID = row.text(5)
      job.tags = TextList.decode(row.text(7))
      job.priority = min(max(row.int(8), -100), 100)
      job.runAfter = row.time(9) ?? 0
      job.deadline = row.time(10)
      job.window = row.text(11)
      job.attemptLimit = min(max(row.int(12), 1), 20)
      job.flags = TextList.decode(row.text(13)).compactMap(JobFlag.init)
      var saved = SavedJob(job: job, key: row.text(1) ?? "", dropNumber: max(1, row.count(3)))
      if let source = row.integer(14) { saved.sourceName = name(connection, source) }
      return (row: row.integer(0) ?? 0, job: saved)
    }
  }

  private static func name(_ connection: Connection, _ source: Int64) -> [UInt8]? {
    (try? SourceRows.read(connection, source))??.name
  }
}
