/// How many values fell below each of some bounds, with their sum.
public struct Histogram: Equatable, Sendable {
  /// Upper bounds, ascending; a value belongs to the first bound it does not pass.
  public let bounds: [Double]
  /// The number of values in each bucket; the last one holds those above every bound.
  public private(set) var counts: [Int]
  /// The sum of all values.
  public private(set) var sum = 0.0

  /// Makes an empty histogram.
  public init(bounds: [Double]) {
    self.bounds = bounds
    counts = Array(repeating: 0, count: bounds.count + 1)
  }

  /// Takes a value; one that is no number is left out.
  public mutating func add(_ value: Double) {
    guard value.isFinite else { return }
    counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
    sum += value
  }

  /// The number of values.
  public var count: Int { counts.reduce(0, +) }
}

/// What the events of a queue add up to: counters that only ever grow.
///
/// Events are only added, so a tally is taken up where it stopped instead of counted anew.
/// A round is counted with the end of the claim it was made under.
public struct QueueTally: Equatable, Sendable {
  /// A way for jobs to end.
  public struct End: Hashable, Sendable {
    /// The state.
    public let state: JobState
    /// The reason; `nil` for done jobs.
    public let reason: JobReason?
  }

  /// More different verdicts than these are counted together as `other`.
  static let mostVerdicts = 16

  /// Number of the last event counted.
  public internal(set) var lastEvent: Int64 = 0
  /// Ends of jobs; one that is tried again may end again.
  public internal(set) var ended: [End: Int] = [:]
  /// Generation rounds by verdict.
  public internal(set) var attempts: [String: Int] = [:]
  /// Tokens written.
  public internal(set) var tokens = 0
  /// Seconds from claim to end.
  public internal(set) var jobSeconds = Histogram(
    bounds: [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600])
  /// Best scores of done jobs.
  public internal(set) var scores = Histogram(
    bounds: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
  /// When a job was done last; UTC milliseconds.
  public internal(set) var lastDoneAt: Int64?

  /// Nothing counted yet.
  public init() {}

  /// Counts the next events.
  ///
  /// - Returns: Whether all events are counted now.
  mutating func advance(_ connection: Connection, events: Int) throws(SQLiteError) -> Bool {
    let (first, seen) = (lastEvent, SQLiteValue.integer(lastEvent))
    let last = try connection.integer(
      "SELECT max(row) FROM (SELECT row FROM event WHERE row > ?1 ORDER BY row LIMIT ?2)",
      [seen, SQLiteValue(events)])
    guard let last, last > first else { return true }
    let range = [seen, .integer(last)]
    try countEnds(connection, range)
    try countAttempts(connection, range)
    try measureJobs(connection, range)
    lastEvent = last
    return try connection.integer("SELECT 1 FROM event WHERE row > ?1 LIMIT 1", [.integer(last)])
      == nil
  }

  private mutating func countEnds(
    _ connection: Connection, _ range: [SQLiteValue]
  ) throws(SQLiteError) {
    let rows = try connection.rows(
      """
      SELECT to_state, reason, count(*), max(time) FROM event
      WHERE row > ?1 AND row <= ?2 AND to_state IN ('done', 'dead', 'cancelled', 'expired')
      GROUP BY to_state, reason
      """, range
    ) { (row) throws(SQLiteError) in
      (
        end: End(
          state: try Stored.state(row.text(0) ?? "", "event.to_state"),
          reason: try Stored.reason(row.text(1), "event.reason")),
        count: row.int(2), last: row.time(3) ?? 0
      )
    }
    for row in rows {
      ended[row.end, default: 0] += row.count
      if row.end.state == .done { lastDoneAt = max(lastDoneAt ?? .min, row.last) }
    }
  }

  private mutating func countAttempts(
    _ connection: Connection, _ range: [SQLiteValue]
  ) throws(SQLiteError) {
    let rows = try connection.rows(
      """
      SELECT attempt.verdict, count(*), sum(attempt.output_tokens)
      FROM event CROSS JOIN attempt ON attempt.job = event.job AND attempt.claim = event.claim
      WHERE event.row > ?1 AND event.row <= ?2 AND event.from_state = 'running'
      GROUP BY attempt.verdict ORDER BY attempt.verdict
      """, range
    ) { (row) throws(SQLiteError) in
      (verdict: row.text(0) ?? "", count: row.int(1), tokens: row.count(2))
    }
    for row in rows {
      let isKnown = attempts[row.verdict] != nil || attempts.count < Self.mostVerdicts
      attempts[isKnown ? row.verdict : "other", default: 0] += row.count
      tokens += row.tokens
    }
  }

  private mutating func measureJobs(
    _ connection: Connection, _ range: [SQLiteValue]
  ) throws(SQLiteError) {
    let rows = try connection.rows(
      """
      SELECT event.time - start.time, CASE WHEN event.to_state = 'done' THEN job.score END
      FROM event
        CROSS JOIN event AS start ON start.job = event.job AND start.to_state = 'running'
          AND start.claim = event.claim
        CROSS JOIN job ON job.row = event.job
      WHERE event.row > ?1 AND event.row <= ?2 AND event.from_state = 'running'
        AND event.to_state IN ('done', 'dead', 'cancelled', 'expired')
      ORDER BY event.row
      """, range
    ) { (row) throws(SQLiteError) in (milliseconds: row.time(0), score: row.real(1)) }
    for row in rows {
      if let milliseconds = row.milliseconds { jobSeconds.add(Double(milliseconds) / 1000) }
      if let score = row.score { scores.add(score) }
    }
  }
}

/// How the queue stands at one moment, in numbers.
public struct QueueGauges: Equatable, Sendable {
  /// All states with their numbers of jobs.
  public let counts: [StateCount]
  /// Ready jobs by what they wait for, as far as the database knows.
  public let waiting: [WaitReason: Int]
  /// When the oldest ready job was accepted; UTC milliseconds.
  public let oldestReadyAt: Int64?

