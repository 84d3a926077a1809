import JSON
import JobStore
import OperatingSystem
import Report

/// Questions to a queue with a long history.
struct HistorySpeed {
  let folder: String
  let count: Int

  private var path: String { folder + "/state/queue.db" }

  func run() throws -> Bool {
    try makeFolders(folder + "/state")
    try fill()
    var isMet = try ask("status as JSON", limit: 200, rounds: 100) { history in
      let status = try history.status()
      let entries = StatusEntry.entries(
        status, throughput: try history.throughput(), workers: 1, now: 0)
      return StatusTable.json(status, entries, now: 0).text().utf8.count
    }
    for (name, filter) in Self.filters(count) {
      let met = try ask("history by \(name)", limit: 300, rounds: 50) { history in
        HistoryTable.json(try history.history(filter), now: 0).text().utf8.count
      }
      isMet = isMet && met
    }
    return isMet
  }

  private func ask(
    _ name: String, limit: Double, rounds: Int, _ question: (JobHistory) throws -> Int
  ) throws -> Bool {
    var timings = Timings()
    for _ in 0..<rounds {
      // A reader of its own each time, as each command is one.
      _ = try timings.measure { try question(try JobHistory(path: path, thousandSteps: 0)) }
    }
    return Goal(
      name: "\(name) on \(count) rows, p99", value: timings.percentile(0.99), unit: "ms",
      bound: .most(limit)
    ).report()
  }

  private static func filters(_ count: Int) -> [(String, HistoryFilter)] {
    func filter(_ edit: (inout HistoryFilter) -> Void) -> HistoryFilter {
      var filter = HistoryFilter()
      filter.limit = 50
      edit(&filter)
      return filter
    }
    return [
      ("last", filter { _ in }), ("day", filter { $0.since = Int64(count) * 1000 - 86_400_000 }),
      ("state", filter { $0.states = [.dead] }),
      ("state and day", filter { ($0.states, $0.since) = ([.dead], Int64(count) * 500) }),
      ("reason", filter { $0.reasons = [.poison] }),
      ("low score", filter { $0.reasons = [.lowScore] }),
      ("name", filter { $0.namePrefix = "name-77" }), ("tag", filter { $0.tag = "tag-7" }),
      ("score", filter { $0.score = ScoreBound(.below, 0.05) }),
      ("best score", filter { $0.order = .score }), ("time", filter { $0.order = .time }),
    ]
  }

  /// Ended jobs with one round and three events each, a thousandth of them ready.
  private func fill() throws {
    let connection = try JobQueue(path: path).connection
    guard try connection.integer("SELECT max(row) FROM job") == nil else { return }
    try connection.transaction { () throws(SQLiteError) in
      for statement in Self.statements { try connection.run(statement, [SQLiteValue(count)]) }
    }
    try connection.checkpoint()
  }

  private static let numbers =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) "

  private static let statements = [
    numbers + """
      INSERT INTO job(key, identity, drop_number, slug, tags, priority, run_after, attempt_limit,
        state, reason, detail, claim, starts, attempts, result, engine, score, flags, accepted,
        started, ended)
      SELECT printf('%016x%048x', i * 7046029254386353131, i), printf('%064x', i), 1,
        'name-' || (i * 7919 % 1000), '["tag-' || (i % 10000) || '"]', i % 5, i * 1000, 3,
        CASE WHEN i % 1000 = 0 THEN 'ready' WHEN i % 12 = 0 THEN 'dead' ELSE 'done' END,
        CASE WHEN i % 1000 = 0 THEN NULL WHEN i % 12 = 0 THEN
          CASE WHEN i % 7 = 0 THEN 'poison' ELSE 'no-valid-answer' END END,
        NULL, 1, 1, 1,
        CASE WHEN i % 1000 <> 0 AND i % 12 <> 0 THEN printf('%064x', i) END, 'engine',
        CASE WHEN i % 1000 <> 0 AND i % 12 <> 0 THEN (i * 7919 % 1000) / 1000.0 END,
        CASE WHEN i % 40 = 1 THEN '["low-score"]' ELSE '[]' END, i * 1000, i * 1000 + 10,
        CASE WHEN i % 1000 <> 0 THEN i * 1000 + 500 + i % 977 END
      FROM n
      """,
    numbers + "INSERT INTO tag SELECT 'tag-' || (i % 10000), i FROM n",
    numbers + """
      INSERT INTO attempt SELECT i, 1, 1, '["1"]', 0.7, 100, 500, 20000, 'accepted', NULL, i * 1000
      FROM n
      """,
    numbers + """
      INSERT INTO event(time, job, kind, from_state, to_state, claim, reason)
      SELECT i * 1000 + k, i, 'change', CASE k WHEN 1 THEN 'ready' WHEN 2 THEN 'running' END,
        CASE k WHEN 0 THEN 'ready' WHEN 1 THEN 'running' ELSE 'done' END, min(k, 1), NULL
      FROM n CROSS JOIN (SELECT 0 AS k UNION SELECT 1 UNION SELECT 2)
      """,
  ]
}
