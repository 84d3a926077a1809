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
  private(set) var scopes: [UIScope] = []
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

  // MARK: - Promoted widgets

  private mutating func promote(to scope: Int, from parent: (scope: Int, node: Int)) {
    let instance = node(parent.scope, parent.node)
    for (name, value) in scopes[parent.scope].promoted[instance.id] ?? [:] {
      let port = scopes[scope].graph.inputs.firstIndex { $0.name == name }
      if let port { scopes[scope].portValues[port] = value }
    }
    guard let values = instance.widgets?.array, !values.isEmpty else { return }
    if scopes[scope].graph.isGroupNode {
      deal(values, to: scope)
      return
    }
    let names = promotedNames(instance, scopes[scope].graph, count: values.count)
    for ((node, widget), value) in zip(names, values) where !value.isNull {
      if node == "-1" {
        let port = scopes[scope].graph.inputs.firstIndex { $0.name == widget }
        if let port, scopes[scope].portValues[port] == nil {
          scopes[scope].portValues[port] = value
        }
      } else {
        scopes[scope].promoted[node, default: [:]][widget] = value
      }
    }
  }

  /// Which widget each value of an instance belongs to: (`-1`, input) or (inner node, widget).
  private func promotedNames(_ instance: UINode, _ graph: UIGraph, count: Int)
    -> [(String, String)]
  {
    if let rows = instance.properties["proxyWidgets"]?.array {
      let all = rows.map { ($0[0].flatMap(idText) ?? "", $0[1]?.string ?? "") }
      if all.count == count { return all }
      // Displays and control modes are listed, but in many files own no value.
      return all.filter { $0.1 != "control_after_generate" && !$0.1.hasPrefix("$$") }
    }
    let fed = Set(
      graph.nodes.flatMap { node in
        node.inputs.compactMap { socket -> Int? in
          guard socket.widget != nil, let link = socket.link.flatMap({ graph.links[$0] }),
            link.origin == UIGraph.inputNode
          else { return nil }
          return link.originSlot
        }
      })
    let ports = graph.inputs.indices.filter { fed.contains($0) }.map { graph.inputs[$0].name }
    let sockets = instance.inputs.filter { $0.widget != nil }.map(\.name)
    let names = ports.count != count && sockets.count == count ? sockets : ports
    return names.map { ("-1", $0) }
  }

  /// A group node's row of values: all values of all inner nodes in order.
  private mutating func deal(_ values: [JSONValue], to scope: Int) {
    let counts = scopes[scope].graph.nodes.map { $0.widgets?.array?.count ?? 0 }
    guard counts.reduce(0, +) == values.count else { return }
    var next = 0
    for (place, count) in counts.enumerated() where count > 0 {
      scopes[scope].graph.nodes[place].widgets = .array(Array(values[next..<next + count]))
      next += count
    }
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
