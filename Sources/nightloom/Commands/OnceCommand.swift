import JSON
import JobRunner

/// `nightloom once`: works off the inbox and exits; what cron calls.
enum OnceCommand: Subcommand {
  static let name = "once"
  static let summary = "Works off the inbox and the queue, then exits (for cron)."
  static let usage = "[--spool DIR] [--answers N] [--seed S] [--json]"
  static let options =
    RunnerSetup.options + [
      Option("deadline", "time", "Begin nothing after this time, such as 06:00."),
      Option("max-jobs", "n", "Begin at most so many jobs."),
      Option("no-window", nil, "Ignore the hours of the configuration."),
      Option("quiet", nil, "Say nothing when all went well."),
      Option("if-locked", "ok", "With 'ok': exit 0 when another runner is at work."),
    ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    do {
      let summary = try RunnerSession.run(arguments, mode: .once)
      if !arguments.has("quiet") || summary.exitCode != 0 {
        Console.output(
          (arguments.has("json") ? summary.json("once").text() : summary.line("once")) + "\n")
      }
      return ExitStatus(rawValue: summary.exitCode) ?? .software
    } catch RunnerError.locked(let process, let path) {
      if arguments.text("if-locked") == "ok" { return .success }
      throw RunnerSetup.failure(.locked(process: process, path: path))
    }
  }
}
