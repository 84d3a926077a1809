import JSON

/// Finds what really feeds an input: through reroutes, set and get nodes, bypassed nodes and the
/// borders of subgraphs.
///
/// Source: COMFYUI.md C2 and C3 (ComfyUI frontend 1.58.1: ExecutableNodeDTO.ts). Walks step by step
/// without recursion, so that no chain is too long; a walk of more steps than there are sockets is
/// a circle.
struct UILinkResolver {
  /// What an input takes.
  enum Source {
    case output(scope: Int, node: Int, slot: Int)
    /// What a primitive writes into the widget of the socket.
    case value(JSONValue)
    /// An input of a subgraph that nothing feeds: the value of the widgets behind it.
    case port(scope: Int, port: Int)
    case nothing
    case broken(UIImportIssue.Kind, detail: String)
  }

  private enum Step {
    case input(scope: Int, node: Int, index: Int)
    case output(scope: Int, node: Int, slot: Int)
    case end(Source)
  }

  private let scopes: UIScopes
  private let setters: [Int: [String: Int]]
  private let setterOrder: [(scope: Int, node: Int, name: String)]
  private let stepLimit: Int

  init(_ scopes: UIScopes) {
    self.scopes = scopes
    var setters: [Int: [String: Int]] = [:]
    var order: [(scope: Int, node: Int, name: String)] = []
    var sockets = 16
    for (scope, use) in scopes.scopes.enumerated() {
      for (place, node) in use.graph.nodes.enumerated() {
        sockets += 2 + node.inputs.count + node.outputs.count
        guard FrontendTypes.setters.contains(node.type), let name = node.linkName else { continue }
        order.append((scope, place, name))
        if setters[scope]?[name] == nil { setters[scope, default: [:]][name] = place }
      }
    }
    self.setters = setters
    setterOrder = order
    stepLimit = sockets
  }

  /// Resolves one input of a node.
  func source(of index: Int, node: Int, scope: Int) -> Source {
    let socket = scopes.node(scope, node).inputs[index]
    let type = socket.type
    if socket.widget != nil, let value = primitiveValue(behind: socket, scope) {
      return .value(value)
    }
    var step = Step.input(scope: scope, node: node, index: index)
    for _ in 0..<stepLimit {
      switch step {
      case .input(let scope, let node, let index): step = follow(scope, node, index)
      case .output(let scope, let node, let slot): step = pass(scope, node, slot, type)
      case .end(let source): return source
      }
    }
    return .broken(.rerouteCircular, detail: socket.name)
  }

  /// The value of the primitive right before a socket: it reaches neither through reroutes nor into
  /// subgraphs, and muting it changes nothing.
  private func primitiveValue(behind socket: UISocket, _ scope: Int) -> JSONValue? {
    let graph = scopes.scopes[scope].graph
    guard let link = socket.link.flatMap({ graph.links[$0] }),
      let place = graph.places[link.origin],
      graph.nodes[place].type == FrontendTypes.primitive
    else { return nil }
    return graph.nodes[place].primitiveValue
  }

  /// From an input to what its link names.
  private func follow(_ scope: Int, _ node: Int, _ index: Int) -> Step {
    let graph = scopes.scopes[scope].graph
    let inputs = graph.nodes[node].inputs
    guard inputs.indices.contains(index), let id = inputs[index].link else { return .end(.nothing) }
    guard let link = graph.links[id] else {
      return .end(.broken(.linkBroken, detail: inputs[index].name))
    }
    return origin(of: link, scope, name: inputs[index].name)
  }

  /// From a link to the output or the subgraph border it starts at.
  private func origin(of link: UILink, _ scope: Int, name: String) -> Step {
    if link.origin == UIGraph.inputNode { return leave(scope, port: link.originSlot) }
    guard let node = scopes.scopes[scope].graph.places[link.origin] else {
      return .end(.broken(.linkBroken, detail: name))
    }
    return .output(scope: scope, node: node, slot: link.originSlot)
  }

  /// From a subgraph's input to the instance around it.
  private func leave(_ scope: Int, port: Int) -> Step {
    let use = scopes.scopes[scope]
    guard let parent = use.parent, use.graph.inputs.indices.contains(port) else {
      return .end(.nothing)
    }
    let instance = scopes.node(parent.scope, parent.node)
    if let index = instanceInput(instance, use.graph, port), instance.inputs[index].link != nil {
      return .input(scope: parent.scope, node: parent.node, index: index)
    }
    return .end(.port(scope: scope, port: port))
  }

