import JSON
import WorkflowGraph

/// Which nodes some output node depends on.
enum OutputReachability {
  /// Whether each node is an output node or upstream of one.
  ///
  /// Links into inputs that a core definition does not know count for nothing, as for the server;
  /// other classes may take inputs that their definitions do not show.
  static func reachable(_ prompt: ParsedPrompt) -> [Bool] {
    var isReachable = prompt.nodes.map(\.checked.isOutputNode)
    var waiting = isReachable.indices.filter { isReachable[$0] }
    while let place = waiting.popLast() {
      let node = prompt.nodes[place]
      let ignoresUnknown = node.checked.tier == .core
      for member in 0..<(node.inputs?.count ?? 0) {
        guard let source = prompt.source(node, member: member), !isReachable[source] else {
          continue
        }
        if ignoresUnknown, prompt.shownPlace(node, member: member) == nil { continue }
        isReachable[source] = true
        waiting.append(source)
      }
    }
    return isReachable
  }
}
