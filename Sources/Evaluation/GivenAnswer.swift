public import WorkflowGraph

/// One answer to a sample, from our model or from anyone else.
public struct GivenAnswer: Sendable {
  /// The forms an answer may have.
  public enum Content: Sendable {
    /// A response with the three tagged parts.
    case text(String)
    /// A workflow without a response around it.
    case workflow(Workflow)
    /// There is no answer.
    case none
  }

  /// What was answered.
  public var content: Content
  /// Tokens written, where that is known.
  public var tokens: Int?
  /// Whether the answer ended by itself rather than at the length limit.
  public var isComplete: Bool

  /// Makes an answer.
  public init(_ content: Content, tokens: Int? = nil, isComplete: Bool = true) {
    self.content = content
    self.tokens = tokens
    self.isComplete = isComplete
  }

  /// No answer at all.
  public static let none = GivenAnswer(.none)
}

/// What a program text says, as far as the metrics care.
public struct ProgramReading: Sendable {
  /// The workflow, or `nil` when the text is no valid program.
  public var workflow: Workflow?
  /// Callees that no class type has.
  public var unknownNames: Int
  /// Targets beyond a node's outputs.
  public var badSlots: Int

  /// Makes a reading.
  public init(workflow: Workflow?, unknownNames: Int = 0, badSlots: Int = 0) {
    self.workflow = workflow
    self.unknownNames = unknownNames
    self.badSlots = badSlots
  }
}
