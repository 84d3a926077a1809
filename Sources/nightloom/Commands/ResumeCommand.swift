import JSON
import JobRunner
import JobStore

/// `nightloom resume`: lifts what `pause` stopped.
enum ResumeCommand: Subcommand {
  static let name = "resume"
  static let summary = "Goes on after a pause."
  static let usage = "[--intake] [--json]"
  static let options =
    [Option("intake", nil, "Only take files from the inbox again.")] + ControlSession.options

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let session = try ControlSession(arguments)
    let what: [Pausable] = arguments.has("intake") ? [.intake] : Pausable.allCases
    let answer = try session.ask(.resume(what))
    let changed = answer["changed"] ?? .array([])
    if arguments.has("json") {
      let data: JSONValue = ["changed": changed, "pauses": answer["pauses"] ?? .array([])]
      Console.output(session.envelope(name, data).text() + "\n")
      return .success
    }
    let words = (changed.array ?? []).compactMap(\.string)
    Console.output(
      words.isEmpty ? "nothing was paused\n" : words.map { "\($0) goes on\n" }.joined())
    return .success
  }
}
