import JSON
public import Sampling
public import WorkflowCode
public import WorkflowGraph

/// Lets a decoder write nothing but a well-formed response: the three parts in order, names from
/// the candidate nodes, and a program that parses and whose links join fitting types.
///
/// The automaton is a chain of *choice points*. Each offers continuations (byte strings); a token
/// is allowed when it begins one of them. A number is the only free text of a program, and the
/// plan the only free text outside; both are bounded.
///
/// What it guarantees: the response can be taken apart; every class type is known; every variable
/// is declared above its use; each input at most once and in definition order; links join fitting
/// types; inputs that must be linked are; an output node comes before the end. What it does not:
/// numbers in range (``CompactForm`` clamps them), and that every node reaches an output.
public struct WorkflowConstraint: TokenConstraint {
  /// One way on from a choice point.
  private struct Continuation {
    var bytes: [UInt8]
    var action: Action
  }

  private enum Action {
    case select(String), endSelection
    case begin(String), link(String, variable: String), value(String), text(String, JSONValue)
    case endStatement
  }

  private enum Phase {
    case forced([Forced], then: AfterForced)
    case selection, principle(tokens: Int), statement, argument, number(String, isDecimal: Bool)
    case finished
  }

  private enum Forced { case control(TranscriptTag), text([UInt8]) }
  private enum AfterForced { case selection, principle, statement, finished }

  private let vocabulary: ConstraintVocabulary
  private let catalog: NodeCatalog
  private let identifiers: ClassIdentifiers
  private let candidates: [String]

  private var phase: Phase
  private var typed: [UInt8] = []
  private var continuations: [Continuation] = []
  private var selected: [String] = []
  private var plan: [UInt8] = []
  private var planned = PlannedCounts()
  private var scope: ProgramScope
  private var current: StatementInProgress?
  private var remaining = Int.max

  /// The statement being written.
  private struct StatementInProgress {
    var definition: NodeDefinition
    var arguments: ArgumentOrder
    var literals: [String: JSONValue] = [:]
  }

  /// Longest plan, in tokens.
  static let principleLimit = 320
  /// After so many statements without a new class type a program may end with selected nodes
  /// unused.
  static let repeatLimit = 6
  /// Below this many tokens only the shortest way to the end stays open.
  static let hurryBelow = 240

  /// Starts a response.
  ///
  /// - Parameters:
  ///   - vocabulary: The model's tokens, prepared once for all responses.
  ///   - catalog: The definitions that links and names must follow.
  ///   - identifiers: The spelling of class types in code.
  ///   - candidates: The class types offered; those the catalog lacks are ignored.
  public init(
    vocabulary: ConstraintVocabulary, catalog: NodeCatalog, identifiers: ClassIdentifiers,
    candidates: [String]
  ) {
    self.vocabulary = vocabulary
    self.catalog = catalog
    self.identifiers = identifiers
    self.candidates = candidates.filter(catalog.contains)
    scope = ProgramScope(catalog: catalog)
    phase = .forced([.control(.openSelection)], then: .selection)
  }

  /// Whether the response has ended.
  public var isFinished: Bool { if case .finished = phase { true } else { false } }

  /// The text that must follow, or `nil` when there is a choice.
  public var forcedText: [UInt8]? { nil }

  // MARK: - Allowed tokens

  /// Sets exactly the tokens that may come next.
  public mutating func allowedTokens(into mask: inout TokenMask, remainingTokens: Int) {
    let wasHurried = isHurried
    remaining = remainingTokens
    if wasHurried != isHurried, typed.isEmpty { refreshContinuations() }
    mask.removeAll()
    insertAllowed(into: &mask)
  }

  private var isHurried: Bool { remaining < Self.hurryBelow }

  private func insertAllowed(into mask: inout TokenMask) {
    switch phase {
    case .forced(let items, _):
      switch items[0] {
      case .control(let tag): mask.insert(vocabulary.id(of: tag))
      case .text(let bytes): insertTokens(beginning: [Array(bytes.dropFirst(typed.count))], &mask)
      }
    case .principle(let tokens):
      if tokens < Self.principleLimit, !isHurried { mask.formUnion(vocabulary.freeText) }
      mask.insert(vocabulary.id(of: .closePrinciple))
    case .number(let text, let isDecimal):
      insertNumbers(after: text, isDecimal: isDecimal, &mask)
    case .selection, .statement, .argument:
      let open = continuations.filter {
        $0.bytes.count > typed.count && $0.bytes.starts(with: typed)
      }
      insertTokens(beginning: open.map { Array($0.bytes.dropFirst(typed.count)) }, &mask)
      if typed.isEmpty, mayEnd { mask.insert(vocabulary.id(of: .closeWorkflow)) }
      if let next = afterComplete() { next.insertAllowed(into: &mask) }
    case .finished:
      mask.insert(vocabulary.id(of: .end))
    }
  }

