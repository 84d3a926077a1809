import JSON
import JobRunner
import JobStore
import OperatingSystem

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
      Option("dry-run", nil, "Only say what would become of the files in the inbox."),
      Option("quiet", nil, "Say nothing when all went well."),
      Option("if-locked", "ok", "With 'ok': exit 0 when another runner is at work."),
    ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    if arguments.has("dry-run") { return try forecast(arguments) }
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

  /// Says what a run would do with the inbox; makes no folder and takes no lock.
  private static func forecast(_ arguments: Arguments) throws -> ExitStatus {
    let setup = try RunnerSetup(arguments)
    let path = setup.places.spool + "/inbox"
    let inbox: DirectoryHandle
    do throws(SystemCallError) {
      inbox = try DirectoryHandle(path)
    } catch {
      throw CommandFailure(
        error.isMissing ? .noInput : .inputOutput, error.description,
        hint: error.isMissing ? "nightloom once makes it; --spool DIR names another" : error.hint)
    }
    let forecast = try InboxForecast(
      inbox, try queue(setup.places.state + "/queue.db"), try setup.configuration(),
      engine: try setup.engineDigest(), now: WallClock.system.now)
    if arguments.has("json") {
      Console.output(forecast.json.text() + "\n")
    } else {
      Console.lines(forecast.text)
    }
    return ExitStatus(rawValue: forecast.exitCode) ?? .software
  }

  /// The queue as it is, or `nil` before the first run.
  private static func queue(_ path: String) throws -> JobHistory? {
    do throws(SQLiteError) {
      return try JobHistory(path: path, leavesNoTrace: true)
    } catch .cannotOpen {
      return nil
    } catch {
      throw CommandFailure(.inputOutput, error.description)
    }
  }
}
