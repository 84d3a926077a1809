/// How much a finding matters.
public enum IssueLevel: String, Sendable, Comparable, CaseIterable {
  /// Good to know.
  case note
  /// Runs, but perhaps not as meant.
  case warning
  /// Wrong.
  case error

  /// Notes come before warnings, warnings before errors.
  public static func < (left: IssueLevel, right: IssueLevel) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .note: 0
    case .warning: 1
    case .error: 2
    }
  }
}

/// One error the server would report.
public struct ValidationIssue: Equatable, Sendable {
  /// ComfyUI's name of the error.
  public var kind: IssueKind
  /// The node, or `nil` when the whole prompt is meant.
  public var nodeID: String?
  /// The node's class type, if it has one.
  public var classType: String?
  /// The input as the server names it; for an inner exception it is the *consumer's*.
  public var inputName: String?
  /// The server's sentence.
  public var message: String
  /// The server's details.
  public var details: String
  /// The nearest valid name, when asked for and found.
  public var suggestion: String?

  /// Everything the server reports is an error.
  public var level: IssueLevel { .error }

  /// Makes an issue.
  public init(
    kind: IssueKind, nodeID: String? = nil, classType: String? = nil, inputName: String? = nil,
    message: String, details: String, suggestion: String? = nil
  ) {
    self.kind = kind
    self.nodeID = nodeID
    self.classType = classType
    self.inputName = inputName
    self.message = message
    self.details = details
    self.suggestion = suggestion
  }
}

/// One finding of nightloom's own, beyond the server's checks.
public struct StricterIssue: Equatable, Sendable {
  /// The rule.
  public var kind: StricterKind
  /// How much it matters.
  public var level: IssueLevel
  /// The node, or `nil` when the whole prompt is meant.
  public var nodeID: String?
  /// The node's class type.
  public var classType: String?
  /// The input, with its full dotted name.
  public var inputName: String?
  /// What is wrong, and what would be right.
  public var message: String
  /// The nearest valid name, when asked for and found.
  public var suggestion: String?

  /// Makes a finding.
  public init(
    kind: StricterKind, level: IssueLevel, nodeID: String? = nil, classType: String? = nil,
    inputName: String? = nil, message: String, suggestion: String? = nil
  ) {
    self.kind = kind
    self.level = level
    self.nodeID = nodeID
    self.classType = classType
    self.inputName = inputName
    self.message = message
    self.suggestion = suggestion
  }
}
