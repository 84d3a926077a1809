import JSON

/// One use of a canvas: the root, or an instance of a subgraph inside another use.
struct UIScope {
  var graph: UIGraph
  /// `""` for the root, `"outer:"`, `"outer:inner:"` for instances.
  var prefix: String
  /// The scope and the place of the instance node around it.
  var parent: (scope: Int, node: Int)?
  /// The scopes of the instance nodes, by their place.
  var children: [Int: Int] = [:]
  /// Values promoted to the instance, by inner node id and widget name.
  var promoted: [String: [String: JSONValue]] = [:]
  /// Values promoted to the instance, by the subgraph's input.
  var portValues: [Int: JSONValue] = [:]
}

/// All uses of all canvases of a file, the root first.
struct UIScopes {
  var scopes: [UIScope] = []
  private(set) var issues: [UIImportIssue] = []
  private var nodeCount = 0
  private let document: UIDocument
  /// More nodes than any person draws; nested subgraphs could otherwise unfold without end.
  static let nodeLimit = 50_000
  private static let depthLimit = 64

  init(_ document: UIDocument) throws(WorkflowFormatError) {
    self.document = document
    try open(document.root, prefix: "", parent: nil, around: [])
  }

  /// The full id of a node.
  func id(_ scope: Int, _ node: Int) -> String {
    scopes[scope].prefix + scopes[scope].graph.nodes[node].id
  }

  func node(_ scope: Int, _ node: Int) -> UINode { scopes[scope].graph.nodes[node] }

  /// Whether the file names the links that cg-use-everywhere adds.
  var namesImpliedLinks: Bool { document.namesImpliedLinks }

  /// Whether a type is a subgraph, so that its instances without scope were left out.
  func isSubgraph(_ type: String) -> Bool { document.subgraphs[type] != nil }

  private mutating func open(
    _ graph: UIGraph, prefix: String, parent: (scope: Int, node: Int)?, around: [String]
  ) throws(WorkflowFormatError) {
    nodeCount += graph.nodes.count
    guard nodeCount <= Self.nodeLimit else { throw .tooManyNodes(limit: Self.nodeLimit) }
    let scope = scopes.count
    scopes.append(UIScope(graph: graph, prefix: prefix, parent: parent))
    if let parent {
      scopes[parent.scope].children[parent.node] = scope
      promote(to: scope, from: parent)
    }
    for (place, node) in graph.nodes.enumerated() where !node.isMuted && !node.isBypassed {
      guard let inner = document.subgraphs[node.type] else {
        if node.type.isGUID || node.type.isGroupNodeType { report(.subgraphMissing, scope, place) }
        continue
      }
      guard !around.contains(node.type), around.count < Self.depthLimit else {
        report(.subgraphCircular, scope, place)
        continue
      }
      try open(
        inner, prefix: prefix + node.id + ":", parent: (scope, place),
        around: around + [node.type])
    }
  }

  private mutating func report(_ kind: UIImportIssue.Kind, _ scope: Int, _ place: Int) {
    issues.append(
      UIImportIssue(kind: kind, nodeID: id(scope, place), classType: node(scope, place).type))
  }
}

extension String {
  /// `8-4-4-4-12` hexadecimal digits: the type of a subgraph instance.
  var isGUID: Bool {
    let parts = split(separator: "-", omittingEmptySubsequences: false)
    return parts.map(\.utf8.count) == [8, 4, 4, 4, 12]
      && parts.allSatisfy { $0.utf8.allSatisfy { Unicode.Scalar($0).properties.isASCIIHexDigit } }
  }

  var isGroupNodeType: Bool { hasPrefix("workflow/") || hasPrefix("workflow>") }
}
