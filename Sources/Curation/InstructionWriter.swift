import WorkflowGraph

/// Writes what a person might have asked for to get a given workflow.
///
/// Human descriptions come first; the rest is written by rule from ``WorkflowFacts`` with varied
/// wording, so that the model learns the facts and not a phrase.
///
/// Source: ComfyUI-R1, section 3.2 (queries). Differs: no language model writes them.
public struct InstructionWriter {
  /// How much a wish says.
  public enum Style: Int, CaseIterable, Sendable {
    /// Key words.
    case terse
    /// One sentence.
    case plain
    /// A sentence with values and further wishes, or a human description.
    case detailed
  }

  /// Longest text taken from a human description, in characters.
  static let descriptionLimit = 240

  private let facts: WorkflowFacts
  private let names: [String]
  private let descriptions: [String]
  private let subject: String?

  /// Makes a writer.
  ///
  /// - Parameters:
  ///   - facts: What the graph gives away.
  ///   - names: What the file was called; may be empty.
  ///   - descriptions: Human descriptions; may be empty.
  ///   - subject: The words the workflow's own positive prompt begins with, or `nil`.
  public init(facts: WorkflowFacts, names: [String], descriptions: [String], subject: String?) {
    self.facts = facts
    self.names = names.map(Self.clean).filter { $0.count >= 4 }
    self.descriptions = descriptions.map(Self.clean).filter { $0.count >= 20 }
    self.subject = subject
  }

  /// One wish; the number of draws depends on style and facts.
  public func instruction(_ style: Style, using random: inout some RandomNumberGenerator) -> String
  {
    switch style {
    case .terse: terse(&random)
    case .plain: plain(&random)
    case .detailed: detailed(&random)
    }
  }

  // MARK: - Styles

  private func terse(_ random: inout some RandomNumberGenerator) -> String {
    if let name = names.randomElement(using: &random),
      Double.random(in: 0..<1, using: &random) < 0.5
    {
      return name
    }
    var words = [facts.task] + facts.techniques.prefix(3)
    if let family = facts.family {
      words.insert(family, at: Double.random(in: 0..<1, using: &random) < 0.5 ? 0 : 1)
    }
    return words.joined(separator: Double.random(in: 0..<1, using: &random) < 0.5 ? " " : ", ")
  }

  private func plain(_ random: inout some RandomNumberGenerator) -> String {
    if let description = descriptions.first, Double.random(in: 0..<1, using: &random) < 0.4 {
      return description
    }
    let openings = ["I want", "Make", "Build", "Give me", "Please create", "I need", "Set up"]
    var sentence = "\(pick(openings, &random)) \(article) \(facts.task) workflow"
    if let family = facts.family {
      sentence += pick([" with \(family)", " for \(family)", " that uses \(family)"], &random)
    }
    sentence += techniques(&random)
    if let subject, Double.random(in: 0..<1, using: &random) < 0.5 {
      sentence += pick([": \(subject)", " showing \(subject)", " of \(subject)"], &random)
    }
    return sentence
  }

  private func detailed(_ random: inout some RandomNumberGenerator) -> String {
    var sentences: [String] = []
    if let description = descriptions.randomElement(using: &random),
      Double.random(in: 0..<1, using: &random) < 0.6
    {
      sentences.append(description)
    } else {
      sentences.append(plain(&random))
    }
    if let size = facts.size, Double.random(in: 0..<1, using: &random) < 0.8 {
      sentences.append(
        pick(["\(size.width)x\(size.height)", "size \(size.width) x \(size.height)"], &random))
    }
    if let steps = facts.steps, Double.random(in: 0..<1, using: &random) < 0.8 {
      sentences.append("\(steps) steps")
    }
    if let guidance = facts.guidance, Double.random(in: 0..<1, using: &random) < 0.6 {
      sentences.append("cfg \(guidance)")
    }
    if Double.random(in: 0..<1, using: &random) < 0.3 {
      sentences.append("about \(facts.nodeCount) nodes")
    }
    return sentences.joined(separator: ". ")
  }

  // MARK: - Words

  private var article: String { "aeiou".contains(facts.task.first ?? " ") ? "an" : "a" }

  private func techniques(_ random: inout some RandomNumberGenerator) -> String {
    let some = facts.techniques.filter { _ in Double.random(in: 0..<1, using: &random) < 0.8 }
    guard let last = some.last else { return "" }
    let list =
      some.count == 1 ? last : some.dropLast().joined(separator: ", ") + " and " + last
    return pick([" with \(list)", ", using \(list)", " plus \(list)"], &random)
  }

  private func pick(_ choices: [String], _ random: inout some RandomNumberGenerator) -> String {
    choices.randomElement(using: &random) ?? ""
  }

  /// One line without markup, cut at a word.
  static func clean(_ text: String) -> String {
    var line = ""
    for character in text.prefix(descriptionLimit * 4) where !"*#`_[]<>|".contains(character) {
      if character.isWhitespace {
        if !line.isEmpty && line.last != " " { line.append(" ") }
      } else {
        line.append(character)
      }
    }
    guard line.count > descriptionLimit else { return line }
    let head = line.prefix(descriptionLimit)
    return String(head.lastIndex(of: " ").map { head[..<$0] } ?? head)
  }
}
