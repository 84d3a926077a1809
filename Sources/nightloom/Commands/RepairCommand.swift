import Generation
import JSON
import KnowledgeBase
import OperatingSystem
import Validation
import WorkflowGraph

/// `nightloom repair`: mends what rules can mend in a workflow.
enum RepairCommand: Subcommand {
  static let name = "repair"
  static let summary = "Mends a workflow by rules and says what it changed and why."
  static let usage = "IN OUT [--to ui|api|code|svg|png] [--catalog NAME] [--json]"
  static let options = [
    Option("to", "form", "ui, api, code, svg or png [by OUT's ending, else that of IN]."),
    Option(
      "catalog", "name",
      "core, extended, installed, all, or an object_info file [installed if imported, extended]."),
    Option("server", nil, "Model and media files must exist; so always when yours are known."),
    Option("any-file", nil, "Model and media files may have any name."),
    Option("files", "file", "Media files that exist, as {input: [name …]} [those recorded]."),
    Option("json", nil, "The verdicts and every change as one JSON object on standard output."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    guard arguments.positionals.count == 2 else {
      throw UsageError(message: "repair needs the file to read and the file to write")
    }
    let installation = Installation(arguments)
    let validator = try installation.validator(
      arguments, .file, asksForFiles: installation.asksForFiles(arguments))
    let path = arguments.positionals[0]
    let input = try WorkflowInput.read(path, catalog: validator.catalog, isToBeMended: true)
    let form = try form(arguments, of: input)
    let workflows = try installation.workflows(in: installation.knowledgeFolder())
    let producers = ProducerIndex(validator.catalog, popularity: workflows.popularity)
    let repair = RuleRepair(
      validator: validator, producers: producers, habits: try installation.habits())
    let (workflow, repairs) = repair.repair(input.workflow, readFrom: input.prompt)
    if let node = workflow.nodes.first(where: \.classType.isEmpty) {
      throw WorkflowFormatError.nodeWithoutClassType(id: node.id)
    }
    let isUntouched = repairs.isEmpty && form == input.form
    try AtomicFile.write(
      isUntouched ? try InputFile.read(path) : try form.bytes(workflow, validator.catalog),
      to: arguments.positionals[1])
    let before = input.prompt.map { validator.validate($0) } ?? validator.validate(input.workflow)
    let after = isUntouched ? before : validator.validate(workflow)
    if arguments.has("json") { Console.output(line(before, after, repairs).text() + "\n") }
    for repair in repairs { Console.note(repair.description) }
    Console.note(summary(before, after, repairs.count))
    return after.isClean ? .success : .no
  }

  private static func summary(_ before: Verdict, _ after: Verdict, _ count: Int) -> String {
    let left = after.stricter.count { $0.level == .error }
    return "\(count) change\(count == 1 ? "" : "s"); was \(before.status.rawValue), is "
      + after.status.rawValue
      + (left == 0 ? "" : "; `nightloom validate` names \(left) more that the server lets pass")
  }

  private static func form(
    _ arguments: Arguments, of input: WorkflowInput
  ) throws -> WorkflowOutput {
    guard let name = arguments.text("to") else {
      return WorkflowOutput(ending: arguments.positionals[1]) ?? input.form
    }
    guard let form = WorkflowOutput(rawValue: name) else {
      throw UsageError(message: "--to wants ui, api, code, svg or png, not '\(name)'")
    }
    return form
  }

  private static func line(
    _ before: Verdict, _ after: Verdict, _ repairs: [Repair]
  ) -> JSONValue {
    [
      "schema": "nightloom.repair/1", "before": state(before), "after": state(after),
      "repairs": .array(repairs.map(\.json)),
    ]
  }

  private static func state(_ verdict: Verdict) -> JSONValue {
    [
      "status": .string(verdict.status.rawValue),
      "errors": .int(verdict.issues.count),
      "error_type": verdict.errorType.map { .string($0.rawValue) } ?? .null,
      "stricter": .int(verdict.stricter.count { $0.level == .error }),
    ]
  }
}
