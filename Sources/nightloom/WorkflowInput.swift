import Generation
import JSON
import OperatingSystem
import WorkflowCode
import WorkflowGraph

/// A workflow file of any form, recognised by its content.
struct WorkflowInput {
  var workflow: Workflow
  /// The API prompt as it stands in the file, before any reading; `nil` for other forms.
  var prompt: JSONValue?
  /// The form of the file; of a picture that of the workflow inside.
  var form: WorkflowOutput
  /// What a UI file holds that could not be carried over exactly.
  var issues: [UIImportIssue] = []

  /// Reads a UI or API file, a picture with a workflow inside, or code.
  ///
  /// `isToBeMended` lets API nodes without a class pass.
  static func read(
    _ path: String, catalog: NodeCatalog, isToBeMended: Bool = false
  ) throws -> WorkflowInput {
    let bytes = try InputFile.read(path)
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) || isSVG(bytes) {
      guard let json = try EmbeddedFormat.read(bytes).preferred else {
        throw CommandFailure(.dataError, "\(path) holds no workflow")
      }
      return try WorkflowInput(json: json, catalog: catalog, isToBeMended: isToBeMended)
    }
    if let first = bytes.first(where: { $0 > 0x20 }), first == UInt8(ascii: "{") {
      return try WorkflowInput(
        json: try JSONValue.parse(bytes, readsNonFinite: true), catalog: catalog,
        isToBeMended: isToBeMended)
    }
    let code = Lowering(ClassIdentifiers(catalog)).read(String(decoding: bytes, as: UTF8.self))
    guard let workflow = code.workflow else {
      let problems = code.diagnostics.filter(\.isError).map { "\(path):\($0)" }
      throw CommandFailure(
        .dataError, problems.joined(separator: "\n"),
        hint: "the file was read as code, since it begins neither like JSON nor like a picture")
    }
    return WorkflowInput(workflow: workflow, prompt: nil, form: .code)
  }

  private init(workflow: Workflow, prompt: JSONValue?, form: WorkflowOutput) {
    self.workflow = workflow
    self.prompt = prompt
    self.form = form
  }

  private init(json: JSONValue, catalog: NodeCatalog, isToBeMended: Bool) throws {
    if WorkflowFormat.recognise(json) == .ui {
      let imported = try UIFormat.read(json, catalog: catalog)
      workflow = imported.workflow
      issues = imported.issues
      prompt = nil
      form = .ui
    } else {
      let nodes = PromptReading.nodes(json)
      workflow = isToBeMended ? try PromptReading.read(nodes) : try APIFormat.read(nodes)
      prompt = nodes
      form = .api
    }
  }

  private static func isSVG(_ bytes: [UInt8]) -> Bool {
    String(decoding: bytes.prefix(400), as: UTF8.self).contains("<svg")
  }
}
