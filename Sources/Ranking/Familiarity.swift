import Comparison
public import KnowledgeBase
public import WorkflowGraph

/// What is known of workflows before any answer is written, and how much an answer is like it.
///
/// Source: ours; counted in workflows of other families alone while measuring.
public struct Familiarity: Equatable, Sendable {
  /// The known workflow shown beside the wish; `nil` when there was none.
  public var example: Workflow?
  /// By class type, how many nodes of it known workflows have.
  public var counts: [String: CountRecord]

  /// Gathers what is known.
  public init(example: Workflow? = nil, counts: [String: CountRecord] = [:]) {
    self.example = example
    self.counts = counts
  }

  /// E: how much a workflow is like the example, (node F1 + graph F1) / 2; `nil` without one.
  public func likeness(of workflow: Workflow) -> Double? {
    guard let example else { return nil }
    var names = NameTable()
    return Likeness(
      ComparableWorkflow(workflow, names: &names), ComparableWorkflow(example, names: &names),
      expansionLimit: Consensus.expansionLimit
    ).meanF1
  }

  /// N: how usual the numbers of nodes are, the geometric mean over class types of the probability
  /// of theirs beside the likeliest; `nil` when no count is known.
  public func usualness(of workflow: Workflow) -> Double? {
    var numbers: [String: Int] = [:]
    for node in workflow.nodes { numbers[node.classType, default: 0] += 1 }
    let known = numbers.sorted { $0.key < $1.key }.compactMap { classType, number in
      counts[classType].map { (record: $0, number: number) }
    }
    if known.isEmpty { return nil }
    let weights = CountRecord.weights(known.map(\.record))
    let sum = known.reduce(0) { sum, one in
      let counts = one.record.logProbabilities(weights)
      return sum + counts[min(one.number, counts.count) - 1] - (counts.max() ?? 0)
    }
    return Logistic.exponential(sum / Double(known.count))
  }
}
