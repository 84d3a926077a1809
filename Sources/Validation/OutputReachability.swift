import JSON
import WorkflowGraph

/// Which nodes some output node depends on.
enum OutputReachability {
  /// Whether each node is an output node or upstream of one.
  ///
  /// Links into inputs that a core definition does not know count for nothing, as for the server;
  /// other classes may take inputs that their definitions do not show.
  static func reachable(_ prompt: ParsedPrompt, inputs: [[InputDefinition]]) -> [Bool] {
    var isReachable = prompt.nodes.map(\.definition.isOutputNode)
    var waiting = isReachable.indices.filter { isReachable[$0] }
    while let place = waiting.popLast() {
      let node = prompt.nodes[place]
      for input in node.inputs ?? JSONObject() {
        guard case .array(let link) = input.value, link.count == 2, let id = link[0].string,
          let source = prompt.places[id], !isReachable[source]
        else { continue }
        if node.definition.tier == .core, !inputs[place].contains(where: { $0.name == input.key }) {
          continue
        }
        isReachable[source] = true
        waiting.append(source)
      }
    }
    return isReachable
  }
}
