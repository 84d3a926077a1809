import JSON

/// Where the inputs of one node stand in its definition; names the definition lacks come last.
struct InputOrder {
  private let places: [String: Int]

  /// Orders by the definition, expanded by the node's literals; without one by the node itself.
  init(_ definition: NodeDefinition?, _ inputs: [NodeInput]) {
    var places: [String: Int] = [:]
    for (index, input) in (definition?.inputs ?? []).enumerated() { places[input.name] = index }
    self.places = places
  }

  /// The place of an input that stands at `index` in its node.
  func place(of name: String, at index: Int) -> Int {
    if let place = places[name] { return place }
    let stem = name.prefix { $0 != "." }
    return (places[String(stem)] ?? places.count) + index
  }

  /// The inputs in definition order.
  func sorted(_ inputs: [NodeInput]) -> [NodeInput] {
    inputs.enumerated()
      .map { (place: place(of: $0.element.name, at: $0.offset), input: $0) }
      .sorted { ($0.place, $0.input.offset) < ($1.place, $1.input.offset) }
      .map(\.input.element)
  }
}
