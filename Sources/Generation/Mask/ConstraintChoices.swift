import JSON
import WorkflowCode
import WorkflowGraph

// What a response offers at each choice point, and what its shortest ending costs.

extension WorkflowConstraint {
  /// The continuations of the phase.
  func choices() -> [Continuation] {
    switch phase {
    case .selection: selectionChoices()
    case .plan(let place):
      plan.choices(at: place).map { Continuation(bytes: $0.text, action: .plan(count: $0.count)) }
    case .statement: statementChoices()
    case .argument: argumentChoices()
    default: []
    }
  }

  // MARK: - Selection

  private func selectionChoices() -> [Continuation] {
    let lead = selection.selected.isEmpty ? "[\"" : "\", \""
    var open = offer.nodes.indices.filter(selection.isOpen).map { node in
      Continuation(
        bytes: Array((lead + offer.nodes[node].classType).utf8), action: .select(node))
    }
    if selection.isWhole {
      open.append(Continuation(bytes: Array("\"]".utf8), action: .endSelection))
    } else if open.isEmpty, selection.selected.isEmpty {
      open.append(Continuation(bytes: Array("[]".utf8), action: .endSelection))
    }
    return open
  }

  // MARK: - Statements

  /// The first selected node that is not used, and those used less often than the plan names them.
  ///
  /// When neither is left, or tokens run short, the way to the end.
  private func statementChoices() -> [Continuation] {
    var steps = selection.selected.filter(mayRepeat).map { ShortestEnding.Step(node: $0) }
    let next = ending.next(scope)
    if let next, next.link == nil { steps.append(next) }
    if let next, next.link != nil, steps.isEmpty || isShort {
      steps.removeAll { $0.node == next.node }
      steps.append(next)
    }
    return steps.map { step in
      let text =
        scope.targets(of: step.node) + CodeSpelling.assignment + offer.nodes[step.node].identifier
      return Continuation(bytes: Array(text.utf8), action: .begin(step))
    }
  }

  private var isShort: Bool { remaining < endingCost + largestStep }

  /// Whether a node that is used may be used again.
  private func mayRepeat(_ node: Int) -> Bool {
    guard scope.uses[node] > 0 else { return false }
    guard scope.uses[node] < limits[node] else { return false }
    return !offer.nodes[node].isOutputNode || showsNews(node)
  }

  /// Whether an output node finds something new for each link that it needs.
  private func showsNews(_ node: Int) -> Bool {
    let needed = offer.nodes[node].links.filter(\.isNeeded)
    return !needed.isEmpty
      && needed.allSatisfy { link in
        scope.variables.indices.contains {
          link.takes[scope.variables[$0].type] && scope.isNews($0, for: node)
        }
      }
  }

  // MARK: - Arguments

  private func argumentChoices() -> [Continuation] {
    guard let current else { return [] }
    let spelling = current.arguments.spelling
    var open: [Continuation] = []
    if current.needed.isEmpty {
      let end = spelling.closing(comment: offer.nodes[current.node].comment)
      open.append(Continuation(bytes: Array(end.utf8), action: .endStatement))
    }
    var sources: [String: [Int]] = [:]
    let turns = current.arguments.open(mustTake: current.required?.input) { turn in
      let found = self.sources(for: turn, current)
      sources[turn.name] = found
      return !found.isEmpty
    }
    for turn in turns {
      let lead = Array(spelling.lead(for: turn.name).utf8)
      if turn.isLinkTurn {
        for place in sources[turn.name] ?? [] {
          open.append(
            Continuation(
              bytes: lead + scope.name(of: place).utf8,
              action: .link(turn, variable: place)))
        }
      } else {
        open += valueChoices(turn, lead, current)
      }
    }
    return open
  }

  /// The variables that may feed an input, newest first.
  private func sources(
    for turn: ArgumentOrder.Turn, _ current: StatementInProgress
  ) -> [Int] {
    if let required = current.required, required.input == turn.name { return [required.variable] }
    let fitting = lastChances(fittingVariables(turn, current), at: turn, current)
    if !offer.nodes[current.node].isOutputNode { return fitting }
    let news = fitting.filter { scope.isNews($0, for: current.node) }
    return news.isEmpty && turn.mustBeLinked ? fitting : news
  }

  /// Of `variables` those that nothing has taken, when what is still to come has too few sockets
  /// for them; else all.
  private func lastChances(
    _ variables: [Int], at turn: ArgumentOrder.Turn, _ current: StatementInProgress
  ) -> [Int] {
    guard turn.mustBeLinked, isLastChance(variables, at: turn.name, current) else {
      return variables
    }
    return variables.filter(isLoose)
  }

  private func fittingVariables(
    _ turn: ArgumentOrder.Turn, _ current: StatementInProgress
  ) -> [Int] {
    let takes = takes(turn, current)
    let alike = turn.template.flatMap { current.carried[$0] }
    var fitting: [Int] = []
    for place in scope.variables.indices.reversed() {
      let type = scope.variables[place].type
      if takes[type], ending.fits(type, turn.template, alike, offer.nodes[current.node]) {
        fitting.append(place)
      }
    }
    return fitting
  }

