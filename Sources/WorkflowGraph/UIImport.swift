/// A workflow read from the UI format, with what the API form has no place for.
public struct UIImport: Equatable, Sendable {
  /// The workflow, flattened: what the frontend would queue.
  public var workflow: Workflow
  /// The look of each node, in the order of `workflow.nodes`; nodes out of subgraphs stand where
  /// their subgraph's own canvas has them.
  public var placements: [NodePlacement]
  /// The texts of note nodes in document order.
  public var notes: [String]
  /// What could not be carried over exactly.
  public var issues: [UIImportIssue]

  /// Makes an import.
  public init(
    workflow: Workflow, placements: [NodePlacement], notes: [String] = [],
    issues: [UIImportIssue] = []
  ) {
    self.workflow = workflow
    self.placements = placements
    self.notes = notes
    self.issues = issues
  }
}

/// One thing that reading a UI file could not carry over exactly.
public struct UIImportIssue: Equatable, Sendable, CustomStringConvertible {
  /// The kinds of issues.
  public enum Kind: String, Sendable, CaseIterable {
    /// A node whose script adds links only when the browser queues; the file does not hold them.
    case frontendOnly = "frontend_only_type"
    /// No definition; links are kept by the names in the file.
    case unknownClass = "unknown_class"
    /// The values of a node without exact definition cannot be named and are left out.
    case valuesUnknown = "values_unknown"
    /// A value whose kind cannot be that of the widget in its place: the file was saved with
    /// another version of the node.
    case valueMisfit = "value_misfit"
    /// A subgraph or group node without definition in the file.
    case subgraphMissing = "subgraph_missing"
    /// A subgraph that contains itself.
    case subgraphCircular = "subgraph_circular"
    /// A chain of reroutes that ends in itself.
    case rerouteCircular = "reroute_circular"
    /// A GetNode whose name no SetNode carries.
    case getterUnmatched = "getter_unmatched"
    /// A link whose source or link-table entry is missing.
    case linkBroken = "link_broken"
  }

  /// What happened.
  public var kind: Kind
  /// The node's id, with the ids of the subgraphs around it.
  public var nodeID: String
  /// The node's type in the file.
  public var classType: String
  /// The input, name or value concerned; empty when the node says it all.
  public var detail: String

  /// Makes an issue.
  public init(kind: Kind, nodeID: String, classType: String, detail: String = "") {
    self.kind = kind
    self.nodeID = nodeID
    self.classType = classType
    self.detail = detail
  }

  /// One sentence.
  public var description: String { "node \(nodeID) (\(classType)): \(sentence)" }

  private var sentence: String {
    switch kind {
    case .frontendOnly:
      "its links exist only in the browser; connect the nodes directly and save again"
    case .unknownClass: "this class type is not known; its links were kept as the file names them"
    case .valuesUnknown:
      "its values could not be told apart and were left out; import the node's definition"
    case .valueMisfit:
      "the value of \(detail) does not fit; the file was saved with another version of the node"
    case .subgraphMissing: "the file lacks the definition of this subgraph; save it again"
    case .subgraphCircular: "this subgraph contains itself and was left out"
    case .rerouteCircular: "the link of \(detail) runs in a circle of reroutes and was left out"
    case .getterUnmatched: "no SetNode is named \"\(detail)\"; the link was left out"
    case .linkBroken: "the link of \(detail) leads nowhere and was left out"
    }
  }
}
