import KnowledgeBase
import OperatingSystem
import WorkflowGraph

/// `nightloom convert`: one form of a workflow into another.
enum ConvertCommand: Subcommand {
  static let name = "convert"
  static let summary = "Converts a workflow between UI format, API format, code and picture."
  static let usage = "--to ui|api|code|svg|png IN OUT"
  static let options = [
    Option("to", "form", "ui, api, code, svg or png; pictures carry ui and api inside."),
    Option("picture", "file", "With png: a PNG to put the workflow into [a small one is drawn]."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    guard arguments.positionals.count == 2 else {
      throw UsageError(message: "convert needs the file to read and the file to write")
    }
    let name = try arguments.required("to")
    guard let form = WorkflowOutput(rawValue: name) else {
      throw UsageError(message: "--to wants ui, api, code, svg or png, not '\(name)'")
    }
    let catalog = try Installation(arguments).nodes().catalog
    let input = try WorkflowInput.read(arguments.positionals[0], catalog: catalog)
    if arguments.text("picture") != nil, form != .png {
      throw UsageError(message: "--picture goes with --to png")
    }
    let picture = try arguments.text("picture").map { try InputFile.read($0) }
    try AtomicFile.write(
      try form.bytes(input.workflow, catalog, picture: picture), to: arguments.positionals[1])
    var notes = input.issues.map(\.description)
    if form.hasCanvas {
      notes += UIFormat.omissions(input.workflow, catalog: catalog).map(\.description)
    }
    for note in notes.prefix(noteLimit) { Console.note("note: \(note)") }
    if notes.count > noteLimit { Console.note("note: and \(notes.count - noteLimit) more") }
    return .success
  }

  private static let noteLimit = 20
}
