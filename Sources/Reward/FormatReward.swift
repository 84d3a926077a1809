/// R_format: the three parts are there and can be read.
public enum FormatReward {
  /// Checks the parts.
  public static func veto(_ parts: AnswerParts) -> Veto {
    if !parts.areTagsPresent { return .because("A part of the response is missing or misplaced.") }
    if parts.selectedNodes == nil { return .because("The selected nodes are no readable list.") }
    if parts.workflowCode == nil { return .because("The workflow part cannot be read.") }
    return .none
  }
}
