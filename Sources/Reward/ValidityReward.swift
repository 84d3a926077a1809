public import Validation

/// R_valid (extended mode): ComfyUI's own checks find no fault.
public enum ValidityReward {
  /// Reads a verdict; `nil` stands for an answer without workflow.
  public static func veto(_ verdict: Verdict?) -> Veto {
    guard let verdict else { return .because("There is no workflow to validate.") }
    if verdict.isClean { return .none }
    let reason =
      verdict.issues.first.map { issue in
        let place = issue.nodeID.map { " in node \($0)" } ?? ""
        return "\(issue.kind.rawValue)\(place): \(issue.message)"
      } ?? verdict.errorMessage ?? "the prompt is rejected"
    return .because("ComfyUI would not run all of it: \(reason)")
  }
}
