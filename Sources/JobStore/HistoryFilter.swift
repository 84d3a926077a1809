/// A bound on the best score, written as in `--score '<0.6'`.
public struct ScoreBound: Equatable, Sendable {
  /// How the score compares to the value.
  public enum Comparison: String, CaseIterable, Sendable {
    case below = "<"
    case atMost = "<="
    case above = ">"
    case atLeast = ">="
    case equal = "="
  }

  /// How the score compares to the value.
  public let comparison: Comparison
  /// The value, 0 … 1.
  public let value: Double

  /// Makes a bound.
  public init(_ comparison: Comparison, _ value: Double) {
    self.comparison = comparison
    self.value = value
  }

  /// Reads `<0.6`, `>=0.75` and the like; `nil` for anything else.
  public init?(_ text: String) {
    // The longer sign first, since `<` also starts `<=`.
    let signs = Comparison.allCases.sorted { $0.rawValue.utf8.count > $1.rawValue.utf8.count }
    guard let sign = signs.first(where: { text.hasPrefix($0.rawValue) }),
      let value = Double(text.dropFirst(sign.rawValue.count)), value.isFinite
    else { return nil }
    self.init(sign, value)
  }
}

/// The order of a history.
public enum HistoryOrder: String, CaseIterable, Sendable {
  /// Last ended first.
  case ended
  /// First accepted first.
  case row
  /// Best score first, jobs without one last.
  case score
  /// Longest first.
  case time
  /// By name, then by number.
  case name

  var clause: String {
    switch self {
    case .ended: "ended DESC, row DESC"
    case .row: "row"
    // Null is the smallest value, so jobs without a score come last.
    case .score: "score DESC, row DESC"
    case .time: "coalesce(ended - started, -1) DESC, row DESC"
    case .name: "slug, row"
    }
  }
}

/// Which ended jobs a history holds; all conditions must be met.
public struct HistoryFilter: Equatable, Sendable {
  /// Ended at this time or later; UTC milliseconds.
  public var since: Int64?
  /// Ended before this time; UTC milliseconds.
  public var until: Int64?
  /// One of these states; empty for all that have ended.
  public var states: [JobState] = []
  /// One of these reasons or flags; empty for all.
  public var reasons: [JobReason] = []
  /// Carries this tag.
  public var tag: String?
  /// The name starts like this.
  public var namePrefix: String?
  /// The best score is so.
  public var score: ScoreBound?
  /// The order.
  public var order = HistoryOrder.ended
  /// At most so many jobs; `nil` for all.
  public var limit: Int?

  /// Makes a filter that all ended jobs pass.
  public init() {}

  /// Condition, order and limit as SQL with their values in order.
  var clause: (sql: String, values: [SQLiteValue]) {
    let (sql, values) = condition
    return (
      "WHERE \(sql) ORDER BY \(order.clause) LIMIT ?",
      values + [SQLiteValue(limit.map { max(0, $0) } ?? -1)]
    )
  }

  /// The condition alone.
  var condition: (sql: String, values: [SQLiteValue]) {
    var parts = ["ended IS NOT NULL"]
    var values: [SQLiteValue] = []
    func add(_ sql: String, _ value: SQLiteValue) {
      parts.append(sql)
      values.append(value)
    }
    if let since { add("ended >= ?", .integer(since)) }
    if let until { add("ended < ?", .integer(until)) }
    if !states.isEmpty {
      let places = Array(repeating: "?", count: states.count).joined(separator: ", ")
      parts.append("state IN (\(places))")
      values += states.map { .text($0.rawValue) }
    }
    if !reasons.isEmpty { addReasons(&parts, &values) }
    if let tag { add("row IN (SELECT job FROM tag WHERE tag = ?)", .text(tag)) }
    if let namePrefix, !namePrefix.isEmpty {
      add("slug >= ?", .text(namePrefix))
      // No slug holds a character above U+007E.
      add("slug < ?", .text(namePrefix + "\u{7F}"))
    }
    if let score { add("score \(score.comparison.rawValue) ?", .real(score.value)) }
    return (parts.joined(separator: " AND "), values)
  }

  /// A done job has no reason, but `low-score` among its flags is asked for like one.
  private func addReasons(_ parts: inout [String], _ values: inout [SQLiteValue]) {
    let places = Array(repeating: "?", count: reasons.count).joined(separator: ", ")
    var sql = "reason IN (\(places))"
    values += reasons.map { .text($0.rawValue) }
    if reasons.contains(.lowScore) {
      sql = "(\(sql) OR instr(flags, '\"low-score\"') > 0)"
    }
    parts.append(sql)
  }
}