  private func insertTokens(beginning texts: [[UInt8]], _ mask: inout TokenMask) {
    vocabulary.trie.tokens(prefixing: texts, into: &mask)
  }

  private func insertNumbers(after text: String, isDecimal: Bool, _ mask: inout TokenMask) {
    for token in vocabulary.numeric
    where NumberText.isPrefix(text + token.text, isDecimal: isDecimal) { mask.insert(token.id) }
    if NumberText.isComplete(text, isDecimal: isDecimal) {
      var next = self
      next.finishNumber(text, isDecimal: isDecimal)
      next.insertAllowed(into: &mask)
    }
  }

  /// The state after the continuation that is typed in full, if there is one.
  private func afterComplete() -> WorkflowConstraint? {
    guard !typed.isEmpty, let done = continuations.first(where: { $0.bytes == typed }) else {
      return nil
    }
    var next = self
    next.perform(done.action)
    return next
  }

  // MARK: - Accepting

  /// Moves on by one token, which must be an allowed one.
  public mutating func accept(token: Int32) {
    switch phase {
    case .forced(var items, let then):
      acceptForced(&items, then, token)
    case .principle(let tokens):
      if token == vocabulary.id(of: .closePrinciple) {
        planned = PlannedCounts(plan: String(decoding: plan, as: UTF8.self))
        phase = .forced([.text([0x0A]), .control(.openWorkflow), .text([0x0A])], then: .statement)
      } else {
        plan += vocabulary.bytes(of: token)
        phase = .principle(tokens: tokens + 1)
      }
    case .number(let text, let isDecimal):
      let longer = text + String(decoding: vocabulary.bytes(of: token), as: UTF8.self)
      if NumberText.isPrefix(longer, isDecimal: isDecimal) {
        phase = .number(longer, isDecimal: isDecimal)
      } else {
        finishNumber(text, isDecimal: isDecimal)
        accept(token: token)
      }
    case .selection, .statement, .argument: acceptChoice(token)
    case .finished: break
    }
  }

  private mutating func acceptForced(
    _ items: inout [Forced], _ then: AfterForced, _ token: Int32
  ) {
    if case .text(let bytes) = items[0] {
      typed += vocabulary.bytes(of: token)
      guard typed.count >= bytes.count else { return }
      typed = []
    }
    items.removeFirst()
    guard items.isEmpty else { return phase = .forced(items, then: then) }
    switch then {
    case .selection: enter(.selection)
    case .principle: phase = .principle(tokens: 0)
    case .statement: enter(.statement)
    case .finished: phase = .finished
    }
  }

  private mutating func acceptChoice(_ token: Int32) {
    if token == vocabulary.id(of: .closeWorkflow) {
      phase = .forced([.control(.end)], then: .finished)
      return
    }
    let longer = typed + vocabulary.bytes(of: token)
    if continuations.contains(where: { $0.bytes.starts(with: longer) }) {
      typed = longer
      completeIfUnambiguous()
    } else if let done = continuations.first(where: { $0.bytes == typed }) {
      perform(done.action)
      accept(token: token)
    } else {
      preconditionFailure(
        "token \(token) was not allowed after \(String(decoding: typed, as: UTF8.self))")
    }
  }

  private mutating func completeIfUnambiguous() {
    let open = continuations.filter { $0.bytes.starts(with: typed) }
    if open.count == 1, open[0].bytes == typed { perform(open[0].action) }
  }

  private mutating func perform(_ action: Action) {
    typed = []
    switch action {
    case .select(let name):
      selected.append(name)
      enter(.selection)
    case .endSelection:
      phase = .forced(
        [.control(.closeSelection), .text([0x0A]), .control(.openPrinciple)], then: .principle)
    case .begin(let classType):
      guard let definition = catalog[classType] else { return }
      current = StatementInProgress(
        definition: definition, arguments: ArgumentOrder(definition, literals: [:]))
      enter(.argument)
    case .link(let name, let variable):
      if let definition = current?.definition { scope.use(variable, by: definition) }
      current?.arguments.take(name, asLink: true)
      enter(.argument)
    case .value(let name):
      current?.arguments.take(name, asLink: false)
      typedValue(name)
    case .text(let name, let value):
      current?.arguments.take(name, asLink: false)
      current?.literals[name] = value
      if let statement = current {
        current?.arguments.expand(statement.definition, literals: statement.literals)
      }
      enter(.argument)
    case .endStatement:
      if let current { scope.declare(current.definition) }
      current = nil
      enter(.statement)
    }
  }

  private mutating func typedValue(_ name: String) {
    guard let input = current?.arguments.definition(name) else { return enter(.argument) }
    phase = .number("", isDecimal: input.type.name == "FLOAT")
  }

  private mutating func finishNumber(_ text: String, isDecimal: Bool) {
    typed = []
    enter(.argument)
  }

  // MARK: - Choice points

  private mutating func enter(_ next: Phase) {
    phase = next
    typed = []
    refreshContinuations()
  }