  static func read(
    _ connection: Connection, _ rules: ClaimRules, now: Int64
  ) throws(SQLiteError) -> QueueGauges {
    let counts = try StateCount.read(connection)
    let ready = counts.first { $0.state == .ready }?.count ?? 0
    return QueueGauges(
      counts: counts, waiting: try waiting(connection, ready, rules, now),
      oldestReadyAt: try StateCount.oldestReady(connection))
  }

  private static func waiting(
    _ connection: Connection, _ ready: Int, _ rules: ClaimRules, _ now: Int64
  ) throws(SQLiteError) -> [WaitReason: Int] {
    guard ready > 0 else { return [:] }
    if try PauseRows.read(connection).contains(where: { $0.what == .claiming }) {
      return [.paused: ready]
    }
    var waiting: [WaitReason: Int] = [:]
    let late = try connection.rows(
      """
      SELECT failures > 0, count(*) FROM job WHERE state = 'ready' AND run_after > ?1
      GROUP BY failures > 0
      """, [.integer(now)]
    ) { (row) throws(SQLiteError) in (hasFailed: row.int(0) == 1, count: row.int(1)) }
    for row in late { waiting[row.hasFailed ? .backoff : .notBefore] = row.count }
    let shut = try closed(connection, rules, now)
    if shut > 0 { waiting[.window] = shut }
    let rest = ready - waiting.values.reduce(0, +)
    if rest > 0 { waiting[.priority] = rest }
    return waiting
  }

  private static func closed(
    _ connection: Connection, _ rules: ClaimRules, _ now: Int64
  ) throws(SQLiteError) -> Int {
    guard !rules.isDefaultWindowOpen || !rules.closedWindows.isEmpty else { return 0 }
    let count = try connection.integer(
      """
      SELECT count(*) FROM job WHERE state = 'ready' AND run_after <= ?1
        AND CASE WHEN window IS NULL THEN NOT ?2
          ELSE window IN (SELECT value FROM json_each(?3)) END
      """,
      [
        .integer(now), SQLiteValue(rules.isDefaultWindowOpen ? 1 : 0),
        TextList.encode(rules.closedWindows),
      ])
    return Int(count ?? 0)
  }
}

// MARK: - Who may ask

extension JobQueue {
  /// Counts the next events into a tally; whether all are counted then.
  public func advance(
    _ tally: inout QueueTally, events: Int = 20_000
  ) throws(SQLiteError) -> Bool {
    try tally.advance(connection, events: events)
  }

  /// How the queue stands.
  public func gauges(_ rules: ClaimRules, now: Int64) throws(SQLiteError) -> QueueGauges {
    try QueueGauges.read(connection, rules, now: now)
  }
}

extension JobHistory {
  /// The tally of all events, counted in steps that are short transactions each.
  public func tally(eventsPerStep: Int = 20_000) throws(SQLiteError) -> QueueTally {
    var tally = QueueTally()
    while true {
      let isComplete = try connection.snapshot { () throws(SQLiteError) in
        try tally.advance(connection, events: eventsPerStep)
      }
      if isComplete { return tally }
    }
  }

  /// How the queue stands.
  public func gauges(_ rules: ClaimRules, now: Int64) throws(SQLiteError) -> QueueGauges {
    try connection.snapshot { () throws(SQLiteError) in
      try QueueGauges.read(connection, rules, now: now)
    }
  }

  /// The different windows of ready jobs that have one of their own.
  public func waitingWindows() throws(SQLiteError) -> [String] {
    try StateCount.windows(connection)
  }
}
