public import WorkflowGraph

/// Precision and recall of the *set* of class types; what the paper's R_correct lives on.
public enum TypeF1 {
  /// Compares two graphs made with one name table.
  public static func compare(
    _ prediction: ComparableWorkflow, with gold: ComparableWorkflow
  ) -> PrecisionRecall {
    let left = distinct(prediction.sortedClasses), right = distinct(gold.sortedClasses)
    return PrecisionRecall(
      matches: overlap(left, right), predicted: left.count, gold: right.count)
  }

  /// Compares two workflows.
  public static func compare(_ prediction: Workflow, with gold: Workflow) -> PrecisionRecall {
    compare(Set(prediction.nodes.map(\.classType)), with: Set(gold.nodes.map(\.classType)))
  }

  /// Compares two sets of class types.
  public static func compare(_ prediction: Set<String>, with gold: Set<String>) -> PrecisionRecall {
    PrecisionRecall(
      matches: prediction.intersection(gold).count, predicted: prediction.count, gold: gold.count)
  }

  private static func distinct(_ sorted: [Int32]) -> [Int32] {
    var result: [Int32] = []
    for number in sorted where result.last != number { result.append(number) }
    return result
  }
}
