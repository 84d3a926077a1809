public import WorkflowGraph

/// Node F1 and graph F1 of one pair of workflows, and their mean.
public struct Likeness: Equatable, Sendable {
  /// The class types.
  public let node: PrecisionRecall
  /// The links.
  public let graph: GraphF1.Result

  /// Compares two graphs made with one name table.
  public init(
    _ prediction: ComparableWorkflow, _ gold: ComparableWorkflow,
    expansionLimit: Int = GraphF1.defaultExpansionLimit
  ) {
    node = NodeF1.compare(prediction, with: gold)
    graph = GraphF1.compare(prediction, with: gold, expansionLimit: expansionLimit)
  }

  /// Compares two workflows.
  public init(_ prediction: Workflow, _ gold: Workflow) {
    var names = NameTable()
    let left = ComparableWorkflow(prediction, names: &names)
    self.init(left, ComparableWorkflow(gold, names: &names))
  }

  /// (node F1 + graph F1) / 2.
  public var meanF1: Double { (node.f1 + graph.score.f1) / 2 }
}
