import WorkflowGraph

// What a program makes must be shown in the end. A result that nothing takes while there is something
// to take it costs a chain of statements of its own, which nobody planned.

extension WorkflowConstraint {
  /// How much less likely a choice is that leaves a result to a chain of its own.
  static let looseWeight = 8.0

  /// What each way on in a statement gains: less than 0 behind the last chance to take a result.
  func looseGains() -> [(bytes: [UInt8], gain: Double)] {
    guard let current, scope.looseCount > 0 else { return [] }
    var order: [String] = []
    var offered: [String: [Int]] = [:]
    for one in continuations {
      guard let name = Self.inputName(one.action) else { continue }
      if offered[name] == nil { order.append(name) }
      offered[name, default: []] += Self.variable(one.action).map { [$0] } ?? []
    }
    let last = order.lastIndex { name in
      isLastChance(offered[name] ?? [], at: name, current)
    }
    guard let last else { return [] }
    return continuations.map { one in
      let place = Self.inputName(one.action).flatMap(order.firstIndex) ?? order.count
      let keeps = place < last || place == last && Self.variable(one.action).map(isLoose) == true
      return (one.bytes, keeps ? 0 : -Self.looseWeight)
    }
  }

  /// Whether what is still to come has too few sockets for the loose ones among `variables`.
  private func isLastChance(
    _ variables: [Int], at input: String, _ current: StatementInProgress
  ) -> Bool {
    let loose = variables.filter(isLoose)
    guard !loose.isEmpty else { return false }
    let types = Set(loose.map { scope.variables[$0].type })
    let later = current.arguments.linkNames(after: input)
    var sockets = 0
    for (node, uses) in scope.uses.enumerated() where selection.contains[node] {
      let fitting = offer.nodes[node].links.filter { link in
        link.isSocket && types.contains { link.takes[$0] }
      }
      if node == current.node { sockets += fitting.count { later.contains($0.name) } }
      sockets += max(limits[node] - uses - (node == current.node ? 1 : 0), 0) * fitting.count
    }
    return Set(loose.map { scope.variables[$0].statement }).count > sockets
  }

  private func isLoose(_ variable: Int) -> Bool {
    scope.isLoose(scope.variables[variable].statement)
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
