import JSON
import JobRunner
import JobStore
import OperatingSystem

/// What `cancel`, `retry`, `priority`, `pause` and `resume` share: they ask the runner.
struct ControlSession {
  /// Options of all five.
  static let options = [
    Option("spool", "dir", "Folder of inbox, outbox, dead, hold and state [the configuration's]."),
    Option("json", nil, "One JSON object on standard output."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]
  /// Options of those that change jobs.
  static let jobOptions =
    [
      Option("state", "names", "Instead of JOB: all jobs in these states, parted by commas."),
      Option("reason", "names", "Only jobs with these reasons, parted by commas."),
      Option("tag", "word", "Only jobs with this tag."),
      Option("name", "text", "Only names that begin so."),
      Option("yes", nil, "Do not ask when several jobs are meant."),
    ] + options

  let arguments: Arguments
  private let client: ControlClient

  /// Makes sure that somebody listens, before anybody is asked anything.
  init(_ arguments: Arguments) throws {
    self.arguments = arguments
    let setup = try RunnerSetup(arguments)
    guard let path = setup.places.controlSocket else {
      throw CommandFailure(
        .unavailable, "the configuration turns the control socket off",
        hint: "remove 'control_socket = off' and start the runner again")
    }
    client = ControlClient(path: path)
    _ = try ask(.hello)
  }

  /// Asks the runner.
  func ask(_ request: ControlRequest) throws -> JSONValue {
    do throws(ControlClientError) {
      return try client.ask(request)
    } catch {
      throw failure(error)
    }
  }

  private func failure(_ error: ControlClientError) -> CommandFailure {
    switch error {
    case .noRunner:
      var command = "nightloom run"
      for name in ["config", "spool"] {
        if let value = arguments.text(name) { command += " --\(name) \(value)" }
      }
      return CommandFailure(.unavailable, "\(error)", hint: "start one: \(command)")
    case .refused(let code, _):
      return CommandFailure(code == "busy" ? .temporaryFailure : .inputOutput, "\(error)")
    case .noAnswer: return CommandFailure(.unavailable, "\(error)", hint: "ask again")
    case .system(_, let call):
      return CommandFailure(
        call.isDenied ? .noPermission : .inputOutput, "\(error)",
        hint: call.isDenied
          ? "only the runner's user and its group may control it" : call.hint)
    }
  }

  // MARK: - Jobs

  /// Changes the jobs that the words or the filter mean, and says what became of each.
  ///
  /// - Parameters:
  ///   - words: Rows, ids, or names; empty for the filter.
  ///   - states: Those that the filter takes when none is named.
  ///   - verb: What is done, as in `cancel`.
  ///   - request: Makes the request for some keys.
  ///   - sentence: What became of a job that was changed.
  /// - Returns: `no` when some job was left as it was.
  /// - Throws: ``CommandFailure`` or ``UsageError``.
  func change(
    _ words: [String], among states: [JobState], verb: String,
    _ request: ([String]) -> ControlRequest, words sentence: (JSONValue) -> String
  ) throws -> ExitStatus {
    let keys = try self.keys(words, states, verb)
    var answers: [JSONValue] = []
    for start in stride(from: 0, to: keys.count, by: ControlRequest.jobLimit) {
      let part = Array(keys[start..<min(keys.count, start + ControlRequest.jobLimit)])
      answers += try ask(request(part))["jobs"]?.array ?? []
    }
    if arguments.has("json") {
      Console.output(envelope(verb, ["jobs": .array(answers)]).text() + "\n")
    } else {
      for answer in answers {
        let name = answer["job"]?.string ?? answer["key"]?.string ?? ""
        Console.lines("\(name): \(Self.common(answer, verb) ?? sentence(answer))\n")
      }
      if !answers.isEmpty { Console.note("nightloom status shows the queue") }
    }
    let isLeft = answers.contains { Self.common($0, verb) != nil }
    return isLeft ? .no : .success
  }

  /// What is told alike of every verb: that nothing was done.
  private static func common(_ answer: JSONValue, _ verb: String) -> String? {
    switch answer["outcome"]?.string {
    case "refused" where verb == "cancel" && answer["was"]?.string == "running":
      "left as it was: its result is being published"
    case "refused": "left as it was: a job that is \(answer["was"]?.string ?? "?") has no \(verb)"
    case "forgotten":
      "left as it was: its prompt was forgotten after the time of retention; drop it again"
    case "failed": "left as it was: \(answer["message"]?.string ?? "the runner could not")"
    case "unknown": "left as it was: the queue does not know it any more"
    default: nil
    }
  }

  private func keys(
    _ words: [String], _ states: [JobState], _ verb: String
  ) throws -> [String] {
    let filters = ["state", "reason", "tag", "name"]
    let isFiltered = filters.contains { arguments.text($0) != nil }
    guard words.isEmpty == isFiltered else {
      throw UsageError(
        message: isFiltered
          ? "name jobs or give a filter, not both"
          : "which job? name its row, its id or its name, or give a filter")
    }
    let reader = try QueueReader(arguments)
    guard isFiltered else { return try words.map { try reader.find($0).key } }
    let jobs = try reader.history.select(try selection(states))
    guard !jobs.isEmpty else {
      throw CommandFailure(.noInput, "no job is so", hint: "nightloom status lists the jobs")
    }
    try confirm(jobs.count, verb)
    return jobs.map(\.key)
  }

  private func selection(_ states: [JobState]) throws -> JobSelection {
    var selection = JobSelection()
    selection.states = try list("state") { JobState(rawValue: $0) } ?? states
    selection.reasons = try list("reason") { JobReason(rawValue: $0) } ?? []
    selection.tag = arguments.text("tag")
    selection.namePrefix = arguments.text("name")
    return selection
  }

  private func list<Value>(_ name: String, _ read: (String) -> Value?) throws -> [Value]? {
    try arguments.text(name).map { text in
      try text.split(separator: ",").map { word in
        guard let value = read(String(word)) else {
          throw UsageError(message: "--\(name) does not know '\(word)'")
        }
        return value
      }
    }
  }

  private func confirm(_ count: Int, _ verb: String) throws {
    if arguments.has("yes") { return }
    let jobs = count == 1 ? "1 job" : "\(count) jobs"
    guard StandardStreams.input.isTerminal else {
      throw UsageError(message: "\(verb) means \(jobs); say --yes, as nobody can be asked here")
    }
    Console.standing("\(verb) \(jobs)? [y/N] ")
    guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
      throw CommandFailure(.no, "nothing was changed")
    }
  }

  // MARK: - Output

  /// One object with its schema.
  func envelope(_ command: String, _ data: JSONValue) -> JSONValue {
    [
      "schema": .string("nightloom.\(command)/1"),
      "generated": .string(CalendarTime.text(utc: WallClock.system.now)), "data": data,
    ]
  }
}
