/// A wish in English words, as far as they are known, for a model that reads English.
///
/// Words are looked up in the learned table (``TermTranslation``) and the ``Glossary``. Names with
/// a capital letter or a digit (`Wan2.1`, `LoRA`) are kept; what has no translation is left out.
/// There is no grammar: what comes of it reads like key words.
struct EnglishReading {
  /// The least share of words with a translation that makes a text foreign.
  static let foreignShare = 0.25

  private let table: [String: String]
  private var words: [String] = []
  private var known = 0
  private var all = 0

  /// Reads a text; one that is not foreign stays as it is.
  static func text(of text: String, _ table: TermTranslation) -> String {
    var reading = EnglishReading(table: table.terms)
    for run in text.split(whereSeparator: { !isWordPart($0) }) { reading.read(run) }
    let isForeign = Double(reading.known) >= foreignShare * Double(max(reading.all, 1))
    return isForeign && !reading.words.isEmpty ? reading.words.joined(separator: " ") : text
  }

  private init(table: [String: String]) { self.table = table }

  private static func isWordPart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "."
  }

  /// A run without spaces: one word, or several where a language writes none.
  private mutating func read(_ run: Substring) {
    var rest = run
    while let first = rest.first {
      let isDense = Self.isDense(first)
      let part = rest.prefix { Self.isDense($0) == isDense }
      rest = rest[part.endIndex...]
      if isDense { readDense(part) } else { readWord(part) }
    }
  }

  private mutating func readWord(_ part: Substring) {
    let name = String(part.drop { $0 == "." }.reversed().drop { $0 == "." }.reversed())
    guard let term = TextTerms.terms(of: name).first else { return }
    let lower = name.lowercased()
    if let english = table[term] ?? Glossary.german[lower] ?? Self.compound(lower) {
      add(english)
    } else {
      all += 1
      if name.contains(where: { $0.isASCII && ($0.isUppercase || $0.isNumber) }) {
        words.append(name)
      }
    }
  }

  /// A German compound of two words of the glossary; the first may be one that English has, too.
  private static func compound(_ word: String) -> String? {
    let letters = Array(word)
    guard letters.count >= 7 else { return nil }
    for cut in 3...letters.count - 4 {
      guard let last = Glossary.german[String(letters[cut...])] else { continue }
      let head = String(letters[..<cut])
      let first =
        Glossary.german[head] ?? (shared.contains(head) ? head : nil)
        ?? (head.hasSuffix("s") ? Glossary.german[String(head.dropLast())] : nil)
      if let first { return first + " " + last }
    }
    return nil
  }

  private static let shared: Set<String> = [
    "animation", "audio", "film", "flux", "lora", "portrait", "prompt", "text", "video",
  ]

  /// The longest words of the glossary, and pairs of characters of what lies between them.
  private mutating func readDense(_ run: Substring) {
    var rest = run
    var between: [Character] = []
    while let first = rest.first {
      let longest = min(Self.longestWord, rest.count)
      let match = (1...longest).reversed().lazy.map { rest.prefix($0) }
        .first { Glossary.japanese[String($0)] != nil }
      if let match, let english = Glossary.japanese[String(match)] {
        addPairs(&between)
        add(english)
        rest = rest[match.endIndex...]
      } else {
        between.append(first)
        rest = rest.dropFirst()
      }
    }
    addPairs(&between)
  }

  /// Pairs of kana are no words, and what the table has for them is chance.
  private mutating func addPairs(_ characters: inout [Character]) {
    for place in characters.indices.dropFirst() {
      let pair = characters[place - 1...place]
      guard !pair.contains(where: Self.isKana) else { continue }
      if let english = table[String(pair)] { add(english) } else { all += 1 }
    }
    characters = []
  }

  private mutating func add(_ english: String) {
    all += 1
    known += 1
    let isNumber = english.allSatisfy { $0.isNumber || $0 == "." }
    if !isNumber, !words.suffix(4).contains(english) { words.append(english) }
  }

  private static let longestWord = Glossary.japanese.keys.map(\.count).max() ?? 1

  /// Whether words are written without spaces around the character.
  private static func isDense(_ character: Character) -> Bool {
    character.unicodeScalars.first.map { TextTerms.isIdeograph($0) } ?? false
  }

  private static func isKana(_ character: Character) -> Bool {
    character.unicodeScalars.first.map { (0x3040...0x30FF).contains($0.value) } ?? false
  }
}
