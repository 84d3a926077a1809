import JSON

/// Names the values of `widgets_values`.
///
/// A widget that the file has no value for starts as the frontend starts it: with its start value.
///
/// Source: COMFYUI.md C4; ComfyUI frontend 1.58.1: utils/litegraphUtil.ts (values of sockets that
/// were widgets). Differs from the frontend where that shifts values without a message: a control
/// place is passed over when the file has no control mode there, and a control mode after a seed
/// is skipped even if the definition has none. Values by name are read without the scripts of
/// custom packs.
struct UIWidgetValues {
  /// Literals by input name, in widget order.
  private(set) var values: [(name: String, value: JSONValue)] = []
  /// Whether there were values that could not be named.
  private(set) var areUnknown = false
  /// Inputs whose value has the wrong kind for their type.
  private(set) var misfits: [String] = []
  /// The widgets of the definition; `nil` without an exact one.
  private var names: Set<String>?
  private let classType: String

  /// Keys of the object form that are no inputs.
  private static let displayKeys: Set<String> = [
    "control_after_generate", "videopreview", "audiopreview", "upload", "choose file to upload",
  ]

  init(_ node: UINode, _ definition: NodeDefinition?) {
    let widgets = node.widgets ?? .null
    classType = node.type
    if let definition, definition.tier != .observed {
      names = []
      if let object = widgets.object {
        readByName(object, definition)
      } else {
        readByPlace(Self.withoutForced(widgets.array ?? [], definition), definition)
      }
    } else if let object = widgets.object {
      for member in object where !Self.displayKeys.contains(member.key) && !member.value.isNull {
        values.append((member.key, member.value))
      }
    } else {
      readBySockets(widgets.array ?? [], node)
    }
  }

  /// Whether a value set from outside can be that of a widget of this name.
  func canHold(_ name: String) -> Bool {
    names?.contains(name) ?? (name != "control_after_generate" && !name.hasPrefix("$$"))
  }

  private mutating func readByName(_ object: JSONObject, _ definition: NodeDefinition) {
    WidgetOrder.walk(definition) { place in
      switch place {
      case .value(let input): return note(input, object[input.name] ?? input.startValue)
      case .control: return nil
      case .frontend(let widget): return note(widget, object[widget.name])
      }
    }
    completeDerived(definition)
  }

  private mutating func readByPlace(_ row: [JSONValue], _ definition: NodeDefinition) {
    var next = 0
    // Set after a place where a control mode may stand although none was due there.
    var before = ControlGuess.none
    WidgetOrder.walk(definition) { place in
      if case .frontend(let widget) = place {
        guard next < row.count, widget.isSaved else { return note(widget, nil) }
        if case .button(let label) = widget.content {
          if row[next] == label { next += 1 }
          return note(widget, nil)
        }
        next += 1
        return note(widget, row[next - 1])
      }
      guard next < row.count else {
        guard case .value(let input) = place else { return nil }
        return note(input, input.startValue)
      }
      switch place {
      case .value(let input):
        if before.skips(row[next], for: input) { next += 1 }
        let isSeed = input.type.name == "INT" && input.name.hasSuffix("seed")
        before = isSeed && !WidgetOrder.hasControl(input) ? .undefinedMode : .none
        guard next < row.count else { return note(input, input.startValue) }
        next += 1
        return note(input, row[next - 1])
      case .control:
        if Self.isMode(row[next]) || row[next].isNull { next += 1 } else { before = .oldFlag }
      case .frontend: break
      }
      return nil
    }
    completeDerived(definition)
  }

  /// The row without the values of inputs that were widgets once and are sockets now, if the
  /// number of values says that they are there.
  private static func withoutForced(_ row: [JSONValue], _ definition: NodeDefinition) -> [JSONValue]
  {
    let isForced = WidgetOrder.forcedPlaces(definition)
    guard row.count == isForced.count else { return row }
    return zip(row, isForced).filter { !$0.1 }.map(\.0)
  }

  /// Notes what a widget of the frontend's own would send; buttons of older files may be absent.
  private mutating func note(_ widget: FrontendWidget, _ stored: JSONValue?) -> JSONValue {
    if widget.isQueued { names?.insert(widget.name) }
    let stored = stored.flatMap { $0.isNull ? nil : $0 }
    let value = widget.value { $0 == widget.name ? stored : nil }
    if widget.isQueued { values.append((widget.name, value)) }
    return value
  }

