import Escaping
public import JSON
public import JobStore

/// Everything about one job, as `show` prints it.
public enum JobPage {
  /// The page: facts, prompt, attempts, answers and events; times are local.
  ///
  /// - Parameters:
  ///   - record: The job.
  ///   - zone: Local time.
  ///   - width: Columns of the terminal.
  /// - Returns: Lines, each safe for a terminal.
  public static func text(
    _ record: JobRecord, zone: TimeText.Zone, width: Int
  ) -> String {
    var page = TerminalEscaping.escape(record.job.folderName) + "\n"
    for (name, value) in facts(record, zone) {
      page += "  " + TerminalEscaping.column(name, width: 10) + TerminalEscaping.escape(value)
      page += "\n"
    }
    page += "\nPrompt\n" + indented(prompt(record.job.request))
    if !record.attempts.isEmpty {
      page += "\nAttempts\n" + indented(attempts(record.attempts, width: width - 2))
      let answers = answers(record.attempts)
      if !answers.rows.isEmpty {
        page += "\nAnswers\n" + indented(answers.text(.columns(width: width - 2)))
      }
    }
    return page + "\nEvents\n" + indented(events(record.events, zone, width: width - 2))
  }

  /// The schema `nightloom.show/1`: all of the job, or what was asked for beside its row.
  public static func json(
    _ record: JobRecord, _ log: JobLog? = nil, _ files: JobFiles? = nil, now: Int64
  ) -> JSONValue {
    var data = JSONObject([("job", JobObject.job(record.job))])
    if let log { data["log"] = log.json }
    if let files { data["files"] = files.json }
    let isWhole = log == nil && files == nil
    return JobObject.envelope(
      "nightloom.show/1", now: now, isWhole ? JobObject.record(record) : .object(data))
  }

  // MARK: - Facts

  private static func facts(_ record: JobRecord, _ zone: TimeText.Zone) -> [(String, String)] {
    let job = record.job
    func time(_ milliseconds: Int64?) -> String? {
      milliseconds.map { TimeText.localSeconds($0, zone) }
    }
    let flags = job.flags.map(\.rawValue).joined(separator: ", ")
    let facts: [(String, String?)] = [
      ("row", String(job.row)), ("key", job.key),
      ("state", flags.isEmpty ? job.state.rawValue : "\(job.state.rawValue) (\(flags))"),
      ("reason", [job.reason?.rawValue, job.detail].compactMap { $0 }.nonEmpty(": ")),
      ("score", TableCell(score: job.bestScore).shown),
      ("file", record.source.map { String(decoding: $0.name, as: UTF8.self) }),
      ("line", job.customID), ("tags", job.tags.nonEmpty(", ")),
      ("priority", String(job.priority)), ("accepted", time(job.acceptedAt)),
      ("run after", job.runAfter > job.acceptedAt ? time(job.runAfter) : nil),
      ("deadline", time(job.deadline)), ("window", job.window),
      ("started", time(job.startedAt)), ("ended", time(job.endedAt)),
      (
        "counters",
        "claim \(job.claim), starts \(job.starts), failures \(job.failures), "
          + "attempts \(job.attempts)/\(job.attemptLimit)"
      ),
      ("shipment", job.shipment), ("result", job.resultDigest), ("engine", job.engine),
    ]
    return facts.compactMap { name, value in value.map { (name, $0) } }
  }

  /// The request's `prompt`, or the request as it is; each line escaped by itself.
  private static func prompt(_ request: [UInt8]?) -> String {
    guard let request else { return "(forgotten after the time of retention)\n" }
    let text =
      (try? JSONValue.parse(request))?["prompt"]?.string
      ?? String(decoding: request, as: UTF8.self)
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { TerminalEscaping.escape(String($0)) + "\n" }.joined()
  }

  private static func indented(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    return lines.map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
  }

  // MARK: - Tables

  private static func attempts(_ attempts: [Attempt], width: Int) -> String {
    TextTable(
      columns: [
        .init(title: "TRY"), .init(title: "CLAIM"), .init(title: "TIME", isRightAligned: true),
        .init(title: "TEMP", isRightAligned: true),
        .init(title: "TOKENS", isRightAligned: true), .init(title: "VERDICT"),
        .init(title: "CHANGES", isElastic: true),
      ],
      rows: attempts.map { attempt in
        [
          TableCell(attempt.number), TableCell(Int(attempt.claim)),
          .text(TimeText.duration(attempt.milliseconds)),
          TableCell(score: attempt.temperature), TableCell(attempt.outputTokens),
          .text(attempt.verdict), TableCell(attempt.changes),
        ]
      }
    ).text(.columns(width: width))
  }

  private static func answers(_ attempts: [Attempt]) -> TextTable {
    TextTable(
      columns: [
        .init(title: "TRY"), .init(title: "ANSWER"), .init(title: "M", isRightAligned: true),
        .init(title: "PARTS"), .init(title: "GATES", isElastic: true),
      ],
      rows: attempts.flatMap { attempt in
        attempt.answers.map { answer in
          [
            TableCell(attempt.number), TableCell(answer.number), TableCell(score: answer.score),
            TableCell(members(answer.parts)), TableCell(members(answer.gates)),
          ]
        }
      })
  }

  /// The members of an object as `name value`, in order; other values as JSON.
  private static func members(_ value: JSONValue) -> String? {
    switch value {
    case .null: nil
    case .object(let object):
      object.members.map { member in
        let value = member.value.string ?? member.value.text()
        return "\(member.key) \(value)"
      }.nonEmpty(", ")
    default: value.text()
    }
  }

  private static func events(_ events: [JobEvent], _ zone: TimeText.Zone, width: Int) -> String {
    TextTable(
      columns: [
        .init(title: "TIME"), .init(title: "EVENT"), .init(title: "CLAIM"),
        .init(title: "REASON"), .init(title: "DETAIL", isElastic: true),
      ],
      rows: events.map { event in
        let change = event.to.map {
          "\(event.from.map { "\($0.rawValue) -> " } ?? "")\($0.rawValue)"
        }
        return [
          .text(TimeText.localSeconds(event.time, zone)), .text(change ?? event.kind.rawValue),
          event.claim == 0 ? .none : TableCell(Int(event.claim)),
          TableCell(event.reason?.rawValue), TableCell(event.detail),
        ]
      }
    ).text(.columns(width: width))
  }
}

extension TableCell {
  /// The text, or `nil` for an empty cell.
  fileprivate var shown: String? { self == .none ? nil : terminalText }
}

extension [String] {
  /// The words in a line, or `nil` when there are none.
  fileprivate func nonEmpty(_ separator: String) -> String? {
    isEmpty ? nil : joined(separator: separator)
  }
}
