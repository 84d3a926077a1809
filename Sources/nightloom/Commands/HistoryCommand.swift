import JSON
import JobRunner
import JobStore
import OperatingSystem
import Report

/// `nightloom history`: ended jobs.
enum HistoryCommand: Subcommand {
  static let name = "history"
  static let summary = "Shows jobs that have ended."
  static let usage = "[--since today] [--state done,dead] [--reason R] [--score '<0.6'] [--json]"
  static let options =
    QueueReader.options + QueueReader.tableOptions + [
      Option("since", "time", "Ended at this time or later: today, now-2days, or ISO."),
      Option("until", "time", "Ended before this time."),
      Option("state", "names", "Only these states, parted by commas."),
      Option("reason", "names", "Only these reasons, parted by commas."),
      Option("tag", "word", "Only jobs with this tag."),
      Option("name", "text", "Only names that begin so."),
      Option("score", "bound", "Only these best scores, such as '<0.6'."),
      Option("sort", "order", "ended, row, score, time or name [ended]."),
      Option("limit", "n", "At most so many jobs [50]."),
    ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let reader = try QueueReader(arguments)
    let jobs = try reader.history.history(filter(arguments, now: reader.now))
    if arguments.has("json") {
      Console.output(HistoryTable.json(jobs, now: reader.now).text() + "\n")
      return .success
    }
    if jobs.isEmpty {
      Console.note("no job has ended so")
      return .success
    }
    Console.output(
      HistoryTable.text(jobs, zone: QueueReader.zone, QueueReader.style(arguments)))
    return .success
  }

  private static func filter(_ arguments: Arguments, now: Int64) throws -> HistoryFilter {
    var filter = HistoryFilter()
    filter.since = try time("since", arguments, now)
    filter.until = try time("until", arguments, now)
    filter.states = try words("state", arguments) { JobState(rawValue: $0) }
    filter.reasons = try words("reason", arguments) { JobReason(rawValue: $0) }
    filter.tag = arguments.text("tag")
    filter.namePrefix = arguments.text("name")
    if let text = arguments.text("score") {
      guard let bound = ScoreBound(text) else {
        throw UsageError(message: "--score wants a bound such as '<0.6', not '\(text)'")
      }
      filter.score = bound
    }
    if let text = arguments.text("sort") {
      guard let order = HistoryOrder(rawValue: text) else {
        throw UsageError(message: "--sort wants ended, row, score, time or name, not '\(text)'")
      }
      filter.order = order
    }
    filter.limit = try arguments.int("limit", 50)
    return filter
  }

  private static func words<Value>(
    _ name: String, _ arguments: Arguments, _ read: (String) -> Value?
  ) throws -> [Value] {
    try (arguments.text(name) ?? "").split(separator: ",").map { word in
      guard let value = read(String(word)) else {
        throw UsageError(message: "--\(name) does not know '\(word)'")
      }
      return value
    }
  }

  private static func time(_ name: String, _ arguments: Arguments, _ now: Int64) throws -> Int64? {
    guard let text = arguments.text(name) else { return nil }
    guard let moment = HistoryTime.moment(text, now: now) else {
      throw UsageError(
        message: "--\(name) wants today, now-2days or an ISO time, not '\(text)'")
    }
    return moment
  }
}

/// Points in time as people say them.
enum HistoryTime {
  /// `today`, `yesterday`, `now-2days`, `now-3h`, `2026-03-01` or an ISO time.
  static func moment(_ text: String, now: Int64) -> Int64? {
    if text == "today" { return day(now) }
    if text == "yesterday" { return day(now - 86_400_000) }
    if text == "now" { return now }
    if text.hasPrefix("now-") {
      let rest = text.dropFirst(4)
      let number = rest.prefix { $0.isASCII && $0.isNumber }
      let units: [Substring: Int64] = [
        "s": 1, "min": 60, "minutes": 60, "h": 3600, "hours": 3600, "d": 86400, "days": 86400,
        "day": 86400,
      ]
      guard let count = Int64(number), count < 100_000,
        let unit = units[rest.dropFirst(number.count)]
      else { return nil }
      return now - count * unit * 1000
    }
    return RunnerTime.moment(text.utf8.count == 10 ? text + " 00:00" : text, now: now)
  }

  private static func day(_ moment: Int64) -> Int64? {
    let time = CalendarTime(local: moment)
    return CalendarTime(year: time.year, month: time.month, day: time.day).localMilliseconds
  }
}
