public import JSON

/// The settings of one prompt request; what is not set is for the configuration to say.
public struct PromptHeader: Equatable, Sendable {
  /// The known keys.
  public enum Key: String, CaseIterable, Sendable {
    /// Output name.
    case name
    /// Answers sampled per attempt, 1 … 64.
    case answers
    /// Answers published, 1 … 64.
    case keep
    /// Family of models, for example `sdxl`.
    case family
    /// -100 … 100; higher is sooner.
    case priority
    /// Not begun earlier.
    case notBefore = "not-before"
    /// Not begun later.
    case deadline
    /// Another attempt while the best score is below, 0 … 1.
    case retryBelow = "retry-below"
    /// No new attempt after this time.
    case timeBudget = "time-budget"
    /// Negative prompt text.
    case negative
    /// Seed written into the workflow, 0 … 2^53 - 1.
    case seed
    /// The same seed for all variants, or a step for each.
    case seedMode = "seed-mode"
    /// Width and height of the picture.
    case size
    /// Sampling steps, 1 … 1000.
    case steps
    /// Guidance scale, 0 … 100.
    case cfg
    /// Words to search for.
    case tags
    /// Local hours in which the job may begin.
    case window
    /// Rounds of answers, 1 … 20.
    case attempts
    /// Which variants are made.
    case variants
  }

  private var values: [Key: JSONValue] = [:]

  /// A header that sets nothing.
  public init() {}

  /// The value of a key in its canonical form, or `nil`.
  public subscript(key: Key) -> JSONValue? { values[key] }

  /// The keys that are set, in the order of the alphabet.
  public var keys: [Key] { values.keys.sorted { $0.rawValue < $1.rawValue } }

  /// Sets a key from its text.
  /// - Returns: What is expected instead when the text is no value of it, else `nil`.
  public mutating func set(_ key: Key, _ text: String) -> String? {
    let (value, expected) = key.read(text)
    guard let value else { return "'\(key.rawValue)' needs \(expected), not '\(shortened(text))'" }
    values[key] = value
    return nil
  }

  /// These settings, with those of `other` in front of them.
  public func overridden(by other: PromptHeader) -> PromptHeader {
    var copy = self
    copy.values.merge(other.values) { $1 }
    return copy
  }

  /// Output name.
  public var name: String? { values[.name]?.string }
  /// Answers sampled per attempt.
  public var answers: Int? { values[.answers]?.int }
  /// Answers published.
  public var keep: Int? { values[.keep]?.int }
  /// Family of models.
  public var family: String? { values[.family]?.string }
  /// Priority.
  public var priority: Int? { values[.priority]?.int }
  /// Not begun earlier.
  public var notBefore: PromptTime? { values[.notBefore]?.string.flatMap(PromptTime.init) }
  /// Not begun later.
  public var deadline: PromptTime? { values[.deadline]?.string.flatMap(PromptTime.init) }
  /// Another attempt while the best score is below.
  public var retryBelow: Double? { values[.retryBelow]?.double }
  /// No new attempt after this time.
  public var timeBudgetSeconds: Double? { values[.timeBudget]?.double }
  /// Negative prompt text.
  public var negative: String? { values[.negative]?.string }
  /// Seed written into the workflow.
  public var seed: Int? { values[.seed]?.int }
  /// Whether each variant has a seed of its own.
  public var stepsSeed: Bool { values[.seedMode] == "step" }
  /// Width and height of the picture.
  public var size: (width: Int, height: Int)? {
    let numbers = values[.size]?.string?.split(separator: "x").compactMap { Int($0) } ?? []
    return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
  }
  /// Sampling steps.
  public var steps: Int? { values[.steps]?.int }
  /// Guidance scale.
  public var cfg: Double? { values[.cfg]?.double }
  /// Words to search for.
  public var tags: [String] { values[.tags]?.array?.compactMap(\.string) ?? [] }
  /// Local hours in which the job may begin: `any` or `HH:MM-HH:MM`.
  public var window: String? { values[.window]?.string }
  /// Rounds of answers.
  public var attempts: Int? { values[.attempts]?.int }
  /// Which variants are made; `nil` when not set.
  public var variants: VariantChoice? {
    guard let value = values[.variants] else { return nil }
    if let number = value.int { return .some(number) }
    return value == "off" ? .off : .all
  }
}

/// Which combinations of variants are made.
public enum VariantChoice: Equatable, Sendable {
  /// Every one.
  case all
  /// None: braces are text.
  case off
  /// So many, chosen by the seed.
  case some(Int)
}

// MARK: - Values

extension PromptHeader.Key {
  /// The key of this spelling; case and `_` for `-` do not matter.
  init?(spelling: String) {
    self.init(rawValue: String(spelling.lowercased().map { $0 == "_" ? "-" : $0 }))
  }

