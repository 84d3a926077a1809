/// What could be taken out of a response's three tagged parts.
///
/// Taking it out is the transcript's work. In ``HybridReward/Mode/extended`` it must be done
/// strictly (each pair of tags once, in order, only blanks outside).
public struct AnswerParts: Equatable, Sendable {
  /// The node names of the first part, in their order; `nil` when no list could be read.
  public var selectedNodes: [String]?
  /// The text of the code part, or `nil`.
  public var workflowCode: String?
  /// Whether all three pairs of tags are there.
  public var areTagsPresent: Bool

  /// Makes the parts.
  public init(selectedNodes: [String]?, workflowCode: String?, areTagsPresent: Bool) {
    self.selectedNodes = selectedNodes
    self.workflowCode = workflowCode
    self.areTagsPresent = areTagsPresent
  }
}
