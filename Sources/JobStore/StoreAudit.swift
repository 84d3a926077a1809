/// The promises of the tables that no single CHECK can hold.
///
/// - Each job has exactly one first event, and each later change starts in the state where the
///   one before ended; the last one ends in the job's state.
/// - Every change is one the table of states allows.
/// - `claim` equals the number of changes to running; `starts` is never above it.
/// - Attempt numbers run from 1 to `attempts` without a gap.
/// - The tally of states equals the number of jobs in each.
public enum StoreAudit {
  /// What breaks a promise, one sentence each; empty when all hold.
  public static func findings(_ connection: Connection) throws(SQLiteError) -> [String] {
    var findings: [String] = []
    let jobs = try connection.rows("SELECT \(Job.listColumns) FROM job ORDER BY row") {
      (row) throws(SQLiteError) in try Job(row)
    }
    for job in jobs {
      let events = try connection.rows(
        "SELECT \(JobEvent.columns) FROM event WHERE job = ?1 AND kind = 'change' ORDER BY row",
        [.integer(job.row)]
      ) { (row) throws(SQLiteError) in try JobEvent(row) }
      findings += chain(job, events)
      let attempts = try connection.rows(
        "SELECT number FROM attempt WHERE job = ?1 ORDER BY number", [.integer(job.row)]
      ) { (row) throws(SQLiteError) in row.int(0) }
      if attempts.count != job.attempts || attempts != Array(attempts.indices.map { $0 + 1 }) {
        findings.append("job \(job.row): attempts \(attempts), but the row counts \(job.attempts)")
      }
    }
    return findings + (try tally(connection))
  }

  private static func tally(_ connection: Connection) throws(SQLiteError) -> [String] {
    let counted = try connection.rows(
      """
      SELECT state, jobs, (SELECT count(*) FROM job WHERE job.state = tally.state) FROM tally
      """
    ) { (row) throws(SQLiteError) in (state: row.text(0) ?? "", said: row.int(1), true: row.int(2))
    }
    return counted.filter { $0.said != $0.true }.map {
      "the tally says \($0.said) jobs are \($0.state), but it is \($0.true)"
    }
  }

  private static func chain(_ job: Job, _ events: [JobEvent]) -> [String] {
    var findings: [String] = []
    var state: JobState?
    for event in events {
      guard let next = event.to else { continue }
      if event.from != state {
        findings.append("job \(job.row): event \(event.row) does not start where the job stood")
      }
      if !JobState.isAllowed(from: event.from, to: next) {
        findings.append("job \(job.row): event \(event.row) is no allowed change")
      }
      state = next
    }
    if state != job.state {
      findings.append("job \(job.row): is \(job.state.rawValue), its events say otherwise")
    }
    let claims = events.count { $0.to == .running }
    if Int64(claims) != job.claim || job.starts > claims {
      findings.append(
        "job \(job.row): claim \(job.claim), starts \(job.starts), but \(claims) claims")
    }
    return findings
  }
}
