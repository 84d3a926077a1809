import JSON
public import WorkflowGraph

/// Which texts of a workflow the user's words belong in.
public enum TextRole: Equatable, Sendable {
  /// What the user wants.
  case prompt
  /// What the user does not want.
  case negative

  /// The placeholder a program writes for the role.
  public var placeholder: TextPlaceholder {
    switch self {
    case .prompt: .prompt
    case .negative: .negative
    }
  }
}

/// Finds the role of every text area by following its node's outputs downstream.
///
/// A text that reaches only inputs whose name holds `negative` is a negative one; any other text
/// area holds the wish.
public struct TextRoles {
  private let catalog: NodeCatalog
  private let workflow: Workflow
  private let consumers: [String: [(node: String, input: String)]]

  /// Follows the links of `workflow` once; O(links).
  public init(_ workflow: Workflow, catalog: NodeCatalog) {
    self.workflow = workflow
    self.catalog = catalog
    var consumers: [String: [(node: String, input: String)]] = [:]
    for link in workflow.links {
      consumers[link.source, default: []].append((link.target, link.input))
    }
    self.consumers = consumers
  }

  /// The role of the text area `input` of `node`, or `nil` when the input is no text area.
  public func role(of input: InputDefinition, at node: Node) -> TextRole? {
    guard input.type == .named("STRING"), input.isMultiline else { return nil }
    let name = input.name.lowercased()
    if name.contains("negative") || name == "text_n" { return .negative }
    if name.contains("positive") || name == "text_p" { return .prompt }
    return reach(from: node.id) == [.negative] ? .negative : .prompt
  }

  /// The roles of the inputs that the outputs of `start` reach, nearest named input first.
  private func reach(from start: String) -> Set<TextRole> {
    var roles: Set<TextRole> = []
    var seen: Set<String> = [start]
    var open = [start]
    while let node = open.popLast() {
      for (target, input) in consumers[node] ?? [] {
        let name = input.lowercased()
        if name.contains("negative") {
          roles.insert(.negative)
        } else if name.contains("positive") {
          roles.insert(.prompt)
        } else if seen.insert(target).inserted {
          open.append(target)
        }
      }
    }
    return roles
  }
}
