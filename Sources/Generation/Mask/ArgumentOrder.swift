import JSON
import OperatingSystem
import WorkflowCode
import WorkflowGraph

/// The arguments a statement may still take, in the printer's order: links, then values, each in
/// definition order; names that are no identifiers come last, inside `**{…}`.
struct ArgumentOrder {
  /// One place for one input, as a link or as a value.
  final class Turn: Sendable {
    let definition: InputDefinition
    let isLinkTurn: Bool
    let name: String
    /// Whether leaving the link out would be an error that no default can mend.
    let mustBeLinked: Bool
    /// The match-type template that the input belongs to.
    let template: String?
    private let spelled = Once<[Value]>()

    /// A value that the input may have, as the program spells it.
    struct Value: Sendable {
      var value: JSONValue
      var bytes: [UInt8]
    }

    init(_ definition: InputDefinition, isLinkTurn: Bool) {
      self.definition = definition
      self.isLinkTurn = isLinkTurn
      name = definition.name
      mustBeLinked = isLinkTurn && ArgumentOrder.mustBeLinked(definition)
      template = OfferedType.template(of: definition)
    }

    /// The values that the input may have, numbers aside; spelled at the first question.
    var values: [Value] {
      spelled.value {
        switch definition.type.name {
        case "INT", "FLOAT": []
        case "BOOLEAN":
          [
            Value(value: true, bytes: Array("True".utf8)),
            Value(value: false, bytes: Array("False".utf8)),
          ]
        case "STRING": TextPlaceholder.allCases.map { Self.text($0.rawValue) }
        default: ArgumentOrder.choices(of: definition).map(Self.text)
        }
      }
    }

    private static func text(_ text: String) -> Value {
      Value(value: .string(text), bytes: Array(CodeSpelling.stringLiteral(text).utf8))
    }
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
  private var taken: [String] = []
  /// By turn, whether its input is taken.
  private var isTaken: [Bool] = []
  private var predecessors: [String: String] = [:]
  private var isInTail = false
  private let hasValues: Bool
  /// Whether values may bring further inputs.
  private let hasExpandingInputs: Bool

  /// Orders the inputs of `definition`, dynamic ones expanded for the values in `literals` and the
  /// start values of the others.
  init(_ definition: NodeDefinition, literals: [String: JSONValue] = [:]) {
    hasValues = definition.tier != .observed
    hasExpandingInputs = definition.inputs.contains { $0.isExpanding }
    expand(definition, literals: literals)
  }

  /// Orders the inputs anew after a value that brings further inputs.
  mutating func expand(_ definition: NodeDefinition, literals: [String: JSONValue]) {
    let last = next > 0 ? turns[next - 1] : nil
    let inputs = StatementDefaults.inputs(of: definition, literals: literals)
    predecessors = StatementDefaults.predecessors(of: definition, literals: literals)
    turns = Self.grouped(inputs).flatMap { group in
      group.filter(Self.mayBeLinked).map { Turn($0, isLinkTurn: true) }
        + group.filter { hasValues && Self.isTeachable($0) }
        .map { Turn($0, isLinkTurn: false) }
    }
    isTaken = turns.map { taken.contains($0.name) }
    next =
      last.flatMap { last in
        turns.firstIndex { $0.name == last.name && $0.isLinkTurn == last.isLinkTurn }
      }.map { $0 + 1 } ?? 0
  }

  /// Inputs named in the bracket, and those in its tail.
  private static func grouped(_ inputs: [InputDefinition]) -> [[InputDefinition]] {
    [
      inputs.filter { CodeSpelling.isArgumentName($0.name) },
      inputs.filter { !CodeSpelling.isArgumentName($0.name) },
    ]
  }

  /// The inputs of a statement without values that links may feed, in the printer's order.
  static func linkable(_ definition: NodeDefinition) -> [InputDefinition] {
    grouped(StatementDefaults.inputs(of: definition)).joined().filter(mayBeLinked)
  }

  /// Those that must be linked.
  static func needed(_ definition: NodeDefinition) -> [InputDefinition] {
    linkable(definition).filter(mustBeLinked)
  }

  /// How the next piece is spelled.
  var spelling: Spelling { Spelling(isFirst: taken.isEmpty, isInTail: isInTail) }

  /// The definition of the input `name`.
  func definition(_ name: String) -> InputDefinition? {
    turns.first { $0.name == name }?.definition
  }

  /// Whether values of the input `name` bring further inputs.
  func expands(_ name: String) -> Bool {
    guard hasExpandingInputs, case .combo? = definition(name)?.dynamic else { return false }
    return true
  }

  /// Takes the input `name`, in its first turn that is still open.
  mutating func take(_ name: String, asLink: Bool) {
    taken.append(name)
    if !CodeSpelling.isArgumentName(name) { isInTail = true }
    for place in turns.indices where turns[place].name == name {
      isTaken[place] = true
      if turns[place].isLinkTurn == asLink { next = place + 1 }
    }
  }

  /// The turns that may come next; none beyond a link that must be made.
  ///
  /// - Parameters:
  ///   - mustTake: A further input that must be linked.
  ///   - canFeed: Whether a link can be made to an input.
  /// - Returns: The turns in order.
  func open(mustTake: String? = nil, canFeed: (Turn) -> Bool) -> [Turn] {
    var open: [Turn] = []
    for place in next..<turns.count where !isTaken[place] {
      let turn = turns[place]
      if !predecessors.isEmpty, let before = predecessors[turn.name], !taken.contains(before) {
        continue
      }
      guard !turn.isLinkTurn || canFeed(turn) else { continue }
      open.append(turn)
      if isNeeded(turn, mustTake) { break }
    }
    return open
  }

  /// The turns of links that still must be made, in order.
  func needed(mustTake: String? = nil) -> [Turn] {
    var needed: [Turn] = []
    for place in next..<turns.count where !isTaken[place] && isNeeded(turns[place], mustTake) {
      needed.append(turns[place])
    }
    return needed
  }

  /// The names of the inputs whose turn to be linked comes after that of `name`.
  func linkNames(after name: String) -> Set<String> {
    let rest = turns[next...].drop { $0.name != name || !$0.isLinkTurn }.dropFirst()
    return Set(rest.filter(\.isLinkTurn).map(\.name))
  }

  private func isNeeded(_ turn: Turn, _ mustTake: String?) -> Bool {
    turn.mustBeLinked || (turn.isLinkTurn && turn.name == mustTake)
  }

  // MARK: - Inputs

  /// Whether leaving the input out would be an error that no default can mend.
  static func mustBeLinked(_ input: InputDefinition) -> Bool {
    input.presence == .required && isPlain(input)
      && (!WidgetOrder.hasWidget(input) || input.isForcedSocket)
  }

  /// Whether a link may feed the input; not where a file is chosen, since classes look for it
  /// before anything runs.
  static func mayBeLinked(_ input: InputDefinition) -> Bool {
    !input.isSocketless && !input.choicesAreFiles && isPlain(input)
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
