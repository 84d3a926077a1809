import JSON
import KnowledgeBase
import WorkflowGraph

/// Chooses among installed files: the one the wish names, else the likeliest by what the workflow
/// is made of and what was chosen before, else the first.
///
/// A model that makes video from something else than the workflow does gives way to its twin. A
/// LoRA for few steps is for workflows that take few.
struct FileHints {
  private let words: Set<String>
  /// Whether the workflow makes video from a picture.
  private let animates: Bool
  /// Whether the workflow takes few steps, or the wish names a means for that.
  private let isQuick: Bool
  private var cues: Set<FileCue>
  private let habits: FileHabits

  init(_ prompt: String, in workflow: Workflow, habits: FileHabits) {
    words = Self.words(of: prompt)
    cues = FileCue.cues(of: workflow).union(FileCue.cues(in: prompt))
    let animating = ConceptLexicon.standard.entries.first { $0.concept.name == "image_to_video" }
    animates = animating.map { workflow.nodes.contains(where: $0.concept.isMet) } ?? false
    isQuick =
      Self.isQuick(prompt)
      || workflow.nodes.contains { $0.literal("steps")?.double.map { $0 <= Self.fewSteps } == true }
      || ConceptLexicon.values(in: prompt).contains { $0.asksForSteps(upTo: Self.fewSteps) }
    self.habits = habits
  }

  /// A file for an input; later choices are made in its company.
  mutating func choose(_ input: InputDefinition, at classType: String) -> String? {
    let choices = fitting(input.choices ?? [], isLoRA: input.name.hasPrefix("lora"))
    let usual = habits.likeliest(at: input.name, of: classType, among: choices, cues: cues)
    let chosen =
      named(choices) ?? usual.map { twin(of: $0, among: choices) }
      ?? choices.compactMap(\.string).first
    if let chosen {
      cues.insert(.file(chosen))
      if Self.rivals.isDisjoint(with: cues) { cues.formUnion(Self.families(of: chosen)) }
    }
    return chosen
  }

  /// The names without those for a rival of the workflow's family and LoRAs for few steps where it
  /// takes many, unless none is left.
  private func fitting(_ choices: [JSONValue], isLoRA: Bool) -> [JSONValue] {
    let own = cues.intersection(Self.rivals)
    func isOwn(_ name: String) -> Bool {
      let families = Self.families(of: name)
      return families.isEmpty || !families.isDisjoint(with: own)
    }
    let fitting = choices.filter { choice in
      let name = choice.string ?? ""
      return (own.isEmpty || isOwn(name)) && (isQuick || !isLoRA || !Self.isQuick(name))
    }
    return fitting.isEmpty ? choices : fitting
  }

  /// The most steps that are few.
  private static let fewSteps = 10.0
  /// How names of files tell that they are for few steps.
  private static let quickSigns = [
    "lcm", "lightning", "turbo", "hyper-", "hyper_", "hypersd", "lightx2v", "4step", "8step",
    "4-step", "8-step",
  ]

  private static func isQuick(_ name: String) -> Bool {
    let text = name.lowercased()
    return quickSigns.contains(where: text.holdsBytes(of:))
  }

  /// How files tell of families that the same nodes load and that do not fit each other.
  private static let signs: [FileCue: [String]] = [
    .family("sd15"): ["sd15", "sd1.5", "sd_1.5", "sd-1.5", "sdv1-5", "v1-5"],
    .family("sdxl"): ["sdxl", "sd_xl", "-xl", "_xl", "xl-", "xl_", "xl.", "pony", "illustrious"],
  ]
  private static let rivals = Set(signs.keys)

  /// The rivals that a file's name tells.
  private static func families(of name: String) -> Set<FileCue> {
    // `xl` is a sign, `xxl` is not: so large text encoders are called.
    var text = name.lowercased()
    if text.holdsBytes(of: "xxl") { text = text.replacing("xxl", with: "") }
    return rivals.filter { signs[$0]?.contains(where: text.holdsBytes(of:)) == true }
  }

  /// The file of the same name for what the workflow starts from, where there is one.
  private func twin(of name: String, among choices: [JSONValue]) -> String {
    let (other, own) = animates ? ("t2v", "i2v") : ("i2v", "t2v")
    let twin = name.replacing(other, with: own)
    return choices.contains(.string(twin)) ? twin : name
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
    "audio", "base", "depth", "diffusion", "edit", "from", "image", "like", "model", "pose",
    "style", "text", "upscale", "video", "when", "with",
  ]
}

extension Concept {
  /// Whether it asks for a number of steps, at most `limit`.
  fileprivate func asksForSteps(upTo limit: Double) -> Bool {
    tests.contains { test in
      if case .number(let inputs, let value) = test {
        inputs.contains("steps") && value <= limit
      } else {
        false
      }
    }
  }
}