  func read(_ text: String) -> (value: JSONValue?, expected: String) {
    switch self {
    case .name: (named(text, 255), "a name of 1 to 255 bytes")
    case .family: (named(text, 64), "a family such as sd15, sdxl or flux")
    case .negative: (.string(text), "a text")
    case .answers, .keep: integer(text, 1...64)
    case .priority: integer(text, -100...100)
    case .seed: integer(text, 0...9_007_199_254_740_991)
    case .steps: integer(text, 1...1000)
    case .attempts: integer(text, 1...20)
    case .cfg: number(text, 0...100)
    case .retryBelow: number(text, 0...1)
    case .seedMode: (["same", "step"].contains(text) ? .string(text) : nil, "'same' or 'step'")
    case .notBefore, .deadline:
      (
        PromptTime(text).map { _ in .string(text) },
        "a time such as 2026-03-01 22:15, 2026-03-01T22:15:00Z or 22:15"
      )
    case .timeBudget: (duration(text), "a time such as 90 s, 30 min or 2 h")
    case .size: (pixels(text), "width x height in pixels, such as 1024x768, each 16 to 16384")
    case .tags: (words(text), "1 to 32 words of up to 64 bytes, separated by commas")
    case .window: (hours(text), "'any' or two times such as 22:00-06:00")
    case .variants: (choice(text), "'all', 'off' or a number from 1 to 1000")
    }
  }
}

/// The known key nearest to a misspelt one, if it is near.
func nearestKey(_ spelling: String, in keys: [String] = PromptHeader.Key.allCases.map(\.rawValue))
  -> String?
{
  let word = Array(spelling.lowercased().utf8.prefix(40))
  let best = keys.map { (key: $0, edits: edits(word, Array($0.utf8))) }.min { $0.edits < $1.edits }
  return best.flatMap { $0.edits <= max(1, word.count / 3) ? $0.key : nil }
}

/// Letters inserted, removed or replaced from one word to the other; a swap counts as one.
private func edits(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var before = [Int](repeating: 0, count: right.count + 1)
  var row = Array(0...right.count)
  for (i, letter) in left.enumerated() {
    var next = [i + 1]
    for (j, other) in right.enumerated() {
      var best = min(row[j + 1] + 1, next[j] + 1, row[j] + (letter == other ? 0 : 1))
      if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other {
        best = min(best, before[j - 1] + 1)
      }
      next.append(best)
    }
    (before, row) = (row, next)
  }
  return row[right.count]
}

/// A text short enough for a sentence.
func shortened(_ text: String) -> String {
  text.count > 60 ? String(text.prefix(59)) + "…" : text
}

private func named(_ text: String, _ limit: Int) -> JSONValue? {
  text.isEmpty || text.utf8.count > limit ? nil : .string(text)
}

private func integer(_ text: String, _ range: ClosedRange<Int>) -> (JSONValue?, String) {
  // In two steps: where a JSONValue is expected, `nil` would be JSON's null.
  let value = Int(text).flatMap { range.contains($0) ? $0 : nil }.map { JSONValue.int($0) }
  return (value, "a whole number from \(range.lowerBound) to \(range.upperBound)")
}

private func number(_ text: String, _ range: ClosedRange<Double>) -> (JSONValue?, String) {
  let value = Double(text).flatMap { range.contains($0) ? $0 : nil }.map { JSONValue.double($0) }
  return (value, "a number from \(Int(range.lowerBound)) to \(Int(range.upperBound))")
}

private func duration(_ text: String) -> JSONValue? {
  let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
  let unit = text.dropFirst(number.count).drop { $0 == " " }
  let units: [Substring: Double] = ["s": 1, "min": 60, "h": 3600, "d": 86400]
  guard let factor = units[unit], let count = Double(number),
    (0.001...604_800).contains(count * factor)
  else { return nil }
  return .double(count * factor)
}

private func pixels(_ text: String) -> JSONValue? {
  let sides = text.lowercased().split(separator: "x", omittingEmptySubsequences: false)
  let numbers = sides.compactMap { Int($0.trimmed) }
  guard sides.count == 2, numbers.count == 2, numbers.allSatisfy((16...16384).contains)
  else { return nil }
  return .string("\(numbers[0])x\(numbers[1])")
}

private func words(_ text: String) -> JSONValue? {
  let parts = text.split(separator: ",").map { String($0.trimmed) }.filter { !$0.isEmpty }
  guard (1...32).contains(parts.count), parts.allSatisfy({ $0.utf8.count <= 64 }) else {
    return nil
  }
  return .array(parts.map { .string($0) })
}

private func hours(_ text: String) -> JSONValue? {
  let ends = text.split(separator: "-", omittingEmptySubsequences: false)
  let isPair =
    ends.count == 2
    && ends.allSatisfy { $0.utf8.count == 5 && PromptTime(String($0)) != nil }
  return text == "any" || isPair ? .string(text) : nil
}

private func choice(_ text: String) -> JSONValue? {
  if text == "all" || text == "off" { return .string(text) }
  return Int(text).flatMap { (1...1000).contains($0) ? $0 : nil }.map { .int($0) }
}

extension StringProtocol {
  /// The text without blanks, tabs and line ends at both ends.
  var trimmed: SubSequence {
    let start = drop { $0.isWhitespace }
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else {
      return start[..<start.startIndex]
    }
    return start[...end]
  }
}
