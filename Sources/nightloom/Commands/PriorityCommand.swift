import JobRunner
import JobStore

/// `nightloom priority`: lets jobs run earlier or later.
enum PriorityCommand: Subcommand {
  static let name = "priority"
  static let summary = "Gives jobs that wait another priority: higher runs first."
  static let usage = "N JOB … | N --tag W [--name TEXT] [--yes] [--json]"
  static let options = ControlSession.jobOptions

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let word = arguments.positionals.first ?? ""
    guard let priority = Int(word), (-100...100).contains(priority) else {
      throw UsageError(message: "which priority? a whole number from -100 to 100 comes first")
    }
    let session = try ControlSession(arguments)
    return try session.change(
      Array(arguments.positionals.dropFirst()), among: [.ready, .running, .remote], verb: name,
      { .priority(keys: $0, priority) }, words: { _ in "priority \(priority)" })
  }
}
