public import JSON
public import WorkflowGraph

/// What the server would say of one input alone; for rules that mend a workflow piece by piece.
public struct InputCheck: Sendable {
  private let validator: PromptValidator

  /// Checks as `validator` does.
  public init(_ validator: PromptValidator) { self.validator = validator }

  /// What the server finds wrong with a literal: its conversion, range and choices, and the file
  /// that the class's own hook looks for.
  ///
  /// - Parameters:
  ///   - literal: The value, unwrapped.
  ///   - input: The input, with its full name.
  ///   - classType: The class the input belongs to.
  /// - Returns: The kind of error, or `nil` when the server takes the value. Of partly known
  ///   inputs nothing is claimed.
  public func problem(
    with literal: JSONValue, at input: InputDefinition, of classType: String
  ) -> IssueKind? {
    if input.presence == .unknown { return nil }
    let checked = CheckedInput(input)
    let hook = validator.hooks.hook(of: classType)
    let rules = InputValidation(
      treatsFileChoicesAsNames: validator.options.treatsFileChoicesAsNames)
    do throws(InputValidation.Failure) {
      let converted = try rules.convert(literal, for: checked)
      guard hook?.covers(input.name) != true else {
        return problem(of: hook, with: literal, at: input)
      }
      do throws(PythonError) {
        return try rules.check(converted, for: checked)?.kind
      } catch {
        return .exceptionDuringValidation
      }
    } catch {
      return error.kind
    }
  }

  /// Runs a hook that looks at this input first; hooks that look at link types are passed over.
  private func problem(
    of hook: HookTable.Hook?, with literal: JSONValue, at input: InputDefinition
  ) -> IssueKind? {
    guard let hook, hook.arguments.first == input.name, !hook.takesInputTypes else { return nil }
    let files = validator.options.treatsFileChoicesAsNames ? nil : validator.files
    let run = HookValidation(
      hook: hook, given: [(input.name, literal)], receivedTypes: [:], files: files)
    do throws(PythonError) {
      return try run.run() == nil ? nil : .customValidationFailed
    } catch {
      return .exceptionDuringValidation
    }
  }

  /// Whether the server lets a link pass.
  ///
  /// - Parameters:
  ///   - received: The declared type of the output.
  ///   - source: The class type with that output.
  ///   - input: The input, with its full name.
  ///   - classType: The class the input belongs to.
  /// - Returns: Whether the types fit, by themselves or by what is known of the classes.
  public func accepts(
    _ received: SocketType, from source: String, at input: InputDefinition, of classType: String
  ) -> Bool {
    guard let producer = validator.checkedClass(source),
      let consumer = validator.checkedClass(classType)
    else { return false }
    return consumer.hook?.takesInputTypes == true
      || LinkValidation.fits(
        received, from: producer, at: CheckedInput(input), of: consumer, hooks: validator.hooks)
  }

  /// Whether a class is known to read inputs that its definition does not name.
  public func readsFurtherInputs(_ classType: String) -> Bool {
    validator.hooks.hook(of: classType)?.takesAll == true
  }

  /// Whether a name no definition knows is one the frontend leaves behind; nobody reads it.
  public static func isLeftover(_ name: String) -> Bool { leftovers.contains(name) }

  private static let leftovers: Set<String> = [
    "upload", "audioUI", "preview_text", "preview_markdown", "previewMode", "image",
    "choose file to upload", "choose video to upload", "speak_and_recognation",
  ]
}
