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
    let job = try reader.find(word)
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
}
