import JSON
import JobRunner
import OperatingSystem
import Spool

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
    let setup = try RunnerSetup(arguments)
    var configuration = try setup.configuration()
    configuration.deadline = try setup.deadline()
    if arguments.text("max-jobs") != nil {
      configuration.jobLimit = try arguments.int("max-jobs", 0)
    }
    if arguments.has("no-window") { configuration.window = "any" }
    do {
      let summary = try RunnerSession.run(setup, configuration, mode: .once)
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

/// One life of a runner with its signals.
enum RunnerSession {
  static func run(
    _ setup: RunnerSetup, _ configuration: RunnerConfiguration, mode: JobLoop.Mode
  ) throws -> RunSummary {
    let spool = try setup.spool()
    let stop = StopSignal()
    let output = RunnerSetup.output(isQuiet: setup.arguments.has("quiet"))
    let signals = SignalWatch(stop, leave: { ThisProcess.exit($0) }) {
      output.note("SIGHUP: settings are read at the next start")
    }
    return try withExtendedLifetime(signals) {
      do {
        let loop = try JobLoop(spool, configuration, mode: mode, stop: stop, output: output) {
          try setup.generator(workers: configuration.workers)
        }
        if mode == .run { output.note("watching \(spool.path)/inbox (process \(ThisProcess.id))") }
        return try loop.run()
      } catch let error as RunnerError {
        if case .locked = error { throw error }
        throw RunnerSetup.failure(error)
      }
    }
  }
}
