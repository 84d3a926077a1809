import JSON
import KnowledgeBase

/// `nightloom explain`: a workflow in plain words.
enum ExplainCommand: Subcommand {
  static let name = "explain"
  static let summary = "Says in plain words what a workflow does and what it needs."
  static let usage = "FILE …"
  static let options = [
    Option("json", nil, "One JSON object a file on standard output."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    guard !arguments.positionals.isEmpty else {
      throw UsageError(message: "name the files to explain")
    }
    let installation = Installation(arguments)
    let catalog = try installation.nodes().catalog
    let reader = try NeedsReader(installation)
    for path in arguments.positionals {
      let workflow = try WorkflowInput.read(path, catalog: catalog).workflow
      let explanation = Explanation(workflow, catalog: catalog)
      let needs = reader.needs(of: workflow)
      if arguments.has("json") {
        let line: JSONValue = [
          "file": .string(path), "explanation": explanation.json, "needs": needs.json,
        ]
        Console.output(line.text() + "\n")
      } else {
        if arguments.positionals.count > 1 { Console.lines("\(path):\n") }
        Console.lines(explanation.text + reader.page(needs))
      }
    }
    return .success
  }
}
