/// One thing that is wrong with a program text, with its place.
public struct Diagnostic: Equatable, Sendable, CustomStringConvertible {
  /// What kind of thing is wrong; the raw value is stable and fit for files.
  public enum Kind: String, Sendable, CaseIterable {
    // From the text alone.
    case unexpectedCharacter = "unexpected_character"
    case unterminatedString = "unterminated_string"
    case badEscape = "bad_escape"
    case badNumber = "bad_number"
    case unexpectedToken = "unexpected_token"
    case bareCall = "bare_call"
    case methodCall = "method_call"
    case nestedCall = "nested_call"
    case positionalArgument = "positional_argument"
    case variableInLiteral = "variable_in_literal"
    case nestingTooDeep = "nesting_too_deep"
    case reservedWord = "reserved_word"
    case duplicateArgument = "duplicate_argument"
    case tooManyDiagnostics = "too_many_diagnostics"
    // From names and the node catalog.
    case emptyProgram = "empty_program"
    case duplicateVariable = "duplicate_variable"
    case undefinedVariable = "undefined_variable"
    case forwardReference = "forward_reference"
    case selfReference = "self_reference"
    case unknownClass = "unknown_class"
    case ambiguousClass = "ambiguous_class"
    case classCommentMismatch = "class_comment_mismatch"
    case slotOutOfRange = "slot_out_of_range"
    case discardedOutput = "discarded_output"
  }

  /// The kind.
  public var kind: Kind
  /// One sentence that says what is wrong and what to do.
  public var message: String
  /// Where it is wrong.
  public var span: SourceSpan

  /// Makes a diagnostic.
  public init(_ kind: Kind, _ message: String, at span: SourceSpan) {
    self.kind = kind
    self.message = message
    self.span = span
  }

  /// Whether the program has no workflow because of this; the rest are remarks.
  public var isError: Bool { kind != .discardedOutput }

  /// `line:column: kind: message`.
  public var description: String { "\(span.line):\(span.column): \(kind.rawValue): \(message)" }
}
