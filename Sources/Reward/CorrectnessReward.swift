import Comparison
public import WorkflowGraph

/// R_correct: how much of gold was found, minus 1.
public enum CorrectnessReward {
  /// The paper's term: the share of gold's class types that were selected, minus 1.
  ///
  /// Source: ComfyUI-R1 (arXiv 2506.09790), section 3.3, whose text calls it precision although
  /// the formula is recall. A gold set without types is covered by anything.
  public static func recall(selected: Set<String>, gold: Set<String>) -> Double {
    let score = TypeF1.compare(selected, with: gold)
    return score.gold == 0 ? 0 : score.recall - 1
  }

  /// Our finer term: the mean of node F1 and graph F1, minus 1.
  public static func likeness(_ workflow: Workflow, gold: Workflow) -> Double {
    Likeness(workflow, gold).meanF1 - 1
  }
}
