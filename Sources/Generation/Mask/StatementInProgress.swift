import JSON
import WorkflowGraph

/// The statement being written: what it has, what it may still take, what it must.
struct StatementInProgress: Sendable {
  /// Its node among those offered.
  let node: Int
  /// A link it must make, although its input could stay open.
  let required: ShortestEnding.RequiredLink?
  private(set) var arguments: ArgumentOrder
  /// The values that bring further inputs.
  private(set) var literals: [String: JSONValue] = [:]
  /// The type that each of its templates carries; the wildcard while none is known.
  private(set) var carried: [String: Int] = [:]

  /// Begins a statement; `arguments` are those of its node, none taken.
  init(_ step: ShortestEnding.Step, _ arguments: ArgumentOrder) {
    node = step.node
    required = step.link
    self.arguments = arguments
  }

  /// Takes a link to the input `name` that carries a type of the offer.
  mutating func link(_ name: String, template: String?, type: Int) {
    arguments.take(name, asLink: true)
    if let template { OfferedType.carry(type, by: template, in: &carried) }
  }

  /// Takes a number, whose digits follow.
  mutating func number(_ name: String) { arguments.take(name, asLink: false) }

  /// Takes a value, which may bring further inputs.
  mutating func value(_ name: String, _ value: JSONValue, of definition: NodeDefinition) {
    arguments.take(name, asLink: false)
    guard arguments.expands(name) else { return }
    literals[name] = value
    arguments.expand(definition, literals: literals)
  }

  /// The links it still must make, in order.
  var needed: [ArgumentOrder.Turn] { arguments.needed(mustTake: required?.input) }
}
