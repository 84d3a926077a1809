public import JSON

/// The UI format: the canvas with positions, link table and subgraphs.
public enum UIFormat {
  /// Reads a UI file (schema 0.4 or 1) into the workflow that the frontend would queue.
  ///
  /// Subgraphs and group nodes are flattened (ids `outer:inner`), reroutes, primitives and set and
  /// get nodes resolved, muted and bypassed nodes and notes removed. Links of unknown class types
  /// are kept by the names in the file.
  ///
  /// Source: COMFYUI.md part C; ComfyUI frontend 1.58.1: utils/executionUtil.ts, compared on the
  /// official templates (Tests/peers/comfy_cli_convert.sh). Differs: values that another version of
  /// a node shifted are read as ``UIWidgetValues`` says; nodes inside a bypassed subgraph inside a
  /// subgraph, which nothing uses, are left out.
  ///
  /// - Parameters:
  ///   - json: The file.
  ///   - catalog: Names the widget values and orders the inputs.
  /// - Returns: The workflow with notes, looks, and what could not be carried over.
  /// - Throws: ``WorkflowFormatError`` when the value is no UI workflow.
  public static func read(_ json: JSONValue, catalog: NodeCatalog) throws(WorkflowFormatError)
    -> UIImport
  {
    let scopes = try UIScopes(UIDocument(json))
    var flattening = UIFlattening(scopes, catalog)
    flattening.run()
    return flattening.result
  }
}

/// Emits the nodes of all scopes with their values and resolved links.
private struct UIFlattening {
  private let scopes: UIScopes
  private let catalog: NodeCatalog
  private let resolver: UILinkResolver
  private(set) var result: UIImport

  init(_ scopes: UIScopes, _ catalog: NodeCatalog) {
    self.scopes = scopes
    self.catalog = catalog
    resolver = UILinkResolver(scopes)
    result = UIImport(workflow: Workflow(), placements: [], issues: scopes.issues)
  }

  mutating func run() {
    emit(scope: 0)
    removeDanglingLinks()
  }

  /// Emits one canvas, the content of an instance in the instance's place.
  private mutating func emit(scope: Int) {
    for (place, node) in scopes.scopes[scope].graph.nodes.enumerated() {
      if FrontendTypes.notes.contains(node.type) {
        if let text = node.firstValue?.string, !text.isEmpty { result.notes.append(text) }
        continue
      }
      if node.isMuted || node.isBypassed { continue }
      if FrontendTypes.implicitLinkers.contains(node.type), !scopes.namesImpliedLinks {
        report(.frontendOnly, scope, place)
      }
      if let child = scopes.scopes[scope].children[place] {
        emit(scope: child)
      } else if !FrontendTypes.isVirtual(node.type), !isMissingSubgraph(node) {
        emit(scope, place, node)
      }
    }
  }

  /// Instances without content are reported when the scopes are opened.
  private func isMissingSubgraph(_ node: UINode) -> Bool {
    (node.type.isGUID || node.type.isGroupNodeType) && !hasExactDefinition(node.type)
      || scopes.isSubgraph(node.type)
  }

  private func hasExactDefinition(_ type: String) -> Bool {
    catalog[type].map { $0.tier != .observed } ?? false
  }

  private mutating func emit(_ scope: Int, _ place: Int, _ node: UINode) {
    let definition = catalog[node.type]
    if definition == nil { report(.unknownClass, scope, place) }
    var inputs = literals(scope, place, node, definition)
    for (index, socket) in node.inputs.enumerated() where socket.link != nil {
      switch resolver.source(of: index, node: place, scope: scope) {
      case .output(let sourceScope, let source, let slot):
        inputs[socket.name] = .link(Link(source: scopes.id(sourceScope, source), slot: slot))
      case .value(let value): inputs[socket.widget ?? socket.name] = .literal(value)
      case .port(let scope, let port):
        // Plain sockets get the value too; no other way leads a value into them.
        if let value = value(of: port, scope) { inputs[socket.name] = .literal(value) }
      case .nothing: break
      case .broken(let kind, let detail): report(kind, scope, place, detail)
      }
    }
    inputs.inputs = InputOrder(definition, inputs.inputs).sorted(inputs.inputs)
    inputs.title = title(node, definition)
    result.workflow.nodes.append(inputs)
    result.placements.append(
      NodePlacement(
        frame: node.frame, title: inputs.title, color: node.color, bodyColor: node.bodyColor))
  }

  /// The node with its widget values, promoted ones included.
  private mutating func literals(
    _ scope: Int, _ place: Int, _ node: UINode, _ definition: NodeDefinition?
  ) -> Node {
    let widgets = UIWidgetValues(node, definition)
    if widgets.areUnknown { report(.valuesUnknown, scope, place) }
    for name in widgets.misfits { report(.valueMisfit, scope, place, name) }
    var result = Node(id: scopes.id(scope, place), classType: node.type)
    for (name, value) in widgets.values { result[name] = .literal(value) }
    let promoted = scopes.scopes[scope].promoted[node.id] ?? [:]
    for name in promoted.keys.sorted() where widgets.canHold(name) {
      result[name] = promoted[name].map { .literal($0) }
    }
    return result
  }

  /// The value that an instance holds for an input of its subgraph that nothing feeds.
  ///
  /// Its own, or that of the first widget behind the input; without such a widget there is none.
  private func value(of port: Int, _ scope: Int) -> JSONValue? {
    let use = scopes.scopes[scope]
    for link in use.graph.inputLinks[port] ?? [] {
      guard let place = use.graph.places[link.target],
        use.graph.nodes[place].inputs.indices.contains(link.targetSlot)
      else { continue }
      let node = use.graph.nodes[place]
      let socket = node.inputs[link.targetSlot]
      if let child = use.children[place] {
        let inner = scopes.scopes[child].graph.inputs.firstIndex { $0.name == socket.name }
        guard let value = inner.flatMap({ self.value(of: $0, child) }) else { continue }
        return use.portValues[port] ?? value
      }
      let widgets = UIWidgetValues(node, catalog[node.type])
      guard let name = socket.widget, widgets.canHold(name) else { continue }
      // Without the mark of curves: the frontend sets it in widgets of the node itself only.
      let own = widgets.values.first { $0.name == name }?.value
      return use.portValues[port] ?? own?.withoutCurveMark
    }
    return nil
  }

  private func title(_ node: UINode, _ definition: NodeDefinition?) -> String? {
    guard let title = node.title, !title.isEmpty, title != node.type,
      title != definition?.displayName
    else { return nil }
    return title
  }

  /// An input whose source was not emitted is left out, as by the frontend.
  private mutating func removeDanglingLinks() {
    let ids = Set(result.workflow.nodes.map(\.id))
    for node in result.workflow.nodes.indices {
      result.workflow.nodes[node].inputs.removeAll { input in
        guard case .link(let link) = input.value else { return false }
        return !ids.contains(link.source)
      }
    }
  }

  private mutating func report(
    _ kind: UIImportIssue.Kind, _ scope: Int, _ place: Int, _ detail: String = ""
  ) {
    result.issues.append(
      UIImportIssue(
        kind: kind, nodeID: scopes.id(scope, place), classType: scopes.node(scope, place).type,
        detail: detail))
  }
}
