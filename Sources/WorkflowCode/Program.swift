public import JSON

/// A parsed program: what the text says, before names and slots are looked up.
public struct Program: Equatable, Sendable {
  /// A word of the program with its place.
  public struct Name: Equatable, Sendable {
    /// The word itself.
    public var text: String
    /// Where it stands.
    public var span: SourceSpan
  }

  /// What an argument is set to.
  public enum Value: Equatable, Sendable {
    /// The output that a variable holds.
    case variable(String)
    /// A literal, lists and dicts included.
    case literal(JSONValue)
  }

  /// One `name=value`, or one entry of the `**{…}` tail.
  public struct Argument: Equatable, Sendable {
    /// The input's name.
    public var name: Name
    /// The value.
    public var value: Value
    /// Where the value stands.
    public var valueSpan: SourceSpan
  }

  /// One line: a node.
  public struct Statement: Equatable, Sendable {
    /// The variables, by slot.
    public var targets: [Name]
    /// The identifier of the class type.
    public var callee: Name
    /// The arguments in the order written, those of the tail last.
    public var arguments: [Argument]
    /// The text behind `#` without its first blank, or `nil`.
    public var comment: Name?
    /// The whole statement without its comment.
    public var span: SourceSpan
  }

  /// The statements that could be read, in order.
  public var statements: [Statement]

  /// Makes a program.
  public init(statements: [Statement] = []) { self.statements = statements }

  /// Reads a program text; what cannot be read is left out and named in the diagnostics.
  ///
  /// Any text is allowed. Diagnostics come in the order of the text, at most one per statement
  /// for its grammar and ``WorkflowGrammar/maximumDiagnostics`` in all.
  public static func parse(_ text: String) -> (program: Program, diagnostics: [Diagnostic]) {
    var parser = Parser(text)
    return parser.program()
  }
}
