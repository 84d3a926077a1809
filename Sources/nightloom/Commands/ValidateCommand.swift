import JSON
import OperatingSystem
import Ranking
import Validation

/// `nightloom validate`: what ComfyUI's own validation would say, and what it would not see.
enum ValidateCommand: Subcommand {
  static let name = "validate"
  static let summary = "Says what ComfyUI would say of workflows, and what it does not see."
  static let usage = "FILE … | --jsonl FILE --json"
  static let options = [
    Option(
      "catalog", "name",
      "core, extended, installed, all, or an object_info file [installed if imported, extended]."),
    Option("jsonl", "file", "Many prompts: JSON Lines of {id, prompt} in API format."),
    Option("files", "file", "Media files that exist, as {input: [name …]} [those recorded]."),
    Option("server", nil, "Model and media files must exist; always so with --jsonl."),
    Option("any-file", nil, "Model and media files may have any name."),
    Option("policy", nil, "Say too what runs code or reaches beyond ComfyUI's folders."),
    Option("json", nil, "One JSON object a prompt on standard output."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let policy = try policy(arguments)
    let validator = try validator(arguments)
    if let path = arguments.text("jsonl") { return try validateLines(path, validator) }
    guard !arguments.positionals.isEmpty else {
      throw UsageError(message: "name the files to validate, or --jsonl FILE")
    }
    var areAllClean = true
    for path in arguments.positionals {
      let input = try WorkflowInput.read(path, catalog: validator.catalog)
      let verdict =
        input.prompt.map { validator.validate($0) } ?? validator.validate(input.workflow)
      let findings = policy?.findings(in: input.workflow, validator.catalog)
      areAllClean =
        areAllClean && verdict.passesGate && (policy?.mode == .flag || findings?.isEmpty != false)
      if arguments.has("json") {
        Console.output(line(path, verdict, findings).text() + "\n")
      } else {
        Console.lines(page(path, verdict, findings ?? []))
      }
    }
    return areAllClean ? .success : .no
  }

  /// The configuration's policy, when it was asked for.
  private static func policy(_ arguments: Arguments) throws -> WorkflowPolicy? {
    guard arguments.has("policy") else { return nil }
    guard !arguments.has("jsonl") else {
      throw UsageError(message: "--policy is for files, not for --jsonl")
    }
    return WorkflowPolicy(try Installation(arguments).configuration(arguments))
  }

  private static func validator(_ arguments: Arguments) throws -> PromptValidator {
    let installation = Installation(arguments)
    let asksForFiles = try installation.asksForFiles(arguments)
    if arguments.has("jsonl") {
      return try installation.validator(
        arguments, .answer, asksForFiles: asksForFiles || !arguments.has("any-file"))
    }
    return try installation.validator(arguments, .file, asksForFiles: asksForFiles)
  }

  private static func validateLines(
    _ path: String, _ validator: PromptValidator
  ) throws -> ExitStatus {
    var areAllClean = true
    for (number, text) in try InputFile.read(path).split(separator: 0x0A).enumerated() {
      guard let json = try? JSONValue.parse(Array(text), readsNonFinite: true),
        let id = json["id"]?.string, let prompt = json["prompt"]
      else {
        throw CommandFailure(.dataError, "\(path), line \(number + 1) needs `id` and `prompt`")
      }
      let verdict = validator.validate(prompt)
      areAllClean = areAllClean && verdict.isClean
      Console.output(line(id, verdict).text() + "\n")
    }
    return areAllClean ? .success : .no
  }

  private static func line(
    _ id: String, _ verdict: Verdict, _ policy: [PolicyFinding]? = nil
  ) -> JSONValue {
    var types = Set(verdict.issues.map(\.kind.rawValue))
    if let type = verdict.errorType { types.insert(type.rawValue) }
    let stricter = Set(verdict.stricter.map(\.kind.rawValue)).sorted()
    var line = JSONObject([
      ("id", .string(id)), ("status", .string(verdict.status.rawValue)),
      ("error_types", .array(types.sorted().map { .string($0) })),
      ("stricter", .array(stricter.map { .string($0) })),
    ])
    if let policy { line["policy"] = .array(policy.map(\.json)) }
    return .object(line)
  }

  private static func page(
    _ path: String, _ verdict: Verdict, _ policy: [PolicyFinding]
  ) -> String {
    var text = "\(path): \(verdict.status.rawValue)\n"
    if let message = verdict.errorMessage { text += "  \(message)\n" }
    for issue in verdict.issues {
      let place = [issue.nodeID.map { "node \($0)" }, issue.classType, issue.inputName]
        .compactMap { $0 }.joined(separator: ", ")
      text += "  error: \(place): \(issue.message): \(issue.details)\n"
    }
    for issue in verdict.stricter {
      let place = [issue.nodeID.map { "node \($0)" }, issue.classType, issue.inputName]
        .compactMap { $0 }.joined(separator: ", ")
      text += "  \(issue.level.rawValue) (nightloom): \(place): \(issue.message)\n"
    }
    for finding in policy { text += "  policy (\(finding.rule.rawValue)): \(finding.sentence)\n" }
    return text
  }
}
