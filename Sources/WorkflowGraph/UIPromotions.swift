import JSON

// An instance of a subgraph shows widgets of the nodes inside. Its values stand for them:
// - one for each input of the subgraph that feeds a widget, in order;
// - then, in files of earlier frontends, one for each row of `proxyWidgets`, [inner node, widget]:
//   of the input that feeds that widget, or of the widget itself.
// Rows of node -1 name inputs. An inner node that is an instance again is meant by the name of its
// input or of the widget behind it; "3: text", or a third word "3", says which node's.
// Source: ComfyUI frontend 1.58.1: lib/litegraph/src/subgraph/SubgraphNode.ts,
// core/graph/subgraph/migration/proxyWidgetMigration.ts. Differs: nulls are passed over, where the
// frontend would queue them.

extension UIScopes {
  /// Sets the values that an instance holds for its canvas.
  mutating func promote(to scope: Int, from parent: (scope: Int, node: Int)) {
    let instance = node(parent.scope, parent.node)
    let values = instance.widgets?.array ?? []
    if scopes[scope].graph.isGroupNode {
      deal(values, to: scope)
      return
    }
    let ports = widgetPorts(of: scopes[scope].graph)
    for (port, value) in zip(ports, values) where !value.isNull {
      scopes[scope].portValues[port.index] = value
    }
    for entry in instance.properties["proxyWidgetErrorQuarantine"]?.array ?? [] {
      guard let row = PromotedWidget(entry["originalEntry"] ?? .null), row.node == "-1",
        let value = entry["hostValue"]
      else { continue }
      set(row, to: value, in: scope, ports)
    }
    for (row, value) in zip(promotedRows(instance), values) {
      guard let row = PromotedWidget(row) else { continue }
      set(row, to: value, in: scope, ports)
    }
    // What an instance further out holds for this one's widgets wins.
    let outer = scopes[parent.scope].promoted[instance.id] ?? [:]
    for name in outer.keys.sorted() {
      guard let value = outer[name] else { continue }
      set(PromotedWidget(node: "-1", name: name), to: value, in: scope, ports)
    }
  }

  /// The rows, which some files hold as text.
  private func promotedRows(_ instance: UINode) -> [JSONValue] {
    let rows = instance.properties["proxyWidgets"]
    if let text = rows?.string { return (try? JSONValue.parse(text).array) ?? [] }
    return rows?.array ?? []
  }

  /// An input of a subgraph, with the inner widget that it stands for.
  private struct WidgetPort {
    var index: Int
    var node: String
    var widget: String
  }

  private func widgetPorts(of graph: UIGraph) -> [WidgetPort] {
    graph.inputs.indices.compactMap { index in
      for link in graph.inputLinks[index] ?? [] {
        guard let place = graph.places[link.target],
          graph.nodes[place].inputs.indices.contains(link.targetSlot)
        else { continue }
        let socket = graph.nodes[place].inputs[link.targetSlot]
        guard let widget = socket.widget else { continue }
        return WidgetPort(
          index: index, node: link.target,
          widget: isSubgraph(graph.nodes[place].type) ? socket.name : widget)
      }
      return nil
    }
  }

  private mutating func set(
    _ row: PromotedWidget, to value: JSONValue, in scope: Int, _ ports: [WidgetPort]
  ) {
    guard !value.isNull else { return }
    let graph = scopes[scope].graph
    let port =
      row.node == "-1"
      ? graph.inputs.firstIndex { $0.name == row.name }
        ?? ports.first { row.means(node: $0.node, widget: $0.widget) }?.index
      : ports.first { $0.node == row.node && $0.widget == row.name }?.index
    if let port {
      scopes[scope].portValues[port] = value
    } else if let place = graph.places[row.node], graph.nodes[place].type == FrontendTypes.primitive
    {
      scopes[scope].graph.nodes[place].widgets = [value]
    } else if let node = row.node == "-1" ? row.inner.node : row.node {
      let name = row.node == "-1" ? row.inner.name : row.name
      scopes[scope].promoted[node, default: [:]][name] = value
    }
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

/// A row of `proxyWidgets`: which widget a value of an instance belongs to.
private struct PromotedWidget {
  /// The inner node's id; -1 for an input of the subgraph.
  var node: String
  /// The widget's name, perhaps with the id of the node further in that has it: `3: text`.
  var name: String

  init(node: String, name: String) {
    self.node = node
    self.name = name
  }

  /// Reads `[node, name]` or `[node, name, node further in]`.
  init?(_ json: JSONValue) {
    guard let node = json[0].flatMap(idText), let name = json[1]?.string else { return nil }
    self.node = node
    self.name = json[2].flatMap(idText).map { "\($0): \(name)" } ?? name
  }

  /// The name without the ids before it, and the last of these.
  var inner: (node: String?, name: String) {
    var node: String?
    var name = name[...]
    while let colon = name.firstIndex(of: ":") {
      let id = name[..<colon].filter { $0 != " " }
      guard !id.isEmpty, id.allSatisfy(\.isNumber) else { break }
      node = String(id)
      name = name[name.index(after: colon)...].drop { $0 == " " }
    }
    return (node, String(name))
  }

  func means(node: String, widget: String) -> Bool {
    let inner = inner
    return inner.name == widget && (inner.node == nil || inner.node == node)
  }
}
