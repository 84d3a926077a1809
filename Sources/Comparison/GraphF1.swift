public import WorkflowGraph

/// Precision and recall of the links, under the best one-to-one mapping of equal class types.
///
/// A link counts as matched when the mapped source, the slot, the mapped target and the input
/// name all agree. Values, ids, titles and the order of nodes play no part.
public enum GraphF1 {
  /// What a comparison found.
  public struct Result: Equatable, Sendable {
    /// Matched, predicted and gold links.
    public let score: PrecisionRecall
    /// Whether no better mapping exists; otherwise the score is a lower bound.
    public let isExact: Bool
    /// For each predicted node the place of its gold node, or `nil`.
    public let mapping: [Int?]
    /// How many steps the search took.
    public let expansions: Int
  }

  /// The search's limit where none is named.
  public static let defaultExpansionLimit = 200_000

  /// Compares two graphs made with one name table.
  ///
  /// Source: our own definition; see ``GraphMatching`` for the search.
  public static func compare(
    _ prediction: ComparableWorkflow, with gold: ComparableWorkflow,
    expansionLimit: Int = defaultExpansionLimit
  ) -> Result {
    var matching = GraphMatching(prediction, gold, expansionLimit: expansionLimit)
    matching.solve()
    return Result(
      score: PrecisionRecall(
        matches: matching.matches, predicted: prediction.linkCount, gold: gold.linkCount),
      isExact: matching.isExact, mapping: matching.mapping, expansions: matching.expansions)
  }

  /// Compares two workflows.
  public static func compare(
    _ prediction: Workflow, with gold: Workflow, expansionLimit: Int = defaultExpansionLimit
  ) -> Result {
    var names = NameTable()
    let left = ComparableWorkflow(prediction, names: &names)
    return compare(
      left, with: ComparableWorkflow(gold, names: &names), expansionLimit: expansionLimit)
  }
}
