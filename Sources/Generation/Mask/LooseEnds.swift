import WorkflowGraph

// What a program makes must be shown in the end. A result that nothing takes while there is
// something to take it costs a chain of statements of its own, which nobody planned.

extension WorkflowConstraint {
  /// How much less likely a choice is that leaves a result to a chain of its own.
  static let looseWeight = 8.0
  /// How much less likely it is to take what an output node hands on, where its maker could be
  /// asked: one link of eighty in known workflows does.
  static let detourWeight = 4.0

  /// What each way on in a statement gains, at most 0.
  func argumentGains() -> [(bytes: [UInt8], gain: Double)] {
    guard let current else { return [] }
    let lost = losses(current)
    let direct = Set(
      continuations.compactMap { one in
        Self.variable(one.action).flatMap { isHandedOn($0) ? nil : Self.inputName(one.action) }
      })
    let leaned = inputGains()
    let stale = stale(current)
    return continuations.indices.map { place in
      let one = continuations[place]
      let isDetour =
        Self.variable(one.action).map(isHandedOn) == true
        && Self.inputName(one.action).map(direct.contains) == true
      let isStale = Self.variable(one.action).map(stale.contains) == true
      let loose =
        (lost[place] ? Self.looseWeight : 0)
        + (isDetour || isStale ? Self.detourWeight : 0)
      return (one.bytes, leaned[place] - loose)
    }
  }

  /// The variables that an output node would take though there is something newer of their type: a
  /// result that nothing works on yet, or, beside what is brought in, one that was made.
  private func stale(_ current: StatementInProgress) -> Set<Int> {
    guard offer.nodes[current.node].isOutputNode else { return [] }
    let offered = Set(continuations.compactMap { Self.variable($0.action) })
    var newest: [Int: Int] = [:]
    for variable in offered {
      let type = scope.variables[variable].type
      newest[type] = max(newest[type] ?? 0, newness(of: variable))
    }
    return offered.filter { newness(of: $0) < newest[scope.variables[$0].type] ?? 0 }
  }

  /// 0 for what is brought in, 2 for the first result of a node that nothing works on, else 1.
  private func newness(of place: Int) -> Int {
    let variable = scope.variables[place]
    return maker(of: place).stage == .input ? 0 : variable.slot == 0 && !variable.isUsed ? 2 : 1
  }

  /// Whether each continuation passes by the last chance to take a result.
  private func losses(_ current: StatementInProgress) -> [Bool] {
    var order: [String] = []
    var offered: [String: [Int]] = [:]
    for one in continuations where scope.looseCount > 0 {
      guard let name = Self.inputName(one.action) else { continue }
      if offered[name] == nil { order.append(name) }
      offered[name, default: []] += Self.variable(one.action).map { [$0] } ?? []
    }
    let last = order.lastIndex { isLastChance(offered[$0] ?? [], at: $0, current) }
    guard let last else { return continuations.map { _ in false } }
    return continuations.map { one in
      let place = Self.inputName(one.action).flatMap(order.firstIndex) ?? order.count
      let takes = place == last && Self.variable(one.action).map(isLoose) == true
      return place >= last && !takes
    }
  }

  /// Whether what is still to come has too few sockets for the loose ones among `variables` and for
  /// what it makes itself of their types.
  func isLastChance(
    _ variables: [Int], at input: String, _ current: StatementInProgress
  ) -> Bool {
    guard scope.looseCount > 0 else { return false }
    let loose = variables.filter(isLoose)
    guard !loose.isEmpty else { return false }
    let types = Set(loose.map { scope.variables[$0].type })
    let later = current.arguments.linkNames(after: input)
    var sockets = 0
    var further = makesOnly(current.node, types) ? 1 : 0
    for (node, uses) in scope.uses.enumerated() where selection.contains[node] {
      let left = max(limits[node] - uses - (node == current.node ? 1 : 0), 0)
      if makesOnly(node, types) { further += left }
      let fitting = offer.nodes[node].links.filter { link in
        link.isSocket && types.contains { link.takes[$0] }
      }
      if node == current.node { sockets += fitting.count { later.contains($0.name) } }
      sockets += left * fitting.count
    }
    return Set(loose.map { scope.variables[$0].statement }).count + further > sockets
  }

  /// Whether a statement of a node will add one more result to be taken, of these types.
  private func makesOnly(_ node: Int, _ types: Set<Int>) -> Bool {
    let node = offer.nodes[node]
    return !node.isOutputNode && !node.ownTypes.isEmpty && types.isSuperset(of: node.ownTypes)
  }

  /// Whether nothing has taken what made a variable.
  func isLoose(_ variable: Int) -> Bool {
    scope.isLoose(scope.variables[variable].statement)
  }

  private func isHandedOn(_ variable: Int) -> Bool {
    maker(of: variable).isOutputNode
  }

  func maker(of variable: Int) -> OfferedNode {
    offer.nodes[scope.statements[scope.variables[variable].statement].node]
  }

  private static func inputName(_ action: Action) -> String? {
    switch action {
    case .link(let turn, _): turn.name
    case .number(let name, _), .value(let name, _): name
    default: nil
    }
  }

  private static func variable(_ action: Action) -> Int? {
    if case .link(_, let variable) = action { variable } else { nil }
  }
}
