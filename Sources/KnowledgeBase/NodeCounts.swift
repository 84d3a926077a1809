/// How many nodes of a class type workflows have that have any.
public struct NodeCounts: Sendable {
  /// The largest number told apart; workflows with more count as having so many.
  public static let largest = 24
  /// Workflows that the numbers of all class types together count for.
  static let prior = 4.0

  /// By class type, the family and the number of nodes of each workflow that has any.
  private let workflows: [String: [(family: String, count: Int)]]
  /// The share of 1, 2, … nodes over all class types.
  private let usual: [Double]

  /// Counts entries.
  public init(_ entries: [WorkflowEntry]) {
    var workflows: [String: [(family: String, count: Int)]] = [:]
    var all = [Double](repeating: 0.5, count: Self.largest)
    for entry in entries {
      for item in entry.classTypes {
        let count = min(max(item.count, 1), Self.largest)
        all[count - 1] += 1
        workflows[item.classType, default: []].append((entry.family, count))
      }
    }
    self.workflows = workflows
    let total = all.reduce(0, +)
    usual = all.map { $0 / total }
  }

  /// The log probability of 1, 2, … nodes of a class type.
  ///
  /// - Parameters:
  ///   - classType: A class type, known or not.
  ///   - families: Families of workflows that must not be used.
  /// - Returns: ``largest`` numbers.
  public func logProbabilities(
    _ classType: String, excluding families: Set<String> = []
  ) -> [Double] {
    var weights = usual.map { Self.prior * $0 }
    var total = Self.prior
    for one in workflows[classType] ?? [] where !families.contains(one.family) {
      weights[one.count - 1] += 1
      total += 1
    }
    return weights.map { BM25Index.logarithm($0 / total) }
  }
}