  private mutating func refreshContinuations() {
    switch phase {
    case .selection: continuations = selectionContinuations()
    case .statement: continuations = statementContinuations()
    case .argument: continuations = argumentContinuations()
    default: continuations = []
    }
  }

  private func selectionContinuations() -> [Continuation] {
    var open: [Continuation] = []
    if !isHurried || selected.isEmpty {
      open = candidates.filter { !selected.contains($0) }.map { name in
        let lead = selected.isEmpty ? "[\"" : "\", \""
        return Continuation(bytes: Array((lead + name).utf8), action: .select(name))
      }
    }
    if !selected.isEmpty {
      open.append(Continuation(bytes: Array("\"]".utf8), action: .endSelection))
    } else if open.isEmpty {
      open.append(Continuation(bytes: Array("[]".utf8), action: .endSelection))
    }
    return open
  }

  /// Whether the program may end here: something is shown, and every selected node that can be
  /// used is used, or the last statements brought no new class type.
  private var mayEnd: Bool {
    guard case .statement = phase, scope.hasOutputNode else { return false }
    return isHurried || continuations.isEmpty || scope.repeats >= Self.repeatLimit
      || unusedSelected.allSatisfy { !scope.canFeed($0) }
  }

  private var unusedSelected: [NodeDefinition] {
    selected.filter { !scope.used.contains($0) }.compactMap { catalog[$0] }
  }

  /// The class types used before, as often as the plan names them, and the first unused one that
  /// can be fed: nodes are selected in the order of their first use.
  private var nextSelected: [NodeDefinition] {
    let definitions = selected.compactMap { catalog[$0] }
    let next = unusedSelected.first(where: scope.canFeed)
    return definitions.filter {
      if $0.classType == next?.classType { return true }
      let limit = planned.limit(of: $0.classType, among: selected) ?? .max
      return scope.used.contains($0.classType) && scope.uses(of: $0.classType) < limit
    }
  }

  private func statementContinuations() -> [Continuation] {
    let offered = nextSelected.filter(scope.canFeed)
    var open = offered
    if isHurried { open = scope.hasOutputNode ? [] : offered.filter(\.isOutputNode) }
    if open.isEmpty, !scope.hasOutputNode { open = fallback() }
    return open.map { definition in
      let text =
        scope.targets(of: definition) + " = "
        + identifiers.identifier(for: definition.classType)
      return Continuation(bytes: Array(text.utf8), action: .begin(definition.classType))
    }
  }

  /// What to offer when the selected nodes cannot go on: candidates first, then the catalog; only
  /// output nodes when there is something to show.
  private func fallback() -> [NodeDefinition] {
    let wantsOutput = !scope.variables.isEmpty
    func fits(_ definition: NodeDefinition) -> Bool {
      guard definition.tier != .observed, !definition.isAPINode, scope.canFeed(definition) else {
        return false
      }
      return !wantsOutput
        || definition.isOutputNode && definition.inputs.contains(where: ArgumentOrder.mustBeLinked)
    }
    let core = catalog.definitions.lazy.filter { $0.tier == .core }
    for pool in [candidates.compactMap { catalog[$0] }, Array(core)] {
      let open = pool.filter(fits)
      if !open.isEmpty { return Array(open.prefix(64)) }
    }
    return []
  }

  private func argumentContinuations() -> [Continuation] {
    guard let current else { return [] }
    let scope = scope.view(for: current.definition)
    let spelling = current.arguments.spelling
    let classType = current.definition.classType
    let comment = identifiers.needsComment(classType) ? classType : nil
    var open: [Continuation] = []
    if current.arguments.canClose(in: scope) {
      let end = Array(spelling.closing(comment: comment).utf8)
      open.append(Continuation(bytes: end, action: .endStatement))
      if isHurried { return open }
    }
    for input in current.arguments.open(in: scope) {
      let lead = spelling.lead(for: input.name)
      if input.isLinkTurn {
        for source in scope.sources(for: input.definition.type) {
          open.append(
            Continuation(
              bytes: Array((lead + source.name).utf8),
              action: .link(input.name, variable: source.name)))
        }
      } else {
        open += valueContinuations(input.definition, lead)
      }
    }
    return open
  }

  private func valueContinuations(_ input: InputDefinition, _ lead: String) -> [Continuation] {
    func text(_ value: JSONValue, _ spelled: String) -> Continuation {
      Continuation(bytes: Array((lead + spelled).utf8), action: .text(input.name, value))
    }
    switch input.type.name {
    case "INT", "FLOAT":
      return [Continuation(bytes: Array(lead.utf8), action: .value(input.name))]
    case "BOOLEAN": return [text(true, "True"), text(false, "False")]
    case "STRING":
      return TextPlaceholder.allCases.map {
        text(.string($0.rawValue), CodeSpelling.stringLiteral($0.rawValue))
      }
    default:
      return ArgumentOrder.choices(of: input).map {
        text(.string($0), CodeSpelling.stringLiteral($0))
      }
    }
  }
}
