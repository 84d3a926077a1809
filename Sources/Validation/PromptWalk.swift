import JSON
import WorkflowGraph

/// Checks output nodes and all that is upstream of them, each node once.
///
/// The server recurses; here the recursion has a stack of its own, so that no chain of nodes is too
/// long. Inputs are taken in definition order, where the server takes them in hash order: lists may
/// therefore differ from one run of the server where exceptions or cycles are met (part of its
/// answers differ between its own runs too), status and error type do not.
///
/// Source: Comfy-Org/ComfyUI v0.33.0: execution.py (validate_inputs). Differs: input order, and no
/// limit of recursion.
struct PromptWalk {
  private let prompt: ParsedPrompt
  private let hooks: HookTable
  private let files: MediaFiles?
  private let values: InputValidation
  /// Result by node; `nil` while not visited or still on the stack.
  private(set) var results: [NodeResult?]
  private var stack: [Frame] = []
  private var isOnStack: [Bool]

  /// What is known of a visited node.
  struct NodeResult {
    var isValid: Bool
    var issues: [ValidationIssue]
  }

  private struct Frame {
    let place: Int
    let node: ParsedPrompt.Entry
    var next = 0
    var isValid = true
    var issues: [ValidationIssue] = []
    /// Only kept for the hook.
    var given: [(name: String, value: JSONValue)] = []
    var receivedTypes: [String: SocketType] = [:]
  }

  private enum Outcome {
    case done(isValid: Bool)
    case raised(String)
  }

  private enum Step {
    case visit(Int)
    case finish(Outcome)
  }

  init(
    _ prompt: ParsedPrompt, hooks: HookTable, files: MediaFiles?, options: ValidationOptions
  ) {
    self.prompt = prompt
    self.hooks = hooks
    self.files = options.treatsFileChoicesAsNames ? nil : files
    values = InputValidation(
      treatsFileChoicesAsNames: options.treatsFileChoicesAsNames,
      suggestsNames: options.suggestsNames)
    results = Array(repeating: nil, count: prompt.nodes.count)
    isOnStack = Array(repeating: false, count: prompt.nodes.count)
  }

  /// Checks the output node at `place`; afterwards its result is known.
  mutating func checkOutput(_ place: Int) -> Bool {
    if let result = results[place] { return result.isValid }
    push(place)
    while let top = stack.indices.last {
      switch advance(top) {
      case .visit(let source):
        if let result = results[source] {
          if !result.isValid { stack[top].isValid = false }
        } else if isOnStack[source] {
          recordCycle(to: source)
          stack[top].isValid = false
        } else {
          push(source)
        }
      case .finish(let outcome): pop(outcome)
      }
    }
    return results[place]?.isValid ?? false
  }

  // MARK: - The stack

  private mutating func push(_ place: Int) {
    stack.append(Frame(place: place, node: prompt.nodes[place]))
    isOnStack[place] = true
  }

  private mutating func pop(_ outcome: Outcome) {
    let frame = stack.removeLast()
    isOnStack[frame.place] = false
    switch outcome {
    case .done(let isValid):
      // A cycle found below has left its error here already.
      let earlier = results[frame.place]?.issues ?? []
      results[frame.place] = NodeResult(
        isValid: isValid && earlier.isEmpty, issues: earlier + frame.issues)
    case .raised(let text):
      let consumer = stack.last
      let input = consumer.map { $0.node.served[$0.next - 1].name }
      let isInner = consumer != nil
      results[frame.place] = NodeResult(
        isValid: false,
        issues: [
          issue(
            isInner ? .exceptionDuringInnerValidation : .exceptionDuringValidation, frame.place,
            input,
            isInner
              ? "Exception when validating inner node" : "Exception when validating node", text)
        ])
    }
    if let top = stack.indices.last, results[frame.place]?.isValid == false {
      stack[top].isValid = false
    }
  }

  /// Stores the error at every node from `source` up to the top of the stack.
  private mutating func recordCycle(to source: Int) {
    guard let start = stack.firstIndex(where: { $0.place == source }) else { return }
    let cycle = stack[start...].map(\.place)
    let path = (cycle + [source]).map { place in
      "\(prompt.nodes[place].id) (\(prompt.nodes[place].checked.classType))"
    }.joined(separator: " -> ")
    for place in cycle {
      results[place] = NodeResult(
        isValid: false,
        issues: [issue(.dependencyCycle, place, nil, "Dependency cycle detected", path)])
    }
  }

  // MARK: - One node

