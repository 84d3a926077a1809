import JSON
public import Sampling
public import WorkflowCode
public import WorkflowGraph

/// Lets a decoder write nothing but a response that is valid as it stands, without repair.
///
/// The automaton is a chain of *choice points*. Each offers continuations (byte strings); a token
/// is allowed when it is the next of one of them as the tokenizer spells it. Spelled otherwise, a
/// name is one that the model has never seen. (A token that ends one continuation and begins the
/// next is not offered; only names that must be quoted have any.) A number is the only free text,
/// and bounded.
///
/// What it guarantees: the three parts in order; the plan of the selected nodes, whose counts are
/// the most that the program has of each, as long as nothing else is needed to show a result; the
/// selected nodes are those that the program uses, in the order of their first use; each input at
/// most once and in the printer's order; links to declared variables of a fitting type; what must
/// be linked is; values among the choices and within the bounds; every node leads to an output
/// node; and from every state an end within the tokens left, provided there were
/// ``minimumTokens`` at the start. What a class checks itself (`hooks.json`) is left to its start
/// values. What it does not: that the workflow is what the user meant.
public struct WorkflowConstraint: TokenConstraint {
  /// One way on from a choice point.
  struct Continuation {
    var bytes: [UInt8]
    /// The tokens of ``bytes``.
    var spelling: [Int32] = []
    var action: Action
    /// The most tokens from behind it to the end; `nil` when there are plenty.
    var after: Int?
  }

  enum Action {
    case select(Int), endSelection
    case plan(count: Int)
    case begin(ShortestEnding.Step), link(ArgumentOrder.Turn, variable: Int)
    case number(String, NumberText), value(String, JSONValue)
    case endStatement
  }

  enum Phase {
    case forced([Forced], then: AfterForced)
    case selection, plan(place: Int), statement, argument
    case number(String, NumberText, at: String)
    case finished
  }

  enum Forced { case control(TranscriptTag), text([UInt8]) }
  enum AfterForced { case selection, plan, statement, finished }

  let vocabulary: ConstraintVocabulary
  let offer: NodeOffer
  private(set) var phase: Phase
  private(set) var typed: [UInt8] = []
  /// What may be written from this choice point on; those that begin as what is typed.
  private(set) var continuations: [Continuation] = []
  private(set) var selection: NodeSelection
  private(set) var plan: PlanOutline
  /// What is known of the selected nodes, once the selection has ended.
  private(set) var known = SelectionKnowledge()
  /// By node, how many statements of it the plan allows.
  private(set) var limits: [Int]
  private(set) var ending: ShortestEnding
  /// The most tokens that the shortest program over the selection costs.
  private(set) var programCost = 0
  /// The most tokens that one more step can add to the shortest ending.
  private(set) var largestStep = 0
  /// No less than the shortest ending costs from here; `nil` when not known.
  private var endingBound: Int?
  private(set) var scope: ProgramScope
  private(set) var current: StatementInProgress?
  private(set) var remaining = Int.max

  /// Starts a response.
  ///
  /// - Parameters:
  ///   - vocabulary: The model's tokens, prepared once for all responses.
  ///   - catalog: The definitions that links and names must follow.
  ///   - identifiers: The spelling of class types in code.
  ///   - candidates: The class types offered; those that can be part of no workflow with the others
  ///     are left out. Where none is left, what they need is added.
  ///   - supply: Where to look for what they need; made anew when `nil`.
  public init(
    vocabulary: ConstraintVocabulary, catalog: NodeCatalog, identifiers: ClassIdentifiers,
    candidates: [String], supply: SupplyIndex? = nil
  ) {
    self.init(
      vocabulary: vocabulary,
      offer: NodeOffer(
        candidates: candidates, catalog: catalog, identifiers: identifiers, vocabulary: vocabulary,
        supply: supply ?? SupplyIndex(catalog)))
  }

  /// Starts a response over nodes that several answers share.
  public init(vocabulary: ConstraintVocabulary, offer: NodeOffer) {
    self.vocabulary = vocabulary
    self.offer = offer
    selection = NodeSelection(offer)
    scope = ProgramScope(offer)
    plan = PlanOutline(offer, selected: [])
    limits = Array(repeating: 1, count: offer.nodes.count)
    ending = ShortestEnding(offer: offer, selected: [], routes: selection.routes)
    phase = .forced([.control(.openSelection)], then: .selection)
  }

  /// The fewest tokens in which a response is sure to end.
  public var minimumTokens: Int {
    var start = self
    start.phase = .selection
    return 1 + start.endingCost
  }

  /// Whether the response has ended.
  public var isFinished: Bool { if case .finished = phase { true } else { false } }

  /// Whether what comes next is part of the value of an input, or the end of a number.
  public var isAtValue: Bool {
    if case .number = phase { return true }
    return !continuations.isEmpty
      && continuations.allSatisfy { if case .value = $0.action { true } else { false } }
  }