  /// By type of the offer, whether an input of the statement takes it.
  private func takes(_ turn: ArgumentOrder.Turn, _ current: StatementInProgress) -> [Bool] {
    let links = offer.nodes[current.node].links
    if current.literals.isEmpty,
      let place = links.indices.first(where: { links[$0].name == turn.name })
    {
      return links[place].takes
    }
    return offer.takes(turn.definition)
  }

  // MARK: - Values

  private func valueChoices(
    _ turn: ArgumentOrder.Turn, _ lead: [UInt8], _ current: StatementInProgress
  ) -> [Continuation] {
    let input = turn.definition
    if input.type.name == "INT" || input.type.name == "FLOAT" {
      let spelling = NumberText(
        isDecimal: input.type.name == "FLOAT", minimum: input.minimum, maximum: input.maximum)
      return spelling.hasNumbers
        ? [Continuation(bytes: lead, action: .number(turn.name, spelling))] : []
    }
    return turn.values.compactMap { one in
      guard isPossible(one.value, at: input, current) else { return nil }
      return Continuation(bytes: lead + one.bytes, action: .value(turn.name, one.value))
    }
  }

  /// Whether the inputs that a value brings can be given what they need.
  private func isPossible(
    _ value: JSONValue, at input: InputDefinition, _ current: StatementInProgress
  ) -> Bool {
    guard case .combo? = input.dynamic else { return true }
    let definition = offer.nodes[current.node].definition
    var next = current
    next.value(input.name, value, of: definition)
    return StatementDefaults.areWhole(definition, literals: next.literals)
      && next.needed.allSatisfy { !fittingVariables($0, next).isEmpty }
  }

  // MARK: - The shortest ending

  /// The most tokens that the shortest ending costs from here.
  var endingCost: Int {
    switch phase {
    case .selection: selectionCost(selection)
    case .forced(let items, then: .plan): items.count + plan.cost(from: 0) + 4 + programCost
    case .forced(let items, then: .statement): items.count + programCost
    case .plan(let place): plan.cost(from: place) + 4 + programCost
    case .argument, .number: current.map { argumentCost($0, scope) } ?? 0
    case .statement: ending.cost(scope)
    case .forced, .finished: 0
    }
  }

  /// The same from behind a choice, except for the digits of a number.
  func endingCost(after action: Action) -> Int {
    if case .begin(let step) = action {
      return argumentCost(StatementInProgress(step, offer.nodes[step.node].arguments), scope)
    }
    if case .select(let node) = action {
      var selection = selection
      selection.select(node)
      return selectionCost(selection)
    }
    if case .plan(let place) = phase { return plan.cost(from: place + 1) + 4 + programCost }
    guard var current else { return 3 + 4 + cost(of: selection) }
    var scope = scope
    switch action {
    case .link(let turn, let variable):
      current.link(turn.name, template: turn.template, type: scope.variables[variable].type)
      scope.take(variable, by: current.node)
    case .number(let name, _): current.number(name)
    case .value(let name, let value):
      current.value(name, value, of: offer.nodes[current.node].definition)
    case .endStatement:
      scope.declare(current.node, carried: current.carried)
      return ending.cost(scope)
    case .begin, .select, .endSelection, .plan: break
    }
    return argumentCost(current, scope)
  }

  private func selectionCost(_ start: NodeSelection) -> Int {
    var selection = start
    var cost = vocabulary.tightCost("\"]")
    while let node = selection.nextMissing {
      cost += offer.nodes[node].selectionCost
      selection.select(node)
    }
    return cost + 3 + 4 + self.cost(of: selection)
  }

  /// What the plan of a selection and the shortest program over it cost.
  private func cost(of selection: NodeSelection) -> Int {
    PlanOutline.cost(offer, selected: selection.selected)
      + ShortestEnding(offer: offer, selected: selection.selected, routes: selection.routes)
      .cost(ProgramScope(offer))
  }

  private func argumentCost(_ current: StatementInProgress, _ before: ProgramScope) -> Int {
    var scope = before
    var statement = current
    var cost = 0
    let node = offer.nodes[current.node]
    for turn in current.needed {
      cost += offer.costs.link(statement.arguments.spelling.lead(for: turn.name))
      let alike = turn.template.flatMap { statement.carried[$0] }
      let chosen =
        turn.name == current.required?.input
        ? current.required?.variable
        : ending.source(takes(turn, current), scope) {
          ending.fits(scope.variables[$0].type, turn.template, alike, node)
        }
      guard let chosen else { continue }
      statement.link(turn.name, template: turn.template, type: scope.variables[chosen].type)
      scope.take(chosen, by: current.node)
    }
    cost += offer.costs.closing(statement.arguments.spelling, comment: node.comment)
    scope.declare(current.node, carried: statement.carried)
    return cost + ending.cost(scope)
  }
}
