/// What becomes of a prompt at the server.
public enum VerdictStatus: String, Sendable {
  /// Everything runs; no node has an error ("clean" in the paper's terms).
  case accepted
  /// It runs, but outputs with errors upstream are dropped silently.
  case partial
  /// Nothing runs.
  case rejected
}

/// The server's verdict on a prompt, and nightloom's own findings beside it.
///
/// The two never mix: ``stricter`` changes neither ``status`` nor ``issues``.
public struct Verdict: Equatable, Sendable {
  /// What the server does.
  public var status: VerdictStatus
  /// The server's error type when the prompt is rejected.
  public var errorType: IssueKind?
  /// The server's sentence for ``errorType``.
  public var errorMessage: String?
  /// The server's details for ``errorType``.
  public var errorDetails: String?
  /// The errors of nodes, in document order, each node's inputs in definition order.
  public var issues: [ValidationIssue]
  /// Findings beyond the server's, in document order.
  public var stricter: [StricterIssue]
  /// Class types of which only link types are known; nothing was claimed about their values.
  public var partlyKnown: [String]

  /// Makes a verdict.
  public init(
    status: VerdictStatus, errorType: IssueKind? = nil, errorMessage: String? = nil,
    errorDetails: String? = nil, issues: [ValidationIssue] = [], stricter: [StricterIssue] = [],
    partlyKnown: [String] = []
  ) {
    self.status = status
    self.errorType = errorType
    self.errorMessage = errorMessage
    self.errorDetails = errorDetails
    self.issues = issues
    self.stricter = stricter
    self.partlyKnown = partlyKnown
  }

  /// Whether the server runs the whole prompt.
  public var isClean: Bool { status == .accepted }

  /// Whether an answer may be ranked: clean, and no finding of our own is an error.
  public var passesGate: Bool { isClean && !stricter.contains { $0.level == .error } }
}
