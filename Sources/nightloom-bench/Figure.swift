import JSON

/// One measured number with the spread of its runs.
struct Figure {
  let name: String
  let unit: String
  /// `data` for real workflows, `generated` for the built-in graph.
  let input: String
  /// One value a run, ascending.
  private let values: [Double]

  init(_ name: String, unit: String, input: String, values: [Double]) {
    self.name = name
    self.unit = unit
    self.input = input
    self.values = values.sorted()
  }

  /// The middle run's value, the lower of two.
  var median: Double { values.isEmpty ? .nan : values[(values.count - 1) / 2] }

  /// Whether more is better: rates, not times, counts or ratios.
  var isRate: Bool { unit.hasSuffix("/s") }

  var json: JSONValue {
    [
      "name": .string(name), "value": number(median), "unit": .string(unit),
      "input": .string(input), "runs": .int(values.count), "minimum": number(values.first),
      "median": number(median), "maximum": number(values.last),
    ]
  }

  /// One line for people.
  var row: String {
    let head = (name + String(repeating: " ", count: 40)).prefix(40)
    return
      "\(head) \(shown(median)) \(unit) (\(shown(values.first)) to \(shown(values.last)), "
      + "\(values.count) runs, \(input))\n"
  }

  private func number(_ value: Double?) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    return .double((value * 1000).rounded() / 1000)
  }

  private func shown(_ value: Double?) -> String { number(value).text() }
}