  /// The instance's input for a subgraph's input: by name, else the same one of the plain sockets.
  private func instanceInput(_ instance: UINode, _ graph: UIGraph, _ port: Int) -> Int? {
    let socket = graph.inputs[port]
    if let index = instance.inputs.firstIndex(where: { $0.name == socket.name }) { return index }
    guard socket.widget == nil else { return nil }
    let plainPorts = graph.inputs.indices.filter { graph.inputs[$0].widget == nil }
    let plain = instance.inputs.indices.filter { instance.inputs[$0].widget == nil }
    guard plain.count == plainPorts.count, let ordinal = plainPorts.firstIndex(of: port) else {
      return nil
    }
    return plain[ordinal]
  }

  /// From an output to what stands behind it.
  private func pass(_ scope: Int, _ place: Int, _ slot: Int, _ type: String) -> Step {
    let node = scopes.node(scope, place)
    if node.isMuted { return .end(.nothing) }
    if node.isBypassed {
      guard let index = Self.bypass(node, slot, type) else { return .end(.nothing) }
      return .input(scope: scope, node: place, index: index)
    }
    if let child = scopes.scopes[scope].children[place] {
      guard let link = scopes.scopes[child].graph.outputLinks[slot] else { return .end(.nothing) }
      return origin(of: link, child, name: "output \(slot)")
    }
    if FrontendTypes.reroutes.contains(node.type) || FrontendTypes.setters.contains(node.type) {
      return .input(scope: scope, node: place, index: 0)
    }
    if FrontendTypes.getters.contains(node.type) { return get(scope, node) }
    if FrontendTypes.isVirtual(node.type) { return .end(.nothing) }
    return .end(.output(scope: scope, node: place, slot: slot))
  }

  /// From a GetNode to its SetNode: same canvas first, then those around it, then any.
  private func get(_ scope: Int, _ node: UINode) -> Step {
    let name = node.linkName ?? ""
    var here: Int? = scope
    while let current = here {
      if let place = setters[current]?[name] {
        return .input(scope: current, node: place, index: 0)
      }
      here = scopes.scopes[current].parent?.scope
    }
    guard let setter = setterOrder.first(where: { $0.name == name }) else {
      return .end(.broken(.getterUnmatched, detail: name))
    }
    return .input(scope: setter.scope, node: setter.node, index: 0)
  }

  // MARK: - Bypass

  /// Which input of a bypassed node stands for an output (COMFYUI.md C3).
  static func bypass(_ node: UINode, _ slot: Int, _ type: String) -> Int? {
    let inputs = node.inputs
    guard !inputs.isEmpty else { return nil }
    if type == "*" || type.isEmpty { return inputs.indices.contains(slot) ? slot : 0 }
    let output = node.outputs.indices.contains(slot) ? node.outputs[slot].type : ""
    func fits(_ input: UISocket) -> Bool {
      connects(input.type, output) && connects(input.type, type)
    }
    if inputs.indices.contains(slot), fits(inputs[slot]) { return slot }
    return inputs.firstIndex { $0.type == type } ?? inputs.firstIndex(where: fits)
  }

  /// The frontend's rule: case does not matter, `*` and empty match all, unions match by any pair.
  static func connects(_ left: String, _ right: String) -> Bool {
    if left.isEmpty || right.isEmpty || left == "*" || right == "*" || left == right { return true }
    let a = left.lowercased(), b = right.lowercased()
    if a == b { return true }
    let parts = b.split(separator: ",")
    return a.split(separator: ",").contains { parts.contains($0) }
  }
}

extension UINode {
  /// The first widget value, in either form.
  var firstValue: JSONValue? {
    if let values = widgets?.array { return values.first }
    return widgets?.object?.members.first?.value
  }

  /// The name a SetNode or GetNode carries.
  var linkName: String? { firstValue?.string }

  /// The value a PrimitiveNode hands out, if it was ever connected.
  var primitiveValue: JSONValue? {
    guard let value = firstValue, !value.isNull else { return nil }
    return value
  }
}
