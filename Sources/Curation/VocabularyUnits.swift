public import Generation
import WorkflowCode

/// The pieces of code that deserve a token of their own: frequent class types, and the fragments
/// around names that repeat in every program (`, model=model_`, ` = `, `)` with its line end).
///
/// One token per class name and per link makes a program a third as long as plain byte pairs do.
public struct VocabularyUnits: Sendable {
  private var counts: [String: Int] = [:]
  private var classTypes: [String: Int] = [:]

  /// Starts without counts.
  public init() {}

  /// Counts the pieces of one response.
  public mutating func count(_ response: Response) {
    for name in response.selectedNodes {
      classTypes[name, default: 0] += 1
      let identifier = CodeSpelling.identifier(for: name)
      if identifier != name { classTypes[identifier, default: 0] += 1 }
    }
    for line in response.code.split(separator: "\n") { count(statement: line) }
  }

  /// The pieces seen often enough, most frequent first, ties by name.
  ///
  /// - Parameters:
  ///   - classTypesFrom: In how many responses a class type must occur.
  ///   - fragmentsFrom: How often any other piece must occur.
  ///   - limit: The most pieces to return.
  /// - Returns: Distinct pieces of two bytes or more.
  public func units(classTypesFrom: Int = 3, fragmentsFrom: Int = 12, limit: Int = 4_000)
    -> [String]
  {
    let frequent =
      classTypes.filter { $0.value >= classTypesFrom }.map { ($0.key, $0.value) }
      + counts.filter { $0.value >= fragmentsFrom && classTypes[$0.key] == nil }
      .map { ($0.key, $0.value) }
    let ordered = frequent.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.0)
    return Array(
      (Self.always + ordered.filter { !Self.always.contains($0) })
        .filter { $0.utf8.count > 1 }.prefix(limit))
  }

  private static let always = [
    " = ", ")\n", "()\n", "})\n", "_ = ", "[\"", "\", \"", "\"]", "\"$prompt\"", "\"$negative\"",
    ", ", ": ",
  ]

  /// Cuts `model_1, clip_1 = Class(model=model_2, steps=25)` into countable pieces.
  private mutating func count(statement: Substring) {
    guard let equals = statement.range(of: " = "),
      let open = statement[equals.upperBound...].firstIndex(of: "(")
    else { return }
    for (index, target) in statement[..<equals.lowerBound].split(separator: ",").enumerated() {
      let name = target.drop { $0 == " " }
      add((index == 0 ? "" : ", ") + prefix(of: name))
    }
    var lead = "("
    for argument in statement[statement.index(after: open)...].split(separator: ", ") {
      guard let sign = argument.firstIndex(of: "="), argument.first != "*" else { break }
      let name = argument[...sign]
      let value = argument[argument.index(after: sign)...]
      add(lead + name)
      if value.first == "\"" {
        add(String(value.prefix { $0 != ")" }))
      } else if let first = value.first, first.isLetter, value.contains("_") {
        add(lead + name + prefix(of: value))
      }
      lead = ", "
    }
  }

  private func prefix(of variable: Substring) -> String {
    guard let place = variable.lastIndex(of: "_") else { return String(variable) }
    return String(variable[...place])
  }

  private mutating func add(_ piece: some StringProtocol) {
    guard piece.utf8.count < 64 else { return }
    counts[String(piece), default: 0] += 1
  }
}

extension Substring {
  /// The first place of `text`, by characters.
  fileprivate func range(of text: String) -> Range<Index>? {
    var place = startIndex
    while place < endIndex {
      if self[place...].hasPrefix(text) {
        return place..<index(place, offsetBy: text.count)
      }
      place = index(after: place)
    }
    return nil
  }
}
