import Comparison
import KnowledgeBase
public import WorkflowGraph

/// What is known of workflows before any answer is written, and how much an answer is like it.
///
/// Source: ours; counted in workflows of other families alone while measuring.
public struct Familiarity: Equatable, Sendable {
  /// The known workflow shown beside the wish; `nil` when there was none.
  public var example: Workflow?
  /// By class type, the log probability of 1, 2, … nodes of it in a workflow that has any.
  public var counts: [String: [Double]]

  /// Gathers what is known.
  public init(example: Workflow? = nil, counts: [String: [Double]] = [:]) {
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
    var sum = 0.0
    var known = 0
    for (classType, number) in numbers.sorted(by: { $0.key < $1.key }) {
      guard let counts = counts[classType], let best = counts.max(), let least = counts.min()
      else { continue }
      sum += (number <= counts.count ? counts[number - 1] : least) - best
      known += 1
    }
    return known == 0 ? nil : Logistic.exponential(sum / Double(known))
  }
}
