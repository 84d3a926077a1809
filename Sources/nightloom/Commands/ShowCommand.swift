import JSON
import JobStore
import OperatingSystem
import Report

/// `nightloom show`: everything about one job.
enum ShowCommand: Subcommand {
  static let name = "show"
  static let summary = "Shows one job: prompt, rounds, answers, events, files."
  static let usage = "JOB [--log] [--files] [--json]"
  static let options =
    [
      Option("log", nil, "Only what happened to it, a line each."),
      Option("files", nil, "Only its files: sizes, and what each of them is."),
    ] + QueueReader.options

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    guard let word = arguments.positionals.first, arguments.positionals.count == 1 else {
      throw UsageError(message: "which job? name its row, its id or its name")
    }
    let reader = try QueueReader(arguments)
    let job = try reader.find(word)
    guard let record = try reader.history.show(row: job.row) else {
      throw CommandFailure(.noInput, "there is no job '\(word)'")
    }
    let log = arguments.has("log") ? JobLog(record) : nil
    let files = arguments.has("files") ? try reader.files(of: job) : nil
    if arguments.has("json") {
      Console.output(JobPage.json(record, log, files, now: reader.now).text() + "\n")
    } else if log != nil || files != nil {
      if let log { Console.output(log.text(zone: QueueReader.zone)) }
      if let files { Console.output(files.text(QueueReader.style(arguments))) }
    } else {
      showPage(record, reader)
    }
    return .success
  }

  private static func showPage(_ record: JobRecord, _ reader: QueueReader) {
    let job = record.job
    let width = StandardStreams.output.columns ?? 100
    Console.output(JobPage.text(record, zone: QueueReader.zone, width: width))
    let place = job.state == .done ? "outbox" : job.state == .dead ? "dead" : nil
    if let place { Console.output("\nFiles\n  \(reader.spoolPath)/\(place)/\(job.folderName)\n") }
  }
}
