import Canvas
import Generation
import Hashing
import JSON
import KnowledgeBase
import OperatingSystem
import WorkflowCode
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
    let catalog = try Installation(arguments).nodes().catalog
    let workflow = try WorkflowInput.read(arguments.positionals[0], catalog: catalog).workflow
    let form = try arguments.required("to")
    if arguments.text("picture") != nil, form != "png" {
      throw UsageError(message: "--picture goes with --to png")
    }
    let picture = try arguments.text("picture").map { try InputFile.read($0) }
    let bytes = try convert(workflow, to: form, catalog, picture)
    try AtomicFile.write(bytes, to: arguments.positionals[1])
    return .success
  }

  private static func convert(
    _ workflow: Workflow, to form: String, _ catalog: NodeCatalog, _ picture: [UInt8]?
  ) throws -> [UInt8] {
    switch form {
    case "api": return APIFormat.write(workflow, inTopologicalOrder: true).bytes(.pretty) + [0x0A]
    case "code":
      return Array(try Printer(ClassIdentifiers(catalog)).print(workflow).utf8)
    case "ui", "svg", "png":
      let placed = WorkflowLayout.place(workflow, catalog: catalog)
      let api = APIFormat.write(workflow, inTopologicalOrder: true)
      let key = SHA256.digest(api.bytes())
      let ui = UIFormat.write(
        placed, catalog: catalog, id: SeedDerivation.identifier(key: key, answer: 0))
      switch form {
      case "ui": return ui.bytes(.pretty) + [0x0A]
      case "svg": return Array(SVGDrawing.draw(placed, catalog: catalog, ui: ui, api: api).utf8)
      default:
        guard let picture else {
          return try PNGDrawing.draw(placed, catalog: catalog, ui: ui, api: api)
        }
        return try PNGFormat.embed(EmbeddedWorkflow(ui: ui, api: api), in: picture)
      }
    default: throw UsageError(message: "--to wants ui, api, code, svg or png, not '\(form)'")
    }
  }
}
