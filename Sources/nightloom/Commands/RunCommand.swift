import JSON
import JobRunner

/// `nightloom run`: the daemon.
enum RunCommand: Subcommand {
  static let name = "run"
  static let summary = "Watches the inbox and works until it is told to end."
  static let usage = "[--spool DIR] [--workers N]"
  static let options = RunnerSetup.options + [Option("quiet", nil, "Say nothing.")]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    do {
      let summary = try RunnerSession.run(arguments, mode: .run)
      Console.output(
        (arguments.has("json") ? summary.json("run").text() : summary.line("run")) + "\n")
      return .success
    } catch let error as RunnerError {
      throw RunnerSetup.failure(error)
    }
  }
}
