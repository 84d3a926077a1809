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
  static let usage = "--to ui|api|code|svg IN OUT"
  static let options = [
    Option("to", "form", "ui, api, code or svg."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    guard arguments.positionals.count == 2 else {
      throw UsageError(message: "convert needs the file to read and the file to write")
    }
    let catalog = try Installation(arguments).nodes().catalog
    let workflow = try WorkflowInput.read(arguments.positionals[0], catalog: catalog).workflow
    let bytes = try convert(workflow, to: try arguments.required("to"), catalog)
    try AtomicFile.write(bytes, to: arguments.positionals[1])
    return .success
  }

  private static func convert(
    _ workflow: Workflow, to form: String, _ catalog: NodeCatalog
  ) throws -> [UInt8] {
    switch form {
    case "api": return APIFormat.write(workflow, inTopologicalOrder: true).bytes(.pretty) + [0x0A]
    case "code":
      return Array(try Printer(ClassIdentifiers(catalog)).print(workflow).utf8)
    case "ui", "svg":
      let placed = WorkflowLayout.place(workflow, catalog: catalog)
      let api = APIFormat.write(workflow, inTopologicalOrder: true)
      let key = SHA256.digest(api.bytes())
      let ui = UIFormat.write(
        placed, catalog: catalog, id: SeedDerivation.identifier(key: key, answer: 0))
      if form == "ui" { return ui.bytes(.pretty) + [0x0A] }
      return Array(SVGDrawing.draw(placed, catalog: catalog, ui: ui, api: api).utf8)
    default: throw UsageError(message: "--to wants ui, api, code or svg, not '\(form)'")
    }
  }
}
