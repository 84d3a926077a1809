import JSON
import WorkflowGraph

/// A prompt whose shape and classes are fine: nodes with their definitions.
struct ParsedPrompt {
  /// One node.
  struct Entry {
    let id: String
    let definition: NodeDefinition
    /// The inputs, or `nil` when the key is missing.
    let inputs: JSONObject?

    /// The literal at `name`; `nil` when absent or a link.
    func literal(_ name: String) -> JSONValue? {
      guard let value = inputs?[name] else { return nil }
      if case .array = value { return nil }
      return value
    }
  }

  /// The nodes in document order.
  let nodes: [Entry]
  /// Position of each id.
  let places: [String: Int]

  init(nodes: [Entry]) {
    self.nodes = nodes
    var places: [String: Int] = [:]
    places.reserveCapacity(nodes.count)
    for (place, node) in nodes.enumerated() { places[node.id] = place }
    self.places = places
  }
}
