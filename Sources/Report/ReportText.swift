public import JSON
import JobStore

/// The report for a terminal and for programs.
extension NightReport {
  /// Totals, a table of results, a table of what was not done.
  public func text(zone: TimeText.Zone, _ style: TableStyle) -> String {
    let median = medianScore.map { "; median score \(TableCell(score: $0).terminalText)" } ?? ""
    let head = "since \(TimeText.local(since, zone)): \(totals)\(median)\n"
    let tables = [results, failures].filter { !$0.rows.isEmpty }.map { $0.text(style) }
    if case .columns = style { return ([head] + tables).joined(separator: "\n") }
    return tables.joined()
  }

  private var results: TextTable {
    TextTable(
      columns: [
        .init(title: "M", isRightAligned: true), .init(title: "NAME"), .init(title: "ID"),
        .init(title: "ANSWERS", isRightAligned: true), .init(title: "FLAGS"),
        .init(title: "WHY", isElastic: true),
      ],
      rows: entries(.done).map { entry in
        [
          TableCell(score: entry.job.bestScore), .text(entry.job.slug),
          .text(String(entry.job.id.prefix(8))), TableCell(entry.answers.count),
          entry.job.flags.isEmpty
            ? .none : .text(entry.job.flags.map(\.rawValue).joined(separator: " ")),
          TableCell(entry.answers.first?.why),
        ]
      })
  }

  private var failures: TextTable {
    let failed = entries(.dead) + entries(.expired) + entries(.cancelled)
    let jobs = failed.map { entry -> [TableCell] in
      [
        .text(entry.job.reason?.rawValue ?? entry.job.state.rawValue), .text(entry.job.slug),
        .text(String(entry.job.id.prefix(8))), TableCell(entry.job.detail),
      ]
    }
    let aside = held.map { held -> [TableCell] in
      [.text(held.reason), .text(held.name), .text("hold"), .text(held.sentence)]
    }
    return TextTable(
      columns: [
        .init(title: "NOT DONE"), .init(title: "NAME"), .init(title: "ID"),
        .init(title: "WHY", isElastic: true),
      ], rows: jobs + aside)
  }

  /// The schema `nightloom.report/1`.
  public var json: JSONValue {
    JobObject.envelope(
      "nightloom.report/1", now: now,
      [
        "since": JobObject.time(since), "totals": .string(totals),
        "median_score": JobObject.number(medianScore), "omitted": .int(omitted),
        "live": .object(JSONObject(live.map { ($0.state.rawValue, .int($0.count)) })),
        "jobs": .array(entries.map(Self.object)),
        "held": .array(held.map(Self.object)),
      ])
  }

  private static func object(_ entry: Entry) -> JSONValue {
    guard case .object(var object) = JobObject.job(entry.job) else { return .null }
    object["prompt"] = JobObject.string(entry.prompt)
    object["hint"] = JobObject.string(entry.hint)
    object["files"] = .array(entry.files.map(JSONValue.string))
    object["answers"] = .array(
      entry.answers.map { answer in
        [
          "place": .int(answer.place), "score": JobObject.number(answer.score),
          "why": .string(answer.why), "needs": .array(answer.needs.map(JSONValue.string)),
          "files": .array(entry.files(of: answer.place).map(JSONValue.string)),
        ]
      })
    return .object(object)
  }

  private static func object(_ held: Held) -> JSONValue {
    [
      "name": .string(held.name), "kept": .string(held.kept), "reason": .string(held.reason),
      "sentence": .string(held.sentence), "hint": .string(held.hint),
    ]
  }
}