  /// Sets the values that follow from others, whatever the file holds for them.
  private mutating func completeDerived(_ definition: NodeDefinition) {
    for widget in FrontendWidget.table[definition.classType] ?? [] where widget.isQueued {
      guard case .place = widget.content,
        let index = values.firstIndex(where: { $0.name == widget.name })
      else { continue }
      values[index].value = widget.value { name in values.first { $0.name == name }?.value }
    }
  }

  fileprivate static func isMode(_ value: JSONValue) -> Bool {
    value.string.map(WidgetOrder.controlModes.contains) ?? false
  }

  private enum ControlGuess {
    case none
    /// A control mode of a seed whose definition has none.
    case undefinedMode
    /// The control of the first ComfyUI versions: true or false.
    case oldFlag

    func skips(_ value: JSONValue, for input: InputDefinition) -> Bool {
      switch self {
      case .none: false
      case .undefinedMode: UIWidgetValues.isMode(value) && !(input.choices ?? []).contains(value)
      case .oldFlag: value.bool != nil && input.type.name != "BOOLEAN"
      }
    }
  }

  private mutating func note(_ input: InputDefinition, _ stored: JSONValue?) -> JSONValue? {
    names?.insert(input.name)
    guard let stored, !stored.isNull else { return stored }
    let value = input.settled(stored, in: classType)
    values.append((input.name, value))
    if !Self.fits(value, input) { misfits.append(input.name) }
    return value
  }

  /// Whether a value has a kind that the input's widget can hold.
  private static func fits(_ value: JSONValue, _ input: InputDefinition) -> Bool {
    switch input.widgetType ?? input.type.name {
    case "INT", "FLOAT": value.number != nil || value.bool != nil
    case "STRING": value.string != nil || value.number != nil
    case "BOOLEAN": value.bool != nil || value.number != nil
    case "COMBO": input.isMultiselect || value.array == nil && value.object == nil
    default: true
    }
  }

  /// Without an exact definition values are named only when the node lists all widget sockets.
  private mutating func readBySockets(_ row: [JSONValue], _ node: UINode) {
    guard !row.isEmpty else { return }
    let sockets = node.inputs.filter { $0.widget != nil }
    let rules: [(UISocket) -> Bool] = [
      { _ in false }, { WidgetOrder.seedNames.contains($0.name) }, { _ in true },
    ]
    guard let rest = rules.lazy.compactMap({ Self.aligned(row, sockets, $0) }).first else {
      areUnknown = true
      return
    }
    for (socket, value) in zip(sockets, rest) where !value.isNull {
      values.append((socket.widget ?? socket.name, value))
    }
  }

  /// One value for each socket, if the row has just these and control modes behind numbers of
  /// sockets that have one.
  private static func aligned(
    _ row: [JSONValue], _ sockets: [UISocket], _ hasControl: (UISocket) -> Bool
  ) -> [JSONValue]? {
    var rest = row[...]
    var values: [JSONValue] = []
    for socket in sockets {
      guard let value = rest.popFirst(), couldHold(socket, value) else { return nil }
      values.append(value)
      if value.number != nil, hasControl(socket), rest.first.map(isMode) ?? false {
        rest.removeFirst()
      }
    }
    return rest.isEmpty && !values.isEmpty ? values : nil
  }

  private static func couldHold(_ socket: UISocket, _ value: JSONValue) -> Bool {
    switch socket.type {
    case "INT": value.number?.isInteger ?? false
    case "FLOAT": value.number != nil
    case "BOOLEAN": value.bool != nil
    case "STRING": value.string != nil
    case "*": true
    default: value.array == nil && value.object == nil
    }
  }
}

extension InputDefinition {
  /// What the frontend's widget makes of a value.
  func settled(_ value: JSONValue, in classType: String) -> JSONValue {
    // Choices with pictures are stored as {content, image} and queued as the content.
    if choices != nil, let picked = value["content"]?.string { return .string(picked) }
    // The first ComfyUI versions named samplers by their function.
    if name == "sampler_name", ["KSampler", "KSamplerAdvanced"].contains(classType),
      let function = value.string, function.hasPrefix("sample_")
    {
      return .string(String(function.dropFirst("sample_".count)))
    }
    return value
  }
}