  // MARK: - Allowed tokens

  /// Sets exactly the tokens that may come next.
  public mutating func allowedTokens(into mask: inout TokenMask, remainingTokens: Int) {
    remaining = remainingTokens
    mask.removeAll()
    insertAllowed(into: &mask)
  }

  private func insertAllowed(into mask: inout TokenMask) {
    switch phase {
    case .forced(let items, _):
      switch items[0] {
      case .control(let tag): mask.insert(vocabulary.id(of: tag))
      case .text(let bytes): mask.insert(vocabulary.spelling(Array(bytes[typed.count...]))[0])
      }
    case .number(let text, let spelling, _): insertNumbers(after: text, spelling, &mask)
    case .selection, .plan, .statement, .argument: insertContinuations(into: &mask)
    case .finished: mask.insert(vocabulary.id(of: .end))
    }
  }

  private func insertContinuations(into mask: inout TokenMask) {
    for one in continuations where one.bytes.count > typed.count {
      if let token = nextToken(of: one) {
        mask.insert(token)
        continue
      }
      let rest = Array(one.bytes[typed.count...])
      guard let after = one.after, rest.count + after > remaining else {
        vocabulary.trie.tokens(prefixing: [rest], into: &mask)
        continue
      }
      // Others that begin alike may have had the room to begin it loosely.
      guard continuations.count == 1 || vocabulary.tightCost(rest) + after <= remaining,
        let token = vocabulary.tightToken(rest[...])
      else { continue }
      mask.insert(token.id)
    }
    if typed.isEmpty, mayEnd { mask.insert(vocabulary.id(of: .closeWorkflow)) }
    if let next = afterComplete() { next.insertAllowed(into: &mask) }
  }

  /// The next token of a continuation as the tokenizer spells it; `nil` when so many tokens are
  /// not left, or what is typed of it was spelled otherwise because of that.
  private func nextToken(of one: Continuation) -> Int32? {
    var length = 0
    for (place, token) in one.spelling.enumerated() where length <= typed.count {
      if length == typed.count {
        let cost = one.spelling.count - place + (one.after ?? 0)
        return one.after == nil || cost <= remaining ? token : nil
      }
      length += vocabulary.bytes(of: token).count
    }
    return nil
  }

  /// Whether `token` goes on with a continuation that goes on with what is typed.
  func goesOn(_ one: Continuation, with token: Int32) -> Bool {
    if let next = nextToken(of: one) { return next == token }
    return one.bytes.starts(with: typed + vocabulary.bytes(of: token))
  }

  private func insertNumbers(after text: String, _ spelling: NumberText, _ mask: inout TokenMask) {
    let open = vocabulary.numeric.filter { spelling.isPrefix(text + $0.text) }
    let before = vocabulary.spelling(Array(text.utf8))
    let spelled = open.filter {
      vocabulary.spelling(Array((text + $0.text).utf8)) == before + [$0.id]
    }
    // Bounds may leave only numbers that the tokenizer would have begun otherwise.
    for token in spelled.isEmpty && !spelling.isComplete(text) ? open : spelled {
      mask.insert(token.id)
    }
    if spelling.isComplete(text) {
      var next = self
      next.enter(.argument)
      next.insertAllowed(into: &mask)
    }
  }

  /// The state after the continuation that is typed in full, if there is one and it leaves an end
  /// in time: longer ones that begin with it may have had more room to be written loosely.
  private func afterComplete() -> WorkflowConstraint? {
    guard !typed.isEmpty, let done = continuations.first(where: { $0.bytes == typed }),
      continuations.count == 1 || done.after ?? 0 <= remaining
    else { return nil }
    var next = self
    next.perform(done.action)
    return next
  }

  // MARK: - Accepting

  /// Moves on by one token, which must be an allowed one.
  ///
  /// What a token belongs to was offered with the tokens that were left before it, what follows it
  /// is offered with one less.
  public mutating func accept(token: Int32) {
    switch phase {
    case .forced(var items, let then):
      remaining -= 1
      acceptForced(&items, then, token)
    case .number(let text, let spelling, let input):
      let longer = text + String(decoding: vocabulary.bytes(of: token), as: UTF8.self)
      if spelling.isPrefix(longer) {
        remaining -= 1
        phase = .number(longer, spelling, at: input)
      } else {
        enter(.argument)
        accept(token: token)
      }
    case .selection, .plan, .statement, .argument: acceptChoice(token)
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
    case .plan:
      known = SelectionKnowledge(selection.selected, of: offer)
      enter(.plan(place: 0))
    case .statement: enter(.statement)
    case .finished: phase = .finished
    }
  }

