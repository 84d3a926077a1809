/// The words in the name of an input or class type: `pythonCode`, `python_code` and `Python Code`
/// have two.
struct InputWords {
  private let words: Set<String>

  init(_ name: String) {
    var words: Set<String> = []
    var word = ""
    var previous: Character?
    for character in name {
      let beginsWord = character.isUppercase && previous?.isLowercase == true
      if !character.isLetter || beginsWord {
        words.insert(word.lowercased())
        word = ""
      }
      if character.isLetter { word.append(character) }
      previous = character
    }
    words.insert(word.lowercased())
    self.words = words
  }

  private func hold(_ some: Set<String>) -> Bool { !words.isDisjoint(with: some) }

  /// Whether an input so called names a place on the disk.
  var areOfPlaces: Bool {
    hold(["file", "filename", "filepath", "path", "dir", "directory", "folder"])
  }

  /// Whether an input so called names files, or where they come from.
  var areOfFiles: Bool { areOfPlaces || hold(["url", "uri", "name"]) }

  /// Whether an input so called holds what a person says.
  var areOfFreeText: Bool {
    hold([
      "text", "prompt", "positive", "negative", "caption", "description", "instruction", "system",
      "query", "question", "message", "note", "lyrics", "tags",
    ])
  }

  /// Whether a text in an input so called is evaluated.
  var areOfCode: Bool {
    hold([
      "code", "python", "script", "expression", "formula", "lambda", "command", "cmd", "eval",
      "shell", "javascript",
    ])
  }

  /// Whether a class so called evaluates texts.
  var areOfEvaluation: Bool {
    hold(["python", "exec", "eval", "evaluate", "shell", "bash", "lambda", "javascript"])
  }

  /// Whether what is so called is an address in the network, or reaches for one.
  var areOfAddresses: Bool {
    hold(["url", "uri", "http", "https", "webhook", "endpoint", "email", "ftp"])
  }
}

/// A text seen as the name of a place.
struct PathText {
  private let text: String
  private let bytes: [UInt8]

  init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
  }

  /// What is wrong with a name of a file, or `nil`.
  var ruleOfName: PolicyRule? {
    if leavesFolder { return .parentFolder }
    if text.contains("://") { return .networkAddress }
    let begins = bytes.first.map { Self.isSlash($0) || $0 == 0x7E } == true
    return begins || hasDrive ? .outsideFolders : nil
  }

  /// What a text says that is nothing but a place: no blank in it, and more than a sign.
  var ruleOfWhole: PolicyRule? {
    guard !text.isEmpty, !text.contains(where: \.isWhitespace) else { return nil }
    if isAddress { return .networkAddress }
    if leavesFolder, bytes.contains(where: Self.isSlash) { return .parentFolder }
    let isPlace =
      startsPlace(after: [0x2F]) || startsPlace(after: [0x7E, 0x2F])
      || startsPlace(after: [0x5C, 0x5C])
      || (hasDrive && bytes.count > 2)
    return isPlace ? .outsideFolders : nil
  }

  private var leavesFolder: Bool {
    bytes.split(whereSeparator: Self.isSlash).contains([0x2E, 0x2E])
  }

  private var hasDrive: Bool {
    guard bytes.count > 1, Self.isLetter(bytes[0]), bytes[1] == 0x3A else { return false }
    return bytes.count == 2 || Self.isSlash(bytes[2])
  }

  /// A scheme, `://`, and something behind it.
  private var isAddress: Bool {
    guard let colon = bytes.firstIndex(of: 0x3A), colon > 0, bytes.count > colon + 3 else {
      return false
    }
    return bytes[colon...].starts(with: [0x3A, 0x2F, 0x2F])
      && bytes[..<colon].allSatisfy { Self.isLetter($0) || (0x30...0x39).contains($0) }
  }

  private func startsPlace(after lead: [UInt8]) -> Bool {
    guard bytes.starts(with: lead) else { return false }
    let rest = bytes.dropFirst(lead.count).drop { $0 == 0x2E }
    return rest.first.map(Self.isLetter) == true
  }

  private static func isSlash(_ byte: UInt8) -> Bool { byte == 0x2F || byte == 0x5C }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}
