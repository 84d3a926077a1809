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
    let ways = scope.variables.indices.reversed()
      .prefix { scope.variables[$0].statement >= loose }
      .filter { scope.variables[$0].statement == loose }
      .compactMap { place in routes.hops[scope.variables[place].type].map { (place, $0) } }
    guard let (variable, hop) = ways.min(by: { $0.1.cost < $1.1.cost }) else { return nil }
    let input = offer.nodes[hop.node].links[hop.link].name
    return Step(node: hop.node, link: RequiredLink(input: input, variable: variable))
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
    for link in node.links {
      let mustTake = step.link?.input == link.name
      guard link.isNeeded || mustTake else { continue }
      if !link.isNeeded { cost += link.cost }
      let alike = link.template.flatMap { carried[$0] }
      let chosen =
        mustTake
        ? step.link?.variable
        : source(link.takes, scope) { fits(scope.variables[$0].type, link.template, alike, node) }
      guard let chosen else { continue }
      if let template = link.template, alike == nil {
        carried[template] = scope.variables[chosen].type
      }
      scope.take(chosen, by: step.node)
    }
    scope.declare(step.node, carried: carried)
    return cost
  }

  /// Whether a type may feed an input of a template: alike to what the template carries, and shown
  /// by something if the node only hands it on.
  func fits(_ type: Int, _ template: String?, _ alike: Int?, _ node: OfferedNode) -> Bool {
    guard template != nil else { return true }
    if let alike, !offer.types[alike].accepts(offer.types[type]) { return false }
    return !node.isPassThrough || routes.hops[type] != nil
  }
}
