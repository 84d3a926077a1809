public import JSON

/// A ComfyUI workflow: nodes with their values and links, without looks.
///
/// This is the API format's content. Positions and titles live in ``PlacedWorkflow``.
/// Invariant (see ``checkInvariants()``): node ids are unique.
public struct Workflow: Equatable, Sendable {
  /// The nodes in document order.
  public var nodes: [Node]

  /// Makes a workflow of nodes in document order.
  public init(nodes: [Node] = []) { self.nodes = nodes }

  /// The node named `id`, or `nil`; O(nodes).
  public func node(_ id: String) -> Node? { nodes.first { $0.id == id } }

  /// The place of each node id in ``nodes``; the first of two equal ids wins.
  public var places: [String: Int] {
    var places: [String: Int] = [:]
    for (index, node) in nodes.enumerated() where places[node.id] == nil { places[node.id] = index }
    return places
  }

  /// All links with their targets, in document and input order.
  public var links: [(source: String, slot: Int, target: String, input: String)] {
    nodes.flatMap { node in
      node.inputs.compactMap { input in
        guard case .link(let link) = input.value else { return nil }
        return (link.source, link.slot, node.id, input.name)
      }
    }
  }

  /// Traps when an invariant is broken; for tests.
  public func checkInvariants() {
    precondition(Set(nodes.map(\.id)).count == nodes.count, "node ids are not unique")
  }
}

/// One node of a workflow.
public struct Node: Equatable, Sendable {
  /// The id, unique in the workflow; any text (`"7"`, `"194:45"`).
  public var id: String
  /// ComfyUI's `class_type`.
  public var classType: String
  /// Links and values by input name, in their order.
  public var inputs: [NodeInput]
  /// The title a person gave the node, if any.
  public var title: String?

  /// Makes a node.
  public init(id: String, classType: String, inputs: [NodeInput] = [], title: String? = nil) {
    self.id = id
    self.classType = classType
    self.inputs = inputs
    self.title = title
  }

  /// The value at the input named `name`; setting `nil` removes it, a new name is appended.
  public subscript(name: String) -> InputValue? {
    get { inputs.first { $0.name == name }?.value }
    set {
      let place = inputs.firstIndex { $0.name == name }
      switch (place, newValue) {
      case (let place?, let value?): inputs[place].value = value
      case (let place?, nil): inputs.remove(at: place)
      case (nil, let value?): inputs.append(NodeInput(name: name, value: value))
      case (nil, nil): break
      }
    }
  }
}

/// One named input of a node with what is set on it.
public struct NodeInput: Equatable, Sendable {
  /// The input's name as in the node definition (`"images.image0"` for dynamic inputs).
  public var name: String
  /// A link or a literal.
  public var value: InputValue

  /// Makes an input.
  public init(name: String, value: InputValue) {
    self.name = name
    self.value = value
  }
}

/// What is set on an input: a link to another node's output, or a literal value.
public enum InputValue: Equatable, Sendable {
  /// The output `link.slot` of node `link.source` feeds the input.
  case link(Link)
  /// A value set on the widget; arrays are literal here, never links.
  case literal(JSONValue)
}

/// The origin of a link.
public struct Link: Equatable, Hashable, Sendable {
  /// The id of the node that feeds the link.
  public var source: String
  /// The output's position in the source node's definition, from 0.
  public var slot: Int

  /// Makes a link.
  public init(source: String, slot: Int) {
    self.source = source
    self.slot = slot
  }
}
