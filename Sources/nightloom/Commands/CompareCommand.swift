import Comparison
import Curation
import JSON
import KnowledgeBase
import OperatingSystem
import WorkflowGraph

/// `nightloom compare`: how alike two workflows are.
enum CompareCommand: Subcommand {
  static let name = "compare"
  static let summary = "Compares two workflow files: node, graph and type F1."
  static let usage = "ANSWER.json GOLD.json"
  static let options = [
    Option("json", nil, "Print one JSON object."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    guard arguments.positionals.count == 2 else {
      throw UsageError(message: "compare wants two files, not \(arguments.positionals.count)")
    }
    let catalog = try Installation(arguments).nodes().catalog
    let left = try read(arguments.positionals[0], catalog)
    let right = try read(arguments.positionals[1], catalog)
    let likeness = Likeness(left, right)
    let types = TypeF1.compare(left, with: right)
    let scores = [("node", likeness.node), ("graph", likeness.graph.score), ("type", types)]
    if arguments.has("json") {
      var object = JSONObject(scores.map { ($0.0, json($0.1)) })
      object["exact"] = .bool(likeness.graph.isExact)
      Console.output(JSONValue.object(object).text(.pretty) + "\n")
    } else {
      for (name, score) in scores { Console.output(line(name, score)) }
      if !likeness.graph.isExact { Console.output("the graph scores are lower bounds\n") }
    }
    return likeness.node.f1 == 1 && likeness.graph.score.f1 == 1 ? .success : .no
  }

  private static func read(_ path: String, _ catalog: NodeCatalog) throws -> Workflow {
    do {
      return try WorkflowFile.read(JSONValue.parse(readFile(path)), catalog: catalog)
    } catch let error as SystemCallError {
      throw CommandFailure(.noInput, "\(error)", hint: "name two files that exist")
    } catch {
      throw CommandFailure(
        .dataError, "\(path): \(error)", hint: "give ComfyUI workflows in UI or API format")
    }
  }

  private static func json(_ score: PrecisionRecall) -> JSONValue {
    [
      "precision": .double(score.precision), "recall": .double(score.recall),
      "f1": .double(score.f1),
    ]
  }

  private static func line(_ name: String, _ score: PrecisionRecall) -> String {
    "\(name): precision \(score.precision), recall \(score.recall), F1 \(score.f1)\n"
  }
}
