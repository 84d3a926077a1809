import JSON
import JobStore
import OperatingSystem
import Report

/// `nightloom show`: everything about one job.
enum ShowCommand: Subcommand {
  static let name = "show"
  static let summary = "Shows one job: prompt, rounds, answers, events, files."
  static let usage = "JOB [--json]"
  static let options = QueueReader.options

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    guard let word = arguments.positionals.first, arguments.positionals.count == 1 else {
      throw UsageError(message: "which job? name its row, its id or its name")
    }
    let reader = try QueueReader(arguments)
    let job = try find(word, reader)
    guard let record = try reader.history.show(row: job.row) else {
      throw CommandFailure(.noInput, "there is no job '\(word)'")
    }
    if arguments.has("json") {
      Console.output(JobPage.json(record, now: reader.now).text() + "\n")
      return .success
    }
    let width = StandardStreams.output.columns ?? 100
    Console.output(JobPage.text(record, zone: QueueReader.zone, width: width))
    let place = job.state == .done ? "outbox" : job.state == .dead ? "dead" : nil
    if let place { Console.output("\nFiles\n  \(reader.spoolPath)/\(place)/\(job.folderName)\n") }
    return .success
  }

  private static func find(_ word: String, _ reader: QueueReader) throws -> Job {
    switch try reader.history.lookUp(word) {
    case .found(let job): return job
    case .ambiguous(let jobs):
      throw CommandFailure(
        .noInput, "'\(displayName(Array(word.utf8)))' may be one of \(jobs.count) jobs",
        hint: "name one: " + jobs.prefix(5).map(\.folderName).joined(separator: ", "))
    case .unknown(let near):
      throw CommandFailure(
        .noInput, "there is no job '\(displayName(Array(word.utf8)))'",
        hint: near.isEmpty
          ? "nightloom history lists the jobs" : "near names: " + near.joined(separator: ", "))
    }
  }
}
