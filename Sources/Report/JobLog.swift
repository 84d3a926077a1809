import Escaping
public import JSON
public import JobStore

/// What happened to one job: its events and its rounds, a line each, in the order of time.
public struct JobLog: Equatable, Sendable {
  /// One thing that happened.
  public struct Line: Equatable, Sendable {
    /// UTC milliseconds.
    public let time: Int64
    /// What happened, on one line.
    public let text: String
  }

  /// The lines, oldest first.
  public let lines: [Line]

  /// Tells the story of a job.
  public init(_ record: JobRecord) {
    let events = record.events.map { event in
      let line = Line(time: event.time, text: Self.text(event))
      return (order: event.to?.hasEnded == true ? 2 : 0, line: line)
    }
    let rounds = record.attempts.map { attempt in
      (order: 1, line: Line(time: attempt.endedAt, text: Self.text(attempt)))
    }
    // A round and the end it leads to may share a millisecond.
    let all = (events + rounds).enumerated().sorted { left, right in
      (left.element.line.time, left.element.order, left.offset)
        < (right.element.line.time, right.element.order, right.offset)
    }
    lines = all.map(\.element.line)
  }

  /// What a round of generation gave.
  public static func text(_ round: Attempt) -> String {
    let lead = "Round \(round.number): "
    let changes = round.changes.map { $0.hasPrefix(lead) ? $0.dropFirst(lead.count) : $0[...] }
    return "round \(round.number): \(round.verdict), \(round.outputTokens) tokens"
      + (changes.map { ". \($0)" } ?? "")
  }

  private static func text(_ event: JobEvent) -> String {
    var words: String
    switch (event.from, event.to) {
    case (nil, let new?): words = "accepted, \(new.rawValue)"
    case (let old?, let new?): words = "\(old.rawValue) -> \(new.rawValue)"
    default: words = event.kind.rawValue
    }
    if event.to == .running { words += ", claim \(event.claim)" }
    return [words, event.reason?.rawValue, event.detail].compactMap { $0 }
      .joined(separator: ": ")
  }

  /// One line each, safe for a terminal; times are local.
  public func text(zone: TimeText.Zone) -> String {
    lines.map { line in
      "\(TimeText.localSeconds(line.time, zone))  \(TerminalEscaping.escape(line.text))\n"
    }.joined()
  }

  /// Objects of `time` (UTC) and `text`.
  public var json: JSONValue {
    .array(lines.map { ["time": JobObject.time($0.time), "text": .string($0.text)] })
  }
}
