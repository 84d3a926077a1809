/// How fast jobs were done lately, from the last 50 done jobs that made attempts.
public struct Throughput: Equatable, Sendable {
  /// Fewer jobs than this say nothing about the next one.
  public static let fewest = 5

  /// The number of jobs measured, at most 50.
  public let jobs: Int
  /// Median duration of an attempt.
  public let attemptMilliseconds: Int64
  /// Attempts made per job.
  public let attemptsPerJob: Double
  /// Tokens written per second of generation.
  public let tokensPerSecond: Double

  /// Median time until a job ends that has `before` jobs in front of it; `nil` when too few were
  /// measured.
  public func expectedMilliseconds(before: Int, workers: Int) -> Int64? {
    guard jobs >= Self.fewest, workers > 0, before >= 0 else { return nil }
    let rounds = (Double(before) / Double(workers)).rounded(.down) + 1
    let expected = rounds * Double(attemptMilliseconds) * attemptsPerJob
    return expected < 1e15 ? Int64(expected) : nil
  }
}

extension JobHistory {
  /// How fast jobs were done lately; `nil` before the first one.
  public func throughput() throws(SQLiteError) -> Throughput? {
    let rows = try connection.rows(
      """
      SELECT job, milliseconds, output_tokens FROM attempt
      WHERE job IN (
        SELECT row FROM job WHERE state = 'done' AND ended IS NOT NULL AND attempts > 0
        ORDER BY ended DESC LIMIT 50)
      ORDER BY milliseconds
      """
    ) { (row) throws(SQLiteError) in
      (job: row.integer(0) ?? 0, milliseconds: Int64(row.count(1)), tokens: row.count(2))
    }
    guard !rows.isEmpty else { return nil }
    let jobs = Set(rows.map(\.job)).count
    let milliseconds = rows.reduce(Int64(0)) { $0 + $1.milliseconds }
    let tokens = rows.reduce(0) { $0 + $1.tokens }
    return Throughput(
      jobs: jobs, attemptMilliseconds: rows[rows.count / 2].milliseconds,
      attemptsPerJob: Double(rows.count) / Double(jobs),
      tokensPerSecond: milliseconds > 0 ? Double(tokens) * 1000 / Double(milliseconds) : 0)
  }
}
