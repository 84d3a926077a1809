/// What the benches gave when they were last recorded, and how much worse they may become.
struct Baseline {
  private struct Entry {
    var value: Double
    var slack: Double
  }

  private var entries: [String: Entry] = [:]

  /// Reads lines of `name input value slack`; `#` begins a note.
  init(_ bytes: [UInt8]) {
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count == 4, !line.hasPrefix("#"), let value = Double(fields[2]),
        let slack = Double(fields[3])
      else { continue }
      entries["\(fields[0]) \(fields[1])"] = Entry(value: value, slack: slack)
    }
  }

  /// A sentence when a figure is worse than its entry allows; figures without an entry pass.
  func complaint(_ figure: Figure) -> String? {
    guard let entry = entries["\(figure.name) \(figure.input)"] else { return nil }
    let limit = figure.isRate ? entry.value / entry.slack : entry.value * entry.slack
    let isWorse = figure.isRate ? figure.median < limit : figure.median > limit
    guard isWorse else { return nil }
    return "\(figure.name): \(figure.median) \(figure.unit) is beyond \(limit) "
      + "(baseline \(entry.value), slack \(entry.slack))"
  }
}
