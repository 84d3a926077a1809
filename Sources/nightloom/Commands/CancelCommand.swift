import JSON
import JobRunner
import JobStore

/// `nightloom cancel`: ends jobs that have not ended.
enum CancelCommand: Subcommand {
  static let name = "cancel"
  static let summary = "Cancels jobs; a running one stops at the next token."
  static let usage = "JOB … | --state ready [--tag W] [--name TEXT] [--yes] [--json]"
  static let options = ControlSession.jobOptions

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let session = try ControlSession(arguments)
    return try session.change(
      arguments.positionals, among: [.ready, .running, .remote], verb: name,
      { .cancel(keys: $0) },
      words: { answer in
        answer["outcome"]?.string == "stopping" ? "stops at the next token" : "cancelled"
      })
  }
}
