import Comparison
public import WorkflowGraph

/// C: how much an answer agrees with the other answers (minimum Bayes risk).
///
/// C of an answer is the mean over the others in the pool of (node F1 + graph F1) / 2. Equal
/// answers stay in the pool: they are probability mass.
///
/// Source: ours; minimum Bayes risk decoding with the metric of evaluation. It measures agreement,
/// not correctness.
public struct Consensus: Sendable {
  /// The search limit per pair; a lower bound beyond it is good enough for a mean over pairs.
  public static let expansionLimit = 10_000

  /// The likeness of each pair of workflows, both indices in the given order.
  public let likeness: [[Double]]

  /// Compares all pairs once.
  public init(_ workflows: [Workflow]) {
    var names = NameTable()
    let graphs = workflows.map { ComparableWorkflow($0, names: &names) }
    var likeness = graphs.map { _ in [Double](repeating: 1, count: graphs.count) }
    for left in graphs.indices {
      for right in 0..<left {
        let value = Likeness(graphs[left], graphs[right], expansionLimit: Self.expansionLimit)
          .meanF1
        likeness[left][right] = value
        likeness[right][left] = value
      }
    }
    self.likeness = likeness
  }

  /// The mean likeness of one workflow to the others of a pool; 0 when there is no other.
  public func value(of place: Int, pool: [Int]) -> Double {
    let others = pool.filter { $0 != place }
    guard !others.isEmpty else { return 0 }
    // Summed by size, so that equal answers get equal bits whatever their order.
    return others.map { likeness[place][$0] }.sorted().reduce(0, +) / Double(others.count)
  }

  /// Whether two workflows are the same graph: equal class types and links under some mapping.
  public func areEqual(_ left: Int, _ right: Int) -> Bool { likeness[left][right] == 1 }
}
