/// Finds the concepts an instruction asks for, by keywords in English, Japanese and Chinese.
///
/// A keyword in Latin letters must stand as whole words (a plural `s` is allowed); one in other
/// letters may stand anywhere. A word that says no, right before it (`without`, `不要`) or right
/// behind it (`なし`), takes the keyword away. Nothing else of the sentence is understood.
public struct ConceptLexicon: Sendable {
  /// One concept with the words that ask for it.
  public struct Entry: Sendable {
    /// What is asked for.
    public var concept: Concept
    /// Keywords in lower case, words apart by one blank.
    public var keywords: [String]
    /// Names of concepts in whose presence this one is dropped.
    public var yieldsTo: [String]

    /// Makes an entry.
    public init(_ concept: Concept, keywords: [String], yieldsTo: [String] = []) {
      self.concept = concept
      self.keywords = keywords
      self.yieldsTo = yieldsTo
    }
  }

  /// The entries in the order in which concepts are reported.
  public let entries: [Entry]

  /// Makes a lexicon of one's own.
  public init(entries: [Entry]) { self.entries = entries }

  /// The lexicon that nightloom ships.
  public static let standard = ConceptLexicon(entries: ConceptTable.entries)

  /// The concepts of an instruction: structure in lexicon order, then explicit values.
  ///
  /// - Complexity: O(keywords x length).
  public func concepts(in instruction: String) -> [Concept] {
    let text = InstructionText(instruction)
    let found = entries.filter { entry in entry.keywords.contains(where: text.asks) }
    let names = Set(found.map(\.concept.name))
    let structure = found.filter { names.isDisjoint(with: $0.yieldsTo) }.map(\.concept)
    return structure + ExplicitValues(text).concepts
  }

  /// The deeds among the concepts of an instruction, see ``Concept/isDeed``.
  public func deeds(in instruction: String) -> [Concept] {
    concepts(in: instruction).filter(\.isDeed)
  }

  /// The explicit values of an instruction alone: `30 steps`, `1024x768`.
  public static func values(in instruction: String) -> [Concept] {
    ExplicitValues(InstructionText(instruction)).concepts
  }
}

/// An instruction in two forms: as it is in lower case, and as words apart by single blanks.
struct InstructionText {
  /// Lower-case text.
  let raw: [UInt8]
  /// Lower-case words of ASCII letters and digits between blanks, other characters as blanks.
  let words: [String]
  private let joined: [UInt8]

  init(_ instruction: String) {
    raw = Array(instruction.lowercased().utf8)
    let parts = raw.split { byte in
      !((0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte))
    }
    words = parts.map { String(decoding: $0, as: UTF8.self) }
    joined = Array((" " + words.joined(separator: " ") + " ").utf8)
  }

  /// Whether the keyword stands in the text and is not denied.
  func asks(_ keyword: String) -> Bool {
    let bytes = Array(keyword.utf8)
    guard bytes.allSatisfy({ $0 < 0x80 }) else {
      return places(of: bytes, in: raw).contains { !isDenied($0, bytes.count) }
    }
    return [[0x20] + bytes + [0x20], [0x20] + bytes + [0x73, 0x20]].contains { pattern in
      places(of: pattern, in: joined).contains { place in
        let before = joined[..<place].split(separator: 0x20).last ?? []
        return !Self.denials.contains(String(decoding: before, as: UTF8.self))
      }
    }
  }

  private static let denials: Set<String> = ["no", "not", "without", "never", "non"]
  private static let wideDenialsBefore = ["不要", "无需", "不用", "没有", "不需要"].map { Array($0.utf8) }
  private static let wideDenialsBehind = ["なし", "無し", "不要", "しない"].map { Array($0.utf8) }

  private func isDenied(_ place: Int, _ count: Int) -> Bool {
    let before = raw[..<place], behind = raw[(place + count)...]
    return Self.wideDenialsBefore.contains { before.reversed().starts(with: $0.reversed()) }
      || Self.wideDenialsBehind.contains { behind.starts(with: $0) }
  }

  private func places(of pattern: [UInt8], in text: [UInt8]) -> [Int] {
    guard let first = pattern.first, text.count >= pattern.count else { return [] }
    return (0...(text.count - pattern.count)).filter { place in
      text[place] == first && text[place..<(place + pattern.count)].elementsEqual(pattern)
    }
  }
}
