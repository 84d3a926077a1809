import JSON
import KnowledgeBase
import WorkflowGraph

/// Chooses among installed files: the one the wish names, else the likeliest by what the workflow
/// is made of and what was chosen before, else the first.
struct FileHints {
  private let words: Set<String>
  private var cues: Set<FileCue>
  private let habits: FileHabits

  init(_ prompt: String, in workflow: Workflow, habits: FileHabits) {
    words = Self.words(of: prompt)
    cues = FileCue.cues(of: workflow).union(FileCue.cues(in: prompt))
    self.habits = habits
  }

  /// A file for an input; later choices are made in its company.
  mutating func choose(_ input: InputDefinition, at classType: String) -> String? {
    let choices = input.choices ?? []
    let chosen =
      named(choices)
      ?? habits.likeliest(at: input.name, of: classType, among: choices, cues: cues)
      ?? choices.compactMap(\.string).first
    if let chosen { cues.insert(.file(chosen)) }
    return chosen
  }

  /// A word that so many names have tells nothing of one of them.
  private static let commonWord = 3

  /// The name with the most words in common with the wish that few names have; the first among
  /// equals.
  private func named(_ choices: [JSONValue]) -> String? {
    if words.isEmpty { return nil }
    let names = choices.compactMap(\.string)
    var holders: [String: Int] = [:]
    for name in names {
      for word in Self.words(of: name).intersection(words) { holders[word, default: 0] += 1 }
    }
    var best: (name: String, score: Int)?
    for name in names {
      let score = Self.words(of: name).count { (holders[$0] ?? .max) < Self.commonWord }
      if score > best?.score ?? 0 { best = (name, score) }
    }
    return best?.name
  }

  /// The lower-case words of four bytes or more; every byte beyond ASCII counts as a letter.
  private static func words(of text: String) -> Set<String> {
    var words: Set<String> = []
    for word in text.lowercased().utf8.split(whereSeparator: { !isWordByte($0) })
    where word.count >= 4 {
      words.insert(String(decoding: word, as: UTF8.self))
    }
    return words.subtracting(general)
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
      true
    default: false
    }
  }

  /// Words of file names that are words of many wishes.
  private static let general: Set<String> = [
    "audio", "base", "depth", "diffusion", "edit", "image", "model", "pose", "style", "text",
    "upscale", "video",
  ]
}
