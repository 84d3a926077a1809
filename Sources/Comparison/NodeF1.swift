public import WorkflowGraph

/// Precision and recall of the *multiset* of class types.
public enum NodeF1 {
  /// Compares two graphs made with one name table.
  ///
  /// - Complexity: O(nodes).
  public static func compare(
    _ prediction: ComparableWorkflow, with gold: ComparableWorkflow
  ) -> PrecisionRecall {
    PrecisionRecall(
      matches: overlap(prediction.sortedClasses, gold.sortedClasses),
      predicted: prediction.nodeCount, gold: gold.nodeCount)
  }

  /// Compares two workflows.
  public static func compare(_ prediction: Workflow, with gold: Workflow) -> PrecisionRecall {
    var names = NameTable()
    let left = ComparableWorkflow(prediction, names: &names)
    return compare(left, with: ComparableWorkflow(gold, names: &names))
  }
}
