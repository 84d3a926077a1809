/// S: how well an answer's class types agree with everybody's selected nodes.
///
/// f(v) is the share of all readable node lists, also those of answers that failed a gate, that
/// name v. S = 2 x sum of f over the answer's types / (number of its types + sum of f over all v):
/// a soft F1. An answer that passed the fidelity gate always agrees with its own list, so only the
/// lists of others tell something.
public struct SelectionAgreement: Sendable {
  private let share: [String: Double]
  private let total: Double

  /// Counts the lists; names in one list count once.
  public init(_ lists: [[String]]) {
    var counts: [String: Int] = [:]
    for list in lists { for name in Set(list) { counts[name, default: 0] += 1 } }
    let lists = Double(max(1, lists.count))
    share = counts.mapValues { Double($0) / lists }
    total = Double(counts.values.reduce(0, +)) / lists
  }

  /// The agreement of a set of class types, from 0 to 1; `nil` when there was no list.
  public func value(of classTypes: Set<String>) -> Double? {
    guard total > 0 else { return nil }
    // Summed in a fixed order, so that the last bit does not depend on the set's.
    let own = classTypes.sorted().reduce(0) { $0 + (share[$1] ?? 0) }
    return min(1, 2 * own / (Double(classTypes.count) + total))
  }
}
