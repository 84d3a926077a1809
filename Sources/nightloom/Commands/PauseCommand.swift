import JSON
import JobRunner
import JobStore

/// `nightloom pause`: nothing new begins until `resume`, also after a restart.
enum PauseCommand: Subcommand {
  static let name = "pause"
  static let summary = "Begins no further job, also after a restart; running ones are finished."
  static let usage = "[--intake] [--reason TEXT] [--json]"
  static let options =
    [
      Option("intake", nil, "Take no files from the inbox either."),
      Option("reason", "text", "Why, for whoever asks later."),
    ] + ControlSession.options

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let session = try ControlSession(arguments)
    let what: [Pausable] = arguments.has("intake") ? [.claiming, .intake] : [.claiming]
    let answer = try session.ask(.pause(what, reason: arguments.text("reason") ?? ""))
    let pauses = answer["pauses"] ?? .array([])
    if arguments.has("json") {
      Console.output(session.envelope(name, ["pauses": pauses]).text() + "\n")
      return .success
    }
    for pause in pauses.array ?? [] {
      let reason = pause["reason"]?.string ?? ""
      Console.lines(
        "\(pause["what"]?.string ?? "") is paused" + (reason.isEmpty ? "" : ": \(reason)") + "\n")
    }
    Console.note("nightloom resume goes on")
    return .success
  }
}
