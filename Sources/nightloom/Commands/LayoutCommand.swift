import Canvas
import Generation
import Hashing
import JSON
import KnowledgeBase
import OperatingSystem
import WorkflowGraph

/// `nightloom layout`: a workflow with its nodes placed afresh.
enum LayoutCommand: Subcommand {
  static let name = "layout"
  static let summary = "Places the nodes of a workflow afresh and writes it in UI format."
  static let usage = "IN OUT"
  static let options = [
    Option("json", nil, "How the result reads: nodes, crossings, linkLength, width, height."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    guard arguments.positionals.count == 2 else {
      throw UsageError(message: "layout needs the file to read and the file to write")
    }
    let catalog = try Installation(arguments).nodes().catalog
    let workflow = try WorkflowInput.read(arguments.positionals[0], catalog: catalog).workflow
    let placed = WorkflowLayout.place(workflow, catalog: catalog)
    let key = SHA256.digest(APIFormat.write(workflow, inTopologicalOrder: true).bytes())
    let file = UIFormat.write(
      placed, catalog: catalog, id: SeedDerivation.identifier(key: key, answer: 0))
    try AtomicFile.write(file.bytes(.pretty) + [0x0A], to: arguments.positionals[1])
    if arguments.has("json") {
      Console.output(line(LayoutQuality(placed, catalog: catalog)).text() + "\n")
    }
    return .success
  }

  private static func line(_ quality: LayoutQuality) -> JSONValue {
    [
      "nodes": .int(quality.nodes), "crossings": .int(quality.crossings),
      "linkLength": .double(quality.linkLength.rounded()), "width": .double(quality.width),
      "height": .double(quality.height),
    ]
  }
}
