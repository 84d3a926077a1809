/// Which jobs a wish means that names none; all conditions must be met.
public struct JobSelection: Equatable, Sendable {
  /// One of these states; empty for all.
  public var states: [JobState] = []
  /// One of these reasons; empty for all.
  public var reasons: [JobReason] = []
  /// Carries this tag.
  public var tag: String?
  /// The name starts like this.
  public var namePrefix: String?

  /// Makes a selection that every job passes.
  public init() {}

  /// Condition as SQL with its values in order.
  var condition: (sql: String, values: [SQLiteValue]) {
    var parts = ["1"]
    var values: [SQLiteValue] = []
    func addWords(_ column: String, _ words: [String]) {
      guard !words.isEmpty else { return }
      parts.append("\(column) IN (SELECT value FROM json_each(?))")
      values.append(TextList.encode(words))
    }
    addWords("state", states.map(\.rawValue))
    addWords("reason", reasons.map(\.rawValue))
    if let tag {
      parts.append("row IN (SELECT job FROM tag WHERE tag = ?)")
      values.append(.text(tag))
    }
    if let namePrefix, !namePrefix.isEmpty {
      // No slug holds a character above U+007E.
      parts.append("slug >= ? AND slug < ?")
      values += [.text(namePrefix), .text(namePrefix + "\u{7F}")]
    }
    return (parts.joined(separator: " AND "), values)
  }
}

extension JobHistory {
  /// Jobs of any state that pass the selection, first accepted first, without their requests.
  public func select(_ selection: JobSelection) throws(SQLiteError) -> [Job] {
    let (sql, values) = selection.condition
    return try connection.rows(
      "SELECT \(Job.listColumns) FROM job WHERE \(sql) ORDER BY row", values
    ) { (row) throws(SQLiteError) in try Job(row) }
  }
}

extension JobQueue {
  /// The job with this key, with its request.
  public func job(key: String) throws(SQLiteError) -> Job? {
    try jobs("WHERE key = ?1", [.text(key)]).first
  }
}
