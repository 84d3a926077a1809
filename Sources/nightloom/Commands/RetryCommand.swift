import JSON
import JobRunner
import JobStore

/// `nightloom retry`: runs ended jobs again.
enum RetryCommand: Subcommand {
  static let name = "retry"
  static let summary = "Runs jobs again that have ended; new seeds, old results stay."
  static let usage = "JOB … | --state dead [--reason R] [--tag W] [--name TEXT] [--yes] [--json]"
  static let options = ControlSession.jobOptions

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let session = try ControlSession(arguments)
    return try session.change(
      arguments.positionals, among: [.dead, .cancelled, .expired], verb: name,
      { .retry(keys: $0) },
      words: { answer in
        guard let new = answer["new"]?["job"]?.string else { return "ready again" }
        return "done, so it runs again beside its result as \(new)"
      })
  }
}
