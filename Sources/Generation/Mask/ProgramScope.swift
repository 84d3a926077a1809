import WorkflowCode

/// The variables a growing program has declared, and which of its nodes nothing shows yet.
///
/// Invariant: variable names are `<type>_<counter>`, counters per prefix from 1, as the printer's
/// compact style spells them.
struct ProgramScope: Sendable {
  /// One declared output.
  struct Variable: Equatable, Sendable {
    /// The output's place among those of its node.
    var slot: Int
    var number: Int
    /// The type that links carry, resolved where it follows a template.
    var type: Int
    /// The statement that made it.
    var statement: Int
    /// Whether a statement works on it, and does not only show it.
    var isUsed = false
  }

  /// One finished statement.
  struct Statement: Sendable {
    /// Its node among those offered.
    var node: Int
    /// Whether another statement takes what it makes.
    var isTaken = false
  }

  private let offer: NodeOffer
  private(set) var variables: [Variable] = []
  private(set) var statements: [Statement] = []
  /// By node, how often it stands in the program.
  private(set) var uses: [Int]
  /// The number of statements that are neither output nodes nor taken.
  private(set) var looseCount = 0
  /// By prefix of the offer, how many variables have it.
  private var counters: [Int]
  /// Which variables output nodes have shown.
  private var shown: [Showing] = []

  /// An output node, and the place of a variable that it has shown.
  private struct Showing: Equatable, Sendable {
    var node: Int
    var variable: Int
  }

  /// Starts an empty program.
  init(_ offer: NodeOffer) {
    self.offer = offer
    uses = Array(repeating: 0, count: offer.nodes.count)
    counters = Array(repeating: 0, count: offer.prefixes.count)
  }

  /// The left side of a statement that makes a node.
  func targets(of node: Int) -> String {
    let outputs = offer.nodes[node].outputs
    if outputs.isEmpty { return "_" }
    var counters = counters
    return outputs.map { output in
      counters[output.prefix] += 1
      return CodeSpelling.variable(offer.prefixes[output.prefix], counters[output.prefix])
    }.joined(separator: CodeSpelling.separator)
  }

  /// Declares the outputs of a finished statement.
  ///
  /// - Parameters:
  ///   - node: Its node among those offered.
  ///   - carried: The type that each of its templates carries; the wildcard where none does.
  mutating func declare(_ node: Int, carried: [String: Int]) {
    for (slot, output) in offer.nodes[node].outputs.enumerated() {
      counters[output.prefix] += 1
      variables.append(
        Variable(
          slot: slot, number: counters[output.prefix],
          type: output.template.map { carried[$0] ?? NodeOffer.anyType } ?? output.type,
          statement: statements.count))
    }
    statements.append(Statement(node: node))
    uses[node] += 1
    if !offer.nodes[node].isOutputNode { looseCount += 1 }
  }

  /// The name of the variable at a place.
  func name(of variable: Int) -> String {
    let variable = variables[variable]
    let output = offer.nodes[statements[variable.statement].node].outputs[variable.slot]
    return CodeSpelling.variable(offer.prefixes[output.prefix], variable.number)
  }

  /// Notes that a statement of `node` takes the variable at a place.
  mutating func take(_ variable: Int, by node: Int) {
    let statement = variables[variable].statement
    if isLoose(statement) { looseCount -= 1 }
    statements[statement].isTaken = true
    if offer.nodes[node].isOutputNode {
      shown.append(Showing(node: node, variable: variable))
    } else {
      variables[variable].isUsed = true
    }
  }

  /// Whether nothing shows yet what a statement makes.
  func isLoose(_ statement: Int) -> Bool {
    !statements[statement].isTaken && !offer.nodes[statements[statement].node].isOutputNode
  }

  /// The newest statement that is neither an output node nor taken.
  var newestLoose: Int? {
    looseCount == 0 ? nil : statements.indices.last { isLoose($0) }
  }

  /// Whether an output node shows something new with a variable: something that it has not shown,
  /// and that is not itself shown by the node that made it.
  func isNews(_ variable: Int, for node: Int) -> Bool {
    guard offer.nodes[node].isOutputNode else { return true }
    let maker = statements[variables[variable].statement].node
    return !offer.nodes[maker].isOutputNode
      && !shown.contains(Showing(node: node, variable: variable))
  }
}
