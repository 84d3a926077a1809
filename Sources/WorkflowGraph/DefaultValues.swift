public import JSON

extension InputDefinition {
  /// The literal the frontend's widget starts with; `nil` for sockets and empty choices.
  ///
  /// The definition's default, else the first choice, `""`, `false`, or the number nearest to 0
  /// within the bounds. A choice's default of `false`, 0 or `""` counts as none, as in the
  /// frontend.
  public var startValue: JSONValue? {
    guard WidgetOrder.hasWidget(self) else { return nil }
    if let defaultValue, !defaultValue.isNull {
      if let first = choices?.first, defaultValue.isFalse { return first }
      return type.name == "CURVE" ? defaultValue.withCurveMark : defaultValue
    }
    if case .combo(let options) = dynamic { return options.first?.key }
    if isMultiselect { return .array([]) }
    if let choices { return choices.first }
    switch widgetType ?? type.name {
    case "STRING", "LOAD_3D", "LOAD_3D_ADVANCED", "PREVIEW_3D", "WEBCAM", "AUDIO_RECORD": return ""
    case "COLOR": return "#000000"
    case "BOOLEAN": return false
    case "INT": return .number(nearestToZero(JSONNumber(0)))
    case "FLOAT": return .number(nearestToZero(JSONNumber(0.0)))
    default: return nil
    }
  }

  private func nearestToZero(_ zero: JSONNumber) -> JSONNumber {
    if let minimum, minimum.double > 0 { return minimum }
    if let maximum, maximum.double < 0 { return maximum }
    return zero
  }
}

extension Workflow {
  /// Sets every missing required widget input to its start value.
  ///
  /// Only exact definitions are used; optional inputs and sockets stay as they are. Nodes that get
  /// a value have their inputs put into definition order.
  ///
  /// - Parameter catalog: The definitions.
  /// - Returns: The workflow and what was filled, in document and definition order.
  public func fillingDefaults(catalog: NodeCatalog) -> (
    workflow: Workflow, filled: [(node: String, input: String)]
  ) {
    var result = self
    var filled: [(node: String, input: String)] = []
    for place in nodes.indices {
      guard let definition = catalog.exact(nodes[place].classType) else { continue }
      let names = result.nodes[place].fillDefaults(definition)
      filled += names.map { (nodes[place].id, $0) }
    }
    return (result, filled)
  }

  /// Removes the literals that ``fillingDefaults(catalog:)`` would set again.
  ///
  /// Kept although equal to the start value: file names, whose first choice is an accident of one
  /// machine, and the selectors of dynamic inputs. Numbers are equal by value, so a `7` may come
  /// back as the definition's `7.0`.
  /// Law: `w.omittingDefaults(catalog: c).fillingDefaults(catalog: c).workflow` is `w` up to the
  /// spelling of numbers when all required widget inputs of `w` are given, in definition order.
  ///
  /// - Parameter catalog: The definitions.
  /// - Returns: The shorter workflow.
  public func omittingDefaults(catalog: NodeCatalog) -> Workflow {
    var result = self
    for place in nodes.indices {
      guard let definition = catalog.exact(nodes[place].classType) else { continue }
      let expanded = InputOrder.expanded(definition, nodes[place].inputs)
      var omittable: [String: JSONValue] = [:]
      for input in expanded where input.isOmittable { omittable[input.name] = input.startValue }
      result.nodes[place].inputs.removeAll { input in
        guard case .literal(let value) = input.value, let start = omittable[input.name] else {
          return false
        }
        return value.isSameKind(as: start) && value.isPythonEqual(to: start)
      }
    }
    return result
  }
}

extension NodeCatalog {
  /// The definition of a class type unless it is only partly known.
  fileprivate func exact(_ classType: String) -> NodeDefinition? {
    guard let definition = self[classType], definition.tier != .observed else { return nil }
    return definition
  }
}

extension InputDefinition {
  fileprivate var isOmittable: Bool {
    presence == .required && !choicesAreFiles && !isExpanding
  }
}

extension Node {
  /// Fills until dynamic inputs call for nothing more; each round fills at least one input.
  fileprivate mutating func fillDefaults(_ definition: NodeDefinition) -> [String] {
    var filled: [String] = []
    while true {
      var given = Set(inputs.map(\.name))
      let before = filled.count
      for input in InputOrder.expanded(definition, inputs) where input.presence == .required {
        guard !given.contains(input.name), let value = input.startValue else { continue }
        given.insert(input.name)
        inputs.append(NodeInput(name: input.name, value: .literal(value)))
        filled.append(input.name)
      }
      if filled.count == before { break }
      if !definition.inputs.contains(where: \.isExpanding) { break }
    }
    if !filled.isEmpty { inputs = InputOrder(definition, inputs).sorted(inputs) }
    return filled
  }
}

extension JSONValue {
  /// Whether JavaScript takes the value for false in a condition.
  fileprivate var isFalse: Bool {
    self == false || string == "" || number.map { $0.double == 0 } ?? false
  }

  fileprivate func isSameKind(as other: JSONValue) -> Bool {
    switch (self, other) {
    case (.null, .null), (.bool, .bool), (.number, .number), (.string, .string), (.array, .array),
      (.object, .object):
      true
    default: false
    }
  }
}
