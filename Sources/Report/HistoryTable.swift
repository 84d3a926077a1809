public import JSON
public import JobStore

/// Ended jobs, as `history` shows them.
public enum HistoryTable {
  /// The table; the time of the end is local.
  public static func text(
    _ jobs: [Job], zone: TimeText.Zone, _ style: TableStyle
  ) -> String {
    table(jobs, zone: zone).text(style)
  }

  /// The schema `nightloom.history/1`.
  public static func json(_ jobs: [Job], now: Int64) -> JSONValue {
    JobObject.envelope(
      "nightloom.history/1", now: now, ["jobs": .array(jobs.map(JobObject.job))])
  }

  /// One line of `history --follow`: the schema `nightloom.event/1`.
  public static func eventJSON(_ event: JobEvent) -> JSONValue {
    guard case .object(let members) = JobObject.event(event) else { return .null }
    var object = JSONObject([("schema", "nightloom.event/1")])
    for member in members.members { object[member.key] = member.value }
    return .object(object)
  }

  private static func table(_ jobs: [Job], zone: TimeText.Zone) -> TextTable {
    TextTable(
      columns: [
        .init(title: "ROW"), .init(title: "ID"), .init(title: "ST"),
        .init(title: "PRI", isRightAligned: true), .init(title: "TRY"),
        .init(title: "NAME", isElastic: true), .init(title: "ENDED"),
        .init(title: "TIME", isRightAligned: true), .init(title: "M", isRightAligned: true),
        .init(title: "REASON", isElastic: true),
      ],
      rows: jobs.map { job in
        [
          TableCell(Int(job.row)), .text(String(job.id.prefix(8))), .text(job.state.letters),
          TableCell(job.priority), JobCells.attempt(job), .text(job.slug),
          TableCell(job.endedAt.map { TimeText.local($0, zone) }),
          TableCell(duration(job).map(TimeText.duration)), TableCell(score: job.bestScore),
          JobCells.reason(job),
        ]
      })
  }

  /// From the last claim to the end.
  private static func duration(_ job: Job) -> Int64? {
    guard let started = job.startedAt, let ended = job.endedAt else { return nil }
    return ended - started
  }
}
