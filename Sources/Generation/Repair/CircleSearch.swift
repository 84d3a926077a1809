import WorkflowGraph

/// Finds the links that close circles: those that lead back to a node on the way from an output
/// node, as the server meets them.
enum CircleSearch {
  /// Consumer and input of each closing link; without them no circle is left.
  static func closingLinks(_ draft: RepairDraft) -> Set<ClosingLink> {
    var closing: Set<ClosingLink> = []
    var state = [State](repeating: .unseen, count: draft.nodes.count)
    let outputs = draft.nodes.indices.filter { place in
      draft.knowledge.catalog[draft.nodes[place].classType]?.isOutputNode == true
    }
    for start in outputs + Array(draft.nodes.indices) where state[start] == .unseen {
      state[start] = .open
      var path = [(place: start, links: draft.links(start), next: 0)]
      while let top = path.indices.last {
        guard path[top].next < path[top].links.count else {
          state[path[top].place] = .done
          path.removeLast()
          continue
        }
        let (input, link) = path[top].links[path[top].next]
        path[top].next += 1
        guard let source = draft.places[link.source] else { continue }
        switch state[source] {
        case .done: break
        case .open: closing.insert(ClosingLink(place: path[top].place, input: input))
        case .unseen:
          state[source] = .open
          path.append((source, draft.links(source), 0))
        }
      }
    }
    return closing
  }

  /// Where a closing link stands.
  struct ClosingLink: Hashable {
    var place: Int
    var input: String
  }

  private enum State {
    case unseen, open, done
  }
}
