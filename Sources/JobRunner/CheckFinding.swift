public import JSON

/// One line of a check-up: what was looked at, how it is, and the command that mends it.
public struct CheckFinding: Equatable, Sendable {
  /// How it is.
  public enum Level: String, Sendable {
    /// As it should be.
    case good = "ok"
    /// Worth knowing; nothing has to be done.
    case note
    /// To be mended.
    case problem
  }

  /// What was looked at, in a word or two.
  public var check: String
  /// How it is.
  public var level: Level
  /// The facts.
  public var sentence: String
  /// The command that mends it.
  public var repair: String?

  /// Makes a line.
  public init(_ check: String, _ level: Level, _ sentence: String, repair: String? = nil) {
    self.check = check
    self.level = level
    self.sentence = sentence
    self.repair = repair
  }

  /// The line as an object.
  public var json: JSONValue {
    [
      "check": .string(check), "level": .string(level.rawValue), "sentence": .string(sentence),
      "repair": repair.map { .string($0) } ?? .null,
    ]
  }

  /// An argument as a shell reads it back, for commands that are shown.
  public static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte) || [0x2B, 0x2D, 0x2E, 0x2F, 0x3A, 0x5F].contains(byte)
    }
    guard !isPlain || text.isEmpty else { return text }
    return "'"
      + text.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }
}
