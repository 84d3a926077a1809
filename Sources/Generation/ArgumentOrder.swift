import JSON
import WorkflowCode
import WorkflowGraph

/// The arguments a statement may still take, in the printer's order: links, then values, each in
/// definition order; names that are no identifiers come last, inside `**{…}`.
struct ArgumentOrder {
  /// One place for one input, as a link or as a value.
  struct Turn {
    var definition: InputDefinition
    var isLinkTurn: Bool
    var name: String { definition.name }
  }

  /// How the next argument or the end of the statement is spelled.
  struct Spelling {
    var isFirst: Bool
    var isInTail: Bool

    /// The text up to the value of the argument `name`.
    func lead(for name: String) -> String {
      if CodeSpelling.isArgumentName(name) { return (isFirst ? "(" : ", ") + name + "=" }
      let opening = isInTail ? ", " : isFirst ? "(**{" : ", **{"
      return opening + CodeSpelling.stringLiteral(name) + ": "
    }

    /// The text that ends the statement; `comment` names a class type whose identifier is shared.
    func closing(comment: String?) -> String {
      let bracket = isFirst ? "()" : isInTail ? "})" : ")"
      return bracket + (comment.map { CodeSpelling.comment + $0 } ?? "") + "\n"
    }
  }

  private var turns: [Turn] = []
  private var next = 0
  private var taken: Set<String> = []
  private var isInTail = false
  private let hasValues: Bool

  /// Orders the inputs of `definition`, dynamic ones expanded for the values in `literals`.
  init(_ definition: NodeDefinition, literals: [String: JSONValue]) {
    hasValues = definition.tier != .observed
    expand(definition, literals: literals)
  }

  /// Orders the inputs anew after a value that brings further inputs.
  mutating func expand(_ definition: NodeDefinition, literals: [String: JSONValue]) {
    let last = next > 0 ? turns[next - 1] : nil
    let inputs = definition.expandedInputs { literals[$0] }
    let plain = inputs.filter { CodeSpelling.isArgumentName($0.name) }
    let others = inputs.filter { !CodeSpelling.isArgumentName($0.name) }
    turns = [plain, others].flatMap { group in
      group.filter(Self.mayBeLinked).map { Turn(definition: $0, isLinkTurn: true) }
        + group.filter { hasValues && Self.isTeachable($0) }
        .map { Turn(definition: $0, isLinkTurn: false) }
    }
    next =
      last.flatMap { last in
        turns.firstIndex { $0.name == last.name && $0.isLinkTurn == last.isLinkTurn }
      }.map { $0 + 1 } ?? 0
  }

  /// How the next piece is spelled.
  var spelling: Spelling { Spelling(isFirst: taken.isEmpty, isInTail: isInTail) }

  /// The definition of the input `name`.
  func definition(_ name: String) -> InputDefinition? {
    turns.first { $0.name == name }?.definition
  }

  /// Takes the input `name`, in its first turn that is still open.
  mutating func take(_ name: String, asLink: Bool) {
    taken.insert(name)
    if !CodeSpelling.isArgumentName(name) { isInTail = true }
    if let place = turns.firstIndex(where: { $0.name == name && $0.isLinkTurn == asLink }) {
      next = place + 1
    }
  }

  /// The turns that may come next; none beyond a link that must be made.
  func open(in scope: ProgramScope) -> [Turn] {
    var open: [Turn] = []
    for turn in turns[next...] where !taken.contains(turn.name) {
      guard !turn.isLinkTurn || scope.canFeed(turn.definition.type) else { continue }
      open.append(turn)
      if turn.isLinkTurn, Self.mustBeLinked(turn.definition) { break }
    }
    return open
  }

  /// Whether nothing that must be linked, and can be, is missing.
  func canClose(in scope: ProgramScope) -> Bool {
    turns[next...].allSatisfy { turn in
      !turn.isLinkTurn || taken.contains(turn.name) || !Self.mustBeLinked(turn.definition)
        || !scope.canFeed(turn.definition.type)
    }
  }

  // MARK: - Inputs

  /// Whether leaving the input out would be an error that no default can mend.
  static func mustBeLinked(_ input: InputDefinition) -> Bool {
    input.presence == .required && isPlain(input)
      && (!WidgetOrder.hasWidget(input) || input.isForcedSocket)
  }

  /// Whether a link may feed the input.
  static func mayBeLinked(_ input: InputDefinition) -> Bool {
    !input.isSocketless && isPlain(input)
  }

  private static func isPlain(_ input: InputDefinition) -> Bool {
    switch input.dynamic {
    case nil, .matchType: true
    default: false
    }
  }

  /// Whether the model writes values for the input: no seeds, no file names, no free text.
  static func isTeachable(_ input: InputDefinition) -> Bool {
    if input.isForcedSocket || CompactForm.isSeed(input) || input.choicesAreFiles { return false }
    switch input.type.name {
    case "INT", "FLOAT", "BOOLEAN": return true
    case "STRING": return input.isMultiline
    default: return !choices(of: input).isEmpty
    }
  }

  /// The choices of an input that are texts.
  static func choices(of input: InputDefinition) -> [String] {
    if case .combo(let options)? = input.dynamic { return options.compactMap { $0.key.string } }
    return input.choices?.compactMap(\.string) ?? []
  }
}
