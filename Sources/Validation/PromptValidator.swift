public import JSON
public import WorkflowGraph

/// Says what ComfyUI's server would say of a prompt, and what it does not see.
///
/// Layer 1 follows the server step by step: replacement of old classes, classes, output nodes, then
/// each output with everything upstream. Layer 2 (``StricterKind``) never changes its verdict.
///
/// Source: Comfy-Org/ComfyUI v0.33.0: server.py (post_prompt), execution.py (validate_prompt).
/// Differs: see ``ValidationOptions``; of classes in tier `observed` only links are checked, and
/// their presence as output nodes is a guess.
public struct PromptValidator: Sendable {
  /// The definitions that apply.
  public let catalog: NodeCatalog
  /// What is known of the classes' own checks.
  public let hooks: HookTable
  /// The files hooks may find; `nil` when unknown, then every file exists.
  public let files: MediaFiles?
  /// How to check.
  public var options: ValidationOptions
  /// Whether plain values are passed over, see PlainValues.swift; only for the test of that law.
  var passesPlainValues = true
  /// The types that outputs carry.
  private let linkableTypes: Set<String>
  private let classes: [String: CheckedClass]

  /// Makes a validator; it may be used for any number of prompts, from any thread.
  public init(
    catalog: NodeCatalog, hooks: HookTable = .empty, files: MediaFiles? = nil,
    options: ValidationOptions = .answer
  ) {
    self.catalog = catalog
    self.hooks = hooks
    self.files = files
    self.options = options
    linkableTypes = Set(catalog.definitions.flatMap { $0.outputs.map(\.type.name) })
    classes = Dictionary(
      catalog.definitions.map { ($0.classType, CheckedClass($0, hooks: hooks)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The class as the checks need it, or `nil` when unknown.
  func checkedClass(_ classType: String) -> CheckedClass? { classes[classType] }

  /// Checks a workflow as the prompt it would become.
  public func validate(_ workflow: Workflow) -> Verdict {
    validate(Self.prompt(of: workflow))
  }

  /// Checks a request body, `{prompt, prompt_id?, partial_execution_targets?}`.
  public func validate(request: JSONValue) -> Verdict {
    guard let prompt = request["prompt"] else {
      return rejected(.noPrompt, "No prompt provided", "No prompt provided")
    }
    if let id = request["prompt_id"], !id.isNull, !Self.isCanonicalUUID(id.string ?? "") {
      return rejected(
        .invalidPromptID, "prompt_id must be a valid canonical UUID",
        "prompt_id must be a valid canonical UUID")
    }
    let targets = request["partial_execution_targets"]?.array?.compactMap(\.string)
    return validate(prompt, targets: targets)
  }

  /// Checks a prompt in API format.
  ///
  /// - Parameters:
  ///   - prompt: The object of nodes, exactly as it would be sent.
  ///   - targets: Ids of the output nodes that count; `nil` for all.
  /// - Returns: The server's verdict and nightloom's findings.
  /// - Complexity: O(nodes + links), and the lengths of the choice lists that are compared.
  public func validate(_ prompt: JSONValue, targets: [String]? = nil) -> Verdict {
    guard case .object(let given) = prompt else { return serverFailure() }
    // Nothing is replaced where every class is known.
    if case .success(let parsed) = parse(given) {
      return withStricter(check(parsed, targets: targets), nil, parsed)
    }
    guard let replaced = NodeReplacement(catalog: catalog, hooks: hooks).apply(given) else {
      return withStricter(serverFailure(), given, nil)
    }
    switch parse(replaced) {
    case .success(let parsed):
      return withStricter(check(parsed, targets: targets), given, parsed)
    case .failure(let refusal): return withStricter(refusal.verdict, given, nil)
    }
  }

  // MARK: - Steps

  private struct Refusal: Error {
    let verdict: Verdict
  }

  /// Finds the definition of every node, in document order; the first without one ends it.
  private func parse(_ prompt: JSONObject) -> Result<ParsedPrompt, Refusal> {
    var nodes: [ParsedPrompt.Entry] = []
    nodes.reserveCapacity(prompt.count)
    let members = prompt.members.span
    for place in members.indices {
      switch entry(members[place].key, members[place].value) {
      case .success(let entry): nodes.append(entry)
      case .failure(let refusal): return .failure(refusal)
      }
    }
    return .success(ParsedPrompt(prompt, nodes, passesPlainValues: passesPlainValues))
  }

  private func entry(_ id: String, _ node: JSONValue) -> Result<ParsedPrompt.Entry, Refusal> {
    guard case .object(let node) = node else {
      return .failure(Refusal(verdict: serverFailure()))
    }
    switch node["class_type"] {
    case .array, .object: return .failure(Refusal(verdict: serverFailure()))
    case .string(let name):
      guard let checked = classes[name] else { fallthrough }
      let inputs = node["inputs"]
      if inputs != nil, inputs?.object == nil {
        return .failure(Refusal(verdict: serverFailure()))
      }
      return .success(ParsedPrompt.Entry(id: id, checked: checked, inputs: inputs?.object))
    default: return .failure(Refusal(verdict: missingType(id, node)))
    }
  }

  private func missingType(_ id: String, _ node: JSONObject) -> Verdict {
    if let meta = node["_meta"], meta.object == nil { return serverFailure() }
    let title = node["_meta"]?["title"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    let message: String
    if let classType = node["class_type"] {
      let name = PythonText.str(classType)
      message = "Node '\(title ?? name)' not found. The custom node may not be installed."
    } else {
      message =
        "Node '\(title ?? "ID #\(id)")' has no class_type. The workflow may be corrupted or a "
        + "custom node is missing."
    }
    return rejected(.missingNodeType, message, "Node ID '#\(id)'")
  }

  private func check(_ prompt: ParsedPrompt, targets: [String]?) -> Verdict {
    let outputs = prompt.nodes.indices.filter { place in
      let node = prompt.nodes[place]
      return node.checked.isOutputNode && targets?.contains(node.id) != false
    }
    if outputs.isEmpty { return rejected(.promptNoOutputs, "Prompt has no outputs", "") }
    var walk = PromptWalk(prompt, hooks: hooks, files: files, options: options)
    var hasGoodOutput = false
    var details: [String] = []
    for output in outputs {
      if walk.checkOutput(output) {
        hasGoodOutput = true
      } else {
        details += (walk.results[output]?.issues ?? []).map { "\($0.message): \($0.details)" }
      }
    }
    let issues = walk.results.flatMap { $0?.issues ?? [] }
    if hasGoodOutput {
      return Verdict(status: issues.isEmpty ? .accepted : .partial, issues: issues)
    }
    var verdict = rejected(
      .promptOutputsFailedValidation, "Prompt outputs failed validation",
      details.joined(separator: "\n"))
    verdict.issues = issues
    return verdict
  }

  /// Adds the findings of layer 2 and the names of partly known classes; `given` is the prompt as
  /// it came when some class is not known.
  private func withStricter(
    _ verdict: Verdict, _ given: JSONObject?, _ parsed: ParsedPrompt?
  ) -> Verdict {
    var verdict = verdict
    if let parsed {
      let nodes = parsed.nodes.span
      for place in nodes.indices where nodes[place].checked.tier == .observed {
        let name = nodes[place].checked.classType
        if !verdict.partlyKnown.contains(name) { verdict.partlyKnown.append(name) }
      }
    }
    guard options.checksStricterRules else { return verdict }
    if let given {
      verdict.stricter = ClassRules(catalog: catalog, hooks: hooks, options: options).check(given)
    }
    if let parsed {
      var rules = StricterRules(
        parsed, hooks: hooks, options: options, linkableTypes: linkableTypes)
      verdict.stricter += rules.check()
    }
    if verdict.status == .partial {
      verdict.stricter.append(
        StricterIssue(
          kind: .partialOutputs, level: .error,
          message: "the server would drop outputs with errors and run the rest"))
    }
    return verdict
  }

  // MARK: - Verdicts

  private func serverFailure() -> Verdict {
    rejected(.serverException, "The server fails with HTTP 500 on a prompt of this shape", "")
  }

  private func rejected(_ kind: IssueKind, _ message: String, _ details: String) -> Verdict {
    Verdict(status: .rejected, errorType: kind, errorMessage: message, errorDetails: details)
  }

  // MARK: - Prompts

  /// The prompt a workflow becomes: links as pairs, literal arrays wrapped.
  public static func prompt(of workflow: Workflow) -> JSONValue {
    var prompt = JSONObject()
    for node in workflow.nodes {
      var inputs = JSONObject()
      for input in node.inputs {
        switch input.value {
        case .link(let link): inputs[input.name] = .array([.string(link.source), .int(link.slot)])
        case .literal(.array(let elements)):
          inputs[input.name] = .object(JSONObject([("__value__", .array(elements))]))
        case .literal(let value): inputs[input.name] = value
        }
      }
      let title = node.title ?? node.classType
      prompt[node.id] = .object(
        JSONObject([
          ("inputs", .object(inputs)), ("class_type", .string(node.classType)),
          ("_meta", .object(JSONObject([("title", .string(title))]))),
        ]))
    }
    return .object(prompt)
  }

  private static func isCanonicalUUID(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 36 else { return false }
    return bytes.indices.allSatisfy { index in
      switch index {
      case 8, 13, 18, 23: bytes[index] == UInt8(ascii: "-")
      default:
        bytes[index] >= 0x30 && bytes[index] <= 0x39
          || bytes[index] >= UInt8(ascii: "a") && bytes[index] <= UInt8(ascii: "f")
      }
    }
  }
}