  /// Checks inputs of the topmost node until an upstream node must be known, or all are done.
  private mutating func advance(_ top: Int) -> Step {
    let node = stack[top].node
    guard node.inputs != nil else { return .finish(.raised("'inputs'")) }
    do throws(PythonError) {
      while stack[top].next < node.served.count {
        let index = stack[top].next
        stack[top].next += 1
        switch prompt.given(node, served: index) {
        case .plainLiteral: continue
        case .plainLink(let source): return .visit(source)
        case .nothing:
          let input = node.served[index]
          if input.presence == .required { reportMissing(input, top) }
        case .value(.array(let link)):
          let source = prompt.source(node, served: index)
          if let source = try checkLink(link, from: source, node.served[index], top) {
            return .visit(source)
          }
        case .value(let literal): try checkLiteral(literal, node.served[index], top)
        }
      }
      try runHook(top)
    } catch {
      return .finish(.raised(error.text))
    }
    return .finish(.done(isValid: stack[top].isValid && stack[top].issues.isEmpty))
  }

  private mutating func reportMissing(_ input: CheckedInput, _ top: Int) {
    let shown = input.name.split(separator: ".").last.map(String.init) ?? input.name
    let isStatic = stack[top].node.definition.input(input.name) != nil
    report(
      .requiredInputMissing, input, top, "Required input is missing",
      isStatic ? input.name : shown)
  }

  /// Checks a link; the position of its source when that must be checked too.
  private mutating func checkLink(
    _ link: [JSONValue], from source: Int?, _ input: CheckedInput, _ top: Int
  ) throws(PythonError) -> Int? {
    guard link.count == 2 else {
      report(
        .badLinkedInput, input, top,
        "Bad linked input, must be a length-2 list of [node_id, slot_index]", input.name)
      return nil
    }
    let resolved = try LinkValidation.resolve(link, from: source, in: prompt)
    let consumer = stack[top].node.checked
    let hook = consumer.hook
    if hook != nil {
      stack[top].given.append((input.name, .null))
      stack[top].receivedTypes[input.name] = resolved.type
    }
    let producer = prompt.nodes[resolved.source].checked
    if hook?.takesInputTypes != true,
      !LinkValidation.fits(resolved.type, from: producer, at: input, of: consumer, hooks: hooks)
    {
      report(
        .returnTypeMismatch, input, top, "Return type mismatch between linked nodes",
        "\(input.name), received_type(\(LinkValidation.text(resolved.type))) mismatch "
          + "input_type(\(LinkValidation.text(input.type)))")
      return nil
    }
    return resolved.source
  }

  private mutating func checkLiteral(
    _ value: JSONValue, _ input: CheckedInput, _ top: Int
  ) throws(PythonError) {
    // Of a partly known class nobody knows what its literals may be.
    if input.presence == .unknown { return }
    let hook = stack[top].node.checked.hook
    let literal = InputValidation.unwrapped(value)
    let converted: InputValidation.Converted
    do throws(InputValidation.Failure) {
      converted = try values.convert(literal, for: input)
    } catch {
      if hook != nil { stack[top].given.append((input.name, literal)) }
      report(error.kind, input, top, error.message, error.details)
      return
    }
    if hook != nil {
      if case .value(let value) = converted {
        stack[top].given.append((input.name, value))
      } else {
        stack[top].given.append((input.name, literal))
      }
    }
    if hook?.covers(input.name) == true { return }
    if let failure = try values.check(converted, for: input) {
      report(failure.kind, input, top, failure.message, failure.details, failure.suggestion)
    }
  }

  private mutating func runHook(_ top: Int) throws(PythonError) {
    guard let hook = stack[top].node.checked.hook else { return }
    let run = HookValidation(
      hook: hook, given: stack[top].given, receivedTypes: stack[top].receivedTypes, files: files)
    guard let refusal = try run.run() else { return }
    for argument in refusal.arguments {
      stack[top].issues.append(
        issue(
          .customValidationFailed, stack[top].place, argument,
          "Custom validation failed for node", "\(argument) - \(refusal.words)"))
    }
  }

  // MARK: - Issues

  private mutating func report(
    _ kind: IssueKind, _ input: CheckedInput, _ top: Int, _ message: String, _ details: String,
    _ suggestion: String? = nil
  ) {
    var issue = issue(kind, stack[top].place, input.name, message, details)
    issue.suggestion = suggestion
    stack[top].issues.append(issue)
  }

  private func issue(
    _ kind: IssueKind, _ place: Int, _ input: String?, _ message: String, _ details: String
  ) -> ValidationIssue {
    ValidationIssue(
      kind: kind, nodeID: prompt.nodes[place].id,
      classType: prompt.nodes[place].checked.classType, inputName: input, message: message,
      details: details)
  }
}
