import JSON
import KnowledgeBase
import OperatingSystem
import WorkflowGraph

/// What the benches work on: the shipped catalog, and real or generated workflows.
struct BenchInputs {
  /// The bytes of the catalog's files.
  let files: NodeKnowledgeBase.Files
  /// Exact definitions only, as `nightloom validate` uses them.
  let exact: NodeKnowledgeBase
  /// All definitions.
  let catalog: NodeCatalog
  /// `data` or `generated`.
  let kind: String
  /// UI files of up to 60 nodes.
  let uiFiles: [JSONValue]
  /// Workflows of up to 60 nodes, all classes known.
  let workflows: [Workflow]
  /// Workflows of 55 to 65 nodes with exact definitions only.
  let large: [Workflow]

  /// Reads the catalog below `Config/Catalog` and the workflows of NIGHTLOOM_DATA.
  init() throws {
    files = try Self.files()
    exact = try NodeKnowledgeBase.load(files, reach: .extended)
    catalog = try NodeKnowledgeBase.load(files).catalog
    guard let folder = Environment.value("NIGHTLOOM_DATA") else {
      kind = "generated"
      let graph = GeneratedGraph.workflow
      let layout = UIFormat.completed(graph, catalog: catalog)
      uiFiles = [GeneratedGraph.uiFile(layout, catalog)]
      workflows = [graph]
      large = [graph]
      return
    }
    kind = "data"
    let corpus = try Self.corpus(folder, catalog)
    uiFiles = corpus.compactMap(\.file)
    workflows = corpus.map(\.workflow).filter { $0.nodes.count <= 60 }
    let known = exact.catalog
    large = corpus.map(\.workflow).filter { workflow in
      (55...65).contains(workflow.nodes.count)
        && workflow.nodes.allSatisfy { known.contains($0.classType) }
    }
  }

  /// The files of the installation in the working folder.
  static func files() throws -> NodeKnowledgeBase.Files {
    NodeKnowledgeBase.Files(
      core: try readFile("Config/Catalog/core.catalog"),
      extended: try readFile("Config/Catalog/extended.catalog"),
      observed: try readFile("Config/Catalog/observed.catalog"),
      hooks: try readFile("Config/Catalog/hooks.json"))
  }

  private typealias Row = (file: JSONValue?, workflow: Workflow)

  private static func corpus(_ folder: String, _ catalog: NodeCatalog) throws -> [Row] {
    let unpacked = try ChildProcess.run(["gzip", "-dc", folder + "/workflows/train.jsonl.gz"])
    var rows: [Row] = []
    for line in unpacked.output.split(separator: 0x0A) {
      let row = try JSONValue.parse(Array(line), readsNonFinite: true)
      guard let json = row["workflow"], (row["nodes"]?.int ?? 0) <= 70 else { continue }
      let isUI = row["format"]?.string == "ui"
      // Some rows hold foreign members, which no reader takes.
      guard
        let workflow = isUI
          ? try? UIFormat.read(json, catalog: catalog).workflow : try? APIFormat.read(json),
        workflow.nodes.allSatisfy({ catalog.contains($0.classType) })
      else { continue }
      let isComparable = isUI && workflow.nodes.count <= 60
      rows.append((isComparable ? Optional(json) : Optional.none, workflow))
    }
    return rows
  }
}
