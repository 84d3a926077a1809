import KnowledgeBase
import WorkflowGraph

/// A sample's own wiring as its example, now and then with nodes missing.
///
/// What a wish finds is seldom near enough that copying pays at once. A small model learns to copy
/// from examples that are right, and to mend from those in which a few nodes are missing.
enum OwnExample {
  /// The numbers of nodes taken away, drawn uniformly.
  static let removals = [0, 0, 1, 2, 3]

  /// The wiring of `workflow` without some nodes; `nil` for a workflow too large for an example.
  static func draw(
    _ workflow: Workflow, using random: inout some RandomNumberGenerator
  ) -> Workflow? {
    guard var wiring = WorkflowSkeleton(workflow)?.workflow else { return nil }
    let wanted = removals.randomElement(using: &random) ?? 0
    for _ in 0..<min(wanted, wiring.nodes.count - 2) {
      let gone = wiring.nodes.remove(at: Int.random(in: wiring.nodes.indices, using: &random)).id
      for place in wiring.nodes.indices {
        wiring.nodes[place].inputs.removeAll { input in
          if case .link(let link) = input.value { link.source == gone } else { false }
        }
      }
    }
    return wiring
  }
}
