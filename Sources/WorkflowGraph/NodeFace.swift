public import JSON

/// What the canvas shows of one node: sockets, widgets and outputs, in the frontend's order.
///
/// The UI writer, the layout and the picture all work from this, so they cannot disagree.
/// Source: COMFYUI.md C4. Invariant: plain sockets come first, then the widget sockets that a link
/// feeds; a linked widget keeps its place among `widgets`.
public struct NodeFace: Equatable, Sendable {
  /// One input or output socket.
  public struct Socket: Equatable, Sendable {
    /// The name; for inputs the key in the API format.
    public var name: String
    /// The type's name as the file spells it.
    public var type: String
    /// Whether the socket belongs to the widget of the same name.
    public var isWidget = false
  }

  /// One widget, usually with a place in `widgets_values`.
  public struct Widget: Equatable, Sendable {
    /// What put the widget there.
    public enum Kind: Sendable {
      /// An input of the node, or a widget of the frontend that is queued like one.
      case input
      /// The control mode after a seed.
      case control
      /// A widget of the frontend that is only saved.
      case frontend
      /// A widget that is queued and shown, but has no place in `widgets_values`.
      case unsaved
    }
    /// The input's name, or the frontend's.
    public var name: String
    /// The value that is shown and stored; `null` when nobody knows one.
    public var value: JSONValue
    /// What put the widget there.
    public var kind: Kind
    /// Whether the widget is a text area.
    public var isMultiline = false
  }

  /// The input sockets in the order of the file's `inputs`.
  public private(set) var sockets: [Socket] = []
  /// The widgets in the order of `widgets_values`, unsaved ones among them.
  public private(set) var widgets: [Widget] = []
  /// The outputs by slot.
  public private(set) var outputs: [Socket]
  /// Whether the definition is exact, so that widgets can be placed by rule.
  public let isExact: Bool

  /// The highest output slot that can be drawn or written; no real node comes near it.
  public static let maximumSlot = 255

  /// Makes the face of `node`.
  ///
  /// - Parameters:
  ///   - node: The node with its values and links.
  ///   - definition: Its definition; without an exact one the node's own inputs are all there is.
  ///   - outputCount: The number of outputs that links use; missing ones are added as `*`.
  public init(_ node: Node, definition: NodeDefinition?, outputCount: Int = 0) {
    isExact = definition.map { $0.tier != .observed } ?? false
    outputs = (definition?.outputs ?? []).map { output in
      Socket(name: output.name, type: Self.fileType(output.type))
    }
    while outputs.count < min(outputCount, Self.maximumSlot + 1) {
      outputs.append(Socket(name: "output \(outputs.count)", type: "*"))
    }
    if let definition, isExact {
      addDefined(node, definition)
    } else {
      addObserved(node, definition)
    }
  }

  private static func fileType(_ type: SocketType) -> String {
    type.name == "COMFY_MATCHTYPE_V3" ? "*" : type.name
  }

  private static func fileType(_ input: InputDefinition) -> String {
    if case .matchType(_, let allowed) = input.dynamic { return allowed.isEmpty ? "*" : allowed }
    return fileType(input.type)
  }
}

// MARK: - Exact definitions

extension NodeFace {
  private mutating func addDefined(_ node: Node, _ definition: NodeDefinition) {
    var literals: [String: JSONValue] = [:]
    var linked: [String] = []
    for input in node.inputs {
      switch input.value {
      // A stored null means "nothing set": the frontend shows the start value.
      case .literal(let value): if !value.isNull { literals[input.name] = value }
      case .link: linked.append(input.name)
      }
    }
    let places = WidgetOrder.places(for: definition) { literals[$0] }
    var types: [String: String] = [:]
    for place in places {
      switch place {
      case .value(let input):
        types[input.name] = Self.fileType(input)
        let value =
          literals[input.name].map { input.settled($0, in: node.classType) }
          ?? input.startValue ?? .null
        literals[input.name] = value
        widgets.append(
          Widget(name: input.name, value: value, kind: .input, isMultiline: input.isMultiline))
      case .control:
        widgets.append(Widget(name: "control after generate", value: "fixed", kind: .control))
      case .frontend(let widget):
        let value = widget.value { literals[$0] }
        let kind: Widget.Kind =
          !widget.isSaved ? .unsaved : widget.isQueued ? .input : .frontend
        widgets.append(Widget(name: widget.name, value: value, kind: kind))
      }
    }
    addSockets(definition, linked: linked, literals: literals, widgetTypes: types)
  }

  /// Plain sockets in definition order, links to names the definition lacks, then linked widgets.
  private mutating func addSockets(
    _ definition: NodeDefinition, linked: [String], literals: [String: JSONValue],
    widgetTypes: [String: String]
  ) {
    let isLinked = Set(linked)
    var seen: Set<String> = []
    for input in definition.expandedInputs({ literals[$0] }) {
      guard widgetTypes[input.name] == nil,
        !WidgetOrder.hasWidget(input) || isLinked.contains(input.name)
      else { continue }
      let isGrown = input.name.contains(".") && input.presence == .optional
      guard !isGrown || isLinked.contains(input.name), seen.insert(input.name).inserted else {
        continue
      }
      sockets.append(Socket(name: input.name, type: Self.fileType(input)))
    }
    for name in linked where widgetTypes[name] == nil && seen.insert(name).inserted {
      sockets.append(Socket(name: name, type: "*"))
    }
    for widget in widgets where widget.kind == .input && isLinked.contains(widget.name) {
      guard seen.insert(widget.name).inserted else { continue }
      let type = widgetTypes[widget.name] ?? "*"
      sockets.append(Socket(name: widget.name, type: type, isWidget: true))
    }
  }
}

// MARK: - Unknown and partly known nodes

extension NodeFace {
  /// Links become sockets, literals become widgets with a socket each.
  ///
  /// The sockets let a reader without a definition name the values. An integer called `seed` is
  /// followed by its control mode, as every frontend adds it.
  private mutating func addObserved(_ node: Node, _ definition: NodeDefinition?) {
    var seen: Set<String> = []
    let inputs = InputOrder(definition, node.inputs).sorted(node.inputs)
    for input in inputs {
      guard case .link = input.value, seen.insert(input.name).inserted else { continue }
      let known = definition?.input(input.name)
      sockets.append(Socket(name: input.name, type: known.map { Self.fileType($0) } ?? "*"))
    }
    for input in inputs {
      guard case .literal(let value) = input.value, !value.isNull,
        seen.insert(input.name).inserted
      else { continue }
      sockets.append(Socket(name: input.name, type: Self.guess(value), isWidget: true))
      widgets.append(Widget(name: input.name, value: value, kind: .input))
      if value.number != nil, WidgetOrder.seedNames.contains(input.name) {
        widgets.append(Widget(name: "control after generate", value: "fixed", kind: .control))
      }
    }
  }

  private static func guess(_ value: JSONValue) -> String {
    switch value {
    case .number(let number): number.isInteger ? "INT" : "FLOAT"
    case .bool: "BOOLEAN"
    case .string: "STRING"
    default: "*"
    }
  }
}
