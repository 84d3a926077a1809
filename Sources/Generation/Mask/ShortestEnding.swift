import WorkflowGraph

/// The way from a growing program to a whole one that the mask takes when tokens run short, and
/// what it costs.
///
/// First the selected nodes that are not used yet, in their order, each with the links it needs;
/// then, for each node whose result nothing shows, the cheapest chain that shows it. Links take
/// what nothing has taken, newest first.
struct ShortestEnding: Sendable {
  let offer: NodeOffer
  let selected: [Int]
  /// The chains within the selection.
  let routes: NodeRoutes

  /// One statement to come.
  struct Step: Equatable, Sendable {
    /// Its node among those offered.
    var node: Int
    /// A link it must make.
    var link: RequiredLink?
  }

  /// A link that a statement must make.
  struct RequiredLink: Equatable, Sendable {
    var input: String
    /// The place of the variable.
    var variable: Int
  }

  /// The statement that comes next; `nil` when the program is whole.
  func next(_ scope: ProgramScope) -> Step? {
    if let unused = selected.first(where: { scope.uses[$0] == 0 }) { return Step(node: unused) }
    guard let loose = scope.newestLoose else { return nil }
    guard let (variable, hop) = way(from: loose, scope) else { return nil }
    let input = offer.nodes[hop.node].links[hop.link].name
    return Step(node: hop.node, link: RequiredLink(input: input, variable: variable))
  }

  /// The cheapest chain that shows a statement, and the variable that it begins with.
  private func way(from statement: Int, _ scope: ProgramScope) -> (Int, NodeRoutes.Hop)? {
    var best: (Int, NodeRoutes.Hop)?
    for place in scope.variables.indices.reversed() {
      let variable = scope.variables[place]
      if variable.statement < statement { break }
      guard variable.statement == statement, let hop = routes.hops[variable.type],
        hop.cost < best?.1.cost ?? .max
      else { continue }
      best = (place, hop)
    }
    return best
  }

  /// The variable that a link takes: the newest that nothing has taken, else the newest.
  ///
  /// - Parameters:
  ///   - takes: By type, whether the input takes it.
  ///   - scope: The program so far.
  ///   - isFitting: What else a variable must meet.
  /// - Returns: The variable's place; `nil` when there is none.
  func source(
    _ takes: [Bool], _ scope: ProgramScope, where isFitting: (Int) -> Bool
  ) -> Int? {
    var newest: Int?
    for place in scope.variables.indices.reversed()
    where takes[scope.variables[place].type] && isFitting(place) {
      if scope.isLoose(scope.variables[place].statement) { return place }
      newest = newest ?? place
    }
    return newest
  }

  /// The most tokens that the way costs, the program's end included.
  func cost(_ scope: ProgramScope) -> Int {
    var scope = scope
    var cost = 2
    var steps = 0
    while let step = next(scope), steps < 200 {
      cost += write(step, &scope)
      steps += 1
    }
    return cost
  }

  /// Writes a statement with what it needs; the most tokens that it costs.
  func write(_ step: Step, _ scope: inout ProgramScope) -> Int {
    let node = offer.nodes[step.node]
    var cost = node.statementCost
    var carried: [String: Int] = [:]
    for place in node.links.indices {
      let isNeeded = node.links[place].isNeeded
      let isOrdered = step.link != nil && step.link?.input == node.links[place].name
      guard isNeeded || isOrdered else { continue }
      let link = node.links[place]
      if !isNeeded { cost += link.cost }
      let alike = link.template.flatMap { carried[$0] }
      let chosen =
        isOrdered
        ? step.link?.variable
        : source(link.takes, scope) { fits(scope.variables[$0].type, link.template, alike, node) }
      guard let chosen else { continue }
      if let template = link.template {
        OfferedType.carry(scope.variables[chosen].type, by: template, in: &carried)
      }
      scope.take(chosen, by: step.node)
    }
    scope.declare(step.node, carried: carried)
    return cost
  }

  /// Whether a type may feed an input of a template: alike to what the template carries, and shown
  /// by something unless the node shows itself or something shows what else it makes.
  func fits(_ type: Int, _ template: String?, _ alike: Int?, _ node: OfferedNode) -> Bool {
    guard template != nil else { return true }
    if let alike, !offer.types[alike].accepts(offer.types[type]) { return false }
    return routes.hops[type] != nil || routes.isShown(node)
  }
}