  private mutating func acceptChoice(_ token: Int32) {
    if token == vocabulary.id(of: .closeWorkflow) {
      phase = .forced([.control(.end)], then: .finished)
      return
    }
    let open = continuations.filter { goesOn($0, with: token) }
    if !open.isEmpty {
      remaining -= 1
      typed += vocabulary.bytes(of: token)
      continuations = open
      if open.count == 1, open[0].bytes == typed { perform(open[0].action) }
    } else if let done = continuations.first(where: { $0.bytes == typed }) {
      perform(done.action)
      accept(token: token)
    } else {
      preconditionFailure(
        "token \(token) was not allowed after \(String(decoding: typed, as: UTF8.self))")
    }
  }

  private mutating func perform(_ action: Action) {
    endingBound = endingBound.map { $0 + largestGrowth(action) }
    apply(action)
    enter(phase)
  }

  /// Changes the state, without looking at what it offers.
  mutating func apply(_ action: Action) {
    switch action {
    case .select(let node):
      selection.select(node)
      phase = .selection
    case .endSelection:
      ending = ShortestEnding(
        offer: offer, selected: selection.selected, routes: selection.routes)
      programCost = ending.cost(scope)
      largestStep = offer.largestStep(selection.routes)
      plan = PlanOutline(offer, selected: selection.selected)
      let start: [Forced] = [.control(.closeSelection), .text([0x0A]), .control(.openPrinciple)]
      phase =
        plan.count > 0
        ? .forced(start, then: .plan) : .forced(start + Self.afterPlan, then: .statement)
    case .plan(let count):
      guard case .plan(let place) = phase else { return }
      if let node = plan.node(before: place) { limits[node] = count }
      phase =
        place + 1 < plan.count
        ? .plan(place: place + 1) : .forced(Self.afterPlan, then: .statement)
    case .begin(let step):
      current = StatementInProgress(step, offer.nodes[step.node].arguments)
      phase = .argument
    case .link(let turn, let variable):
      current?.link(turn.name, template: turn.template, type: scope.variables[variable].type)
      if let node = current?.node { scope.take(variable, by: node) }
      phase = .argument
    case .number(let name, let spelling):
      current?.number(name)
      phase = .number("", spelling, at: name)
    case .value(let name, let value):
      if let node = current?.node {
        current?.value(name, value, of: offer.nodes[node].definition)
      }
      phase = .argument
    case .endStatement:
      if let current { scope.declare(current.node, carried: current.carried) }
      current = nil
      phase = .statement
    }
  }

  /// What stands between the plan and the first statement.
  private static let afterPlan: [Forced] = [
    .control(.closePrinciple), .text([0x0A]), .control(.openWorkflow), .text([0x0A]),
  ]

  private mutating func enter(_ next: Phase) {
    phase = next
    typed = []
    continuations = affordable(choices())
    for place in continuations.indices {
      continuations[place].spelling = vocabulary.spelling(continuations[place].bytes)
    }
  }

  /// Whether the program may end here.
  var mayEnd: Bool {
    guard case .statement = phase else { return false }
    return scope.looseCount == 0 && selection.selected.allSatisfy { scope.uses[$0] > 0 }
  }

  /// Those choices from which an end can be reached in time.
  private mutating func affordable(_ choices: [Continuation]) -> [Continuation] {
    if choices.isEmpty || isRoomy(choices) { return choices }
    var costs = EndingCosts()
    var costed = choices
    for place in costed.indices {
      costed[place].after = costs.cost(after: costed[place].action, self)
    }
    let open = costed.filter { vocabulary.tightCost($0.bytes) + ($0.after ?? 0) <= remaining }
    if !open.isEmpty || mayEnd { return open }
    func total(_ one: Continuation) -> Int { vocabulary.tightCost(one.bytes) + (one.after ?? 0) }
    return costed.min { total($0) < total($1) }.map { [$0] } ?? []
  }

  /// Whether every choice leaves an end in time, however it is written.
  ///
  /// In a program no step adds more than ``largestStep``, so that the ending need not be looked for
  /// while there is plenty. What a selection adds is not bounded so.
  private mutating func isRoomy(_ choices: [Continuation]) -> Bool {
    if case .selection = phase { return false }
    let longest = choices.reduce(0) { max($0, $1.bytes.count) }
    if let bound = endingBound, remaining >= bound + largestStep + longest { return true }
    let cost = endingCost
    endingBound = cost
    return remaining >= cost + largestStep + longest
  }

  /// The most tokens that a step adds to the shortest ending.
  ///
  /// A value that brings no inputs adds its digits, and how the bracket closes.
  private func largestGrowth(_ action: Action) -> Int {
    switch action {
    case .number(let name, _), .value(let name, _):
      current?.arguments.expands(name) == false ? NumberText.longest + 4 : largestStep
    default: largestStep
    }
  }
}
