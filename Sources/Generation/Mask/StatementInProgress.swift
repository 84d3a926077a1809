import JSON
import WorkflowGraph

/// The statement being written: what it has, what it may still take, what it must.
struct StatementInProgress: Sendable {
  /// Its node among those offered.
  let node: Int
  /// A link it must make, although its input could stay open.
  let required: ShortestEnding.RequiredLink?
  private(set) var arguments: ArgumentOrder
  private(set) var literals: [String: JSONValue] = [:]
  /// The type that each of its templates carries.
  private(set) var carried: [String: Int] = [:]

  init(_ step: ShortestEnding.Step, _ definition: NodeDefinition) {
    node = step.node
    required = step.link
    arguments = ArgumentOrder(definition)
  }

  /// Takes a link to the input `name` that carries a type of the offer.
  mutating func link(_ name: String, template: String?, type: Int) {
    arguments.take(name, asLink: true)
    if let template, carried[template] == nil { carried[template] = type }
  }

  /// Takes a number, whose digits follow.
  mutating func number(_ name: String) { arguments.take(name, asLink: false) }

  /// Takes a value, which may bring further inputs.
  mutating func value(_ name: String, _ value: JSONValue, of definition: NodeDefinition) {
    arguments.take(name, asLink: false)
    literals[name] = value
    if definition.inputs.contains(where: \.isExpanding) {
      arguments.expand(definition, literals: literals)
    }
  }

  /// The links it still must make, in order.
  var needed: [ArgumentOrder.Turn] { arguments.needed(mustTake: required?.input) }
}
