import JSON

/// Where the inputs of one node stand in its definition; names the definition lacks come last.
struct InputOrder {
  private let places: [String: Int]

  /// Orders by the definition, expanded by the node's literals; without one by the node itself.
  init(_ definition: NodeDefinition?, _ inputs: [NodeInput]) {
    var places: [String: Int] = [:]
    for (index, input) in Self.expanded(definition, inputs).enumerated()
    where places[input.name] == nil {
      places[input.name] = index
    }
    self.places = places
  }

  /// The definition's inputs for the literals of a node.
  static func expanded(_ definition: NodeDefinition?, _ inputs: [NodeInput]) -> [InputDefinition] {
    guard let definition else { return [] }
    guard definition.inputs.contains(where: \.isExpanding) else { return definition.inputs }
    return definition.expandedInputs { name in
      guard case .literal(let value) = inputs.first(where: { $0.name == name })?.value else {
        return nil
      }
      return value
    }
  }

  /// The place of an input that stands at `index` in its node; inputs of unknown names follow the
  /// one before their dot, else come last.
  func place(of name: String, at index: Int) -> Int {
    let spread = 1 << 20
    if let place = places[name] { return place * spread }
    let stem = name.prefix { $0 != "." }
    return (places[String(stem)] ?? places.count) * spread + min(index + 1, spread - 1)
  }

  /// The inputs in definition order.
  func sorted(_ inputs: [NodeInput]) -> [NodeInput] {
    inputs.enumerated()
      .map { (place: place(of: $0.element.name, at: $0.offset), input: $0) }
      .sorted { ($0.place, $0.input.offset) < ($1.place, $1.input.offset) }
      .map(\.input.element)
  }
}
