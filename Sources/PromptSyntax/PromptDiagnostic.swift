/// One finding in a prompt file.
public struct PromptDiagnostic: Equatable, Sendable, CustomStringConvertible {
  /// How bad it is.
  public enum Severity: String, Sendable {
    /// The request is made all the same; the sentence goes with its result.
    case warning
    /// The item (section, line, row) makes no request.
    case error
  }

  /// How bad it is.
  public let severity: Severity
  /// The reason of an error; `nil` for a warning.
  public let reason: ReasonCode?
  /// The line in the file, counted from 1; 0 when it is about the whole file.
  public let line: Int
  /// The first byte in the file that it is about.
  public let byteOffset: Int
  /// What is wrong, as a person understands it.
  public let sentence: String
  /// Number of the section, line or row, counted from 0; `nil` for the whole file.
  public var item: Int?
  /// The `custom_id` of a batch line, when it could be read.
  public var customID: String?
  /// The bytes of the item in the file.
  public var range: Range<Int>?

  init(
    _ severity: Severity, _ reason: ReasonCode?, line: Int, byteOffset: Int, _ sentence: String
  ) {
    self.severity = severity
    self.reason = reason
    self.line = line
    self.byteOffset = byteOffset
    self.sentence = sentence
  }

  static func error(_ reason: ReasonCode, _ place: Place, _ sentence: String) -> PromptDiagnostic {
    PromptDiagnostic(.error, reason, line: place.line, byteOffset: place.offset, sentence)
  }

  static func warning(_ place: Place, _ sentence: String) -> PromptDiagnostic {
    PromptDiagnostic(.warning, nil, line: place.line, byteOffset: place.offset, sentence)
  }

  /// Place and sentence.
  public var description: String { line == 0 ? sentence : "line \(line): \(sentence)" }
}

/// A place in a prompt file.
struct Place: Equatable, Sendable {
  var line: Int
  var offset: Int

  static let file = Place(line: 0, offset: 0)
}
