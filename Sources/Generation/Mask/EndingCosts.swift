import WorkflowCode

/// What the shortest endings after the choices of one choice point cost; choices that leave alike
/// states are looked at once.
struct EndingCosts {
  /// What a choice changes, as far as the shortest ending depends on it.
  private enum Change: Hashable {
    /// A link to `input` of a variable: of a statement that nothing has taken, or of any other.
    case link(input: String, loose: Int?, type: Int?)
    /// A value that brings no further inputs, in the bracket or in its tail.
    case value(isInTail: Bool)
  }

  private var known: [Change: Int] = [:]

  /// The most tokens from behind a choice of `constraint` to the end.
  mutating func cost(after action: WorkflowConstraint.Action, _ constraint: WorkflowConstraint)
    -> Int
  {
    let digits = if case .number = action { NumberText.longest } else { 0 }
    guard let change = Self.change(action, constraint) else {
      return constraint.endingCost(after: action) + digits
    }
    if let cost = known[change] { return cost + digits }
    let cost = constraint.endingCost(after: action)
    known[change] = cost
    return cost + digits
  }

  private static func change(
    _ action: WorkflowConstraint.Action, _ constraint: WorkflowConstraint
  ) -> Change? {
    switch action {
    case .link(let turn, let variable):
      let source = constraint.scope.variables[variable]
      return .link(
        input: turn.name,
        loose: constraint.scope.isLoose(source.statement) ? source.statement : nil,
        type: turn.template == nil ? nil : source.type)
    case .number(let name, _), .value(let name, _):
      if constraint.current?.arguments.expands(name) == true { return nil }
      return .value(isInTail: !CodeSpelling.isArgumentName(name))
    default: return nil
    }
  }
}
