/// How many nodes of each class type workflows have, told by workflows like the one in question.
///
/// P(n nodes of c | S) ∝ ``CountRecord/prior`` · P(n) + Σ (likeness(w, S) / the highest)^p over the
/// known workflows w that have n nodes of c, with S the class types of the workflow in question,
/// P(n) the share of n over all class types, and p the ``CountRecord/sharpness``. A workflow is as
/// like S as the rarities of the class types in both are to those in either; a class type in n of N
/// workflows has the rarity ln (1 + N / n).
///
/// Source: ours, a kernel estimate (Nadaraya–Watson) with the weighted Jaccard index.
public struct NodeCounts: Sendable {
  /// The largest number told apart; workflows with more count as having so many.
  public static let largest = 24

  /// By class type, the workflows that have any, and their families.
  private let holders: [String: [CountRecord.Holder]]
  private let families: [String: [String]]
  private let rarities: [String: Double]
  /// The share of 1, 2, … nodes over all class types.
  private let usual: [Double]

  /// Counts entries.
  public init(_ entries: [WorkflowEntry]) {
    var numbers: [String: Int] = [:]
    var all = [Double](repeating: 0.5, count: Self.largest)
    for item in entries.flatMap(\.classTypes) {
      numbers[item.classType, default: 0] += 1
      all[Self.told(item.count) - 1] += 1
    }
    let total = all.reduce(0, +)
    usual = all.map { $0 / total }
    let rarities = numbers.mapValues {
      BM25Index.logarithm(1 + Double(entries.count) / Double($0))
    }
    self.rarities = rarities
    var holders: [String: [CountRecord.Holder]] = [:]
    var families: [String: [String]] = [:]
    for (workflow, entry) in entries.enumerated() {
      let size = entry.classTypes.reduce(0) { $0 + (rarities[$1.classType] ?? 0) }
      for item in entry.classTypes {
        let holder = CountRecord.Holder(
          workflow: workflow, size: size, count: Self.told(item.count))
        holders[item.classType, default: []].append(holder)
        families[item.classType, default: []].append(entry.family)
      }
    }
    self.holders = holders
    self.families = families
  }

  private static func told(_ count: Int) -> Int { min(max(count, 1), largest) }

  /// What is known of the numbers of a class type.
  ///
  /// - Parameters:
  ///   - classType: A class type, known or not.
  ///   - families: Families of workflows that must not be used.
  /// - Returns: Its record, empty for a class type that no workflow has.
  public func record(of classType: String, excluding families: Set<String> = []) -> CountRecord {
    var holders = holders[classType] ?? []
    if !families.isEmpty {
      holders = zip(holders, self.families[classType] ?? [])
        .filter { !families.contains($0.1) }.map(\.0)
    }
    return CountRecord(rarity: rarities[classType] ?? 0, holders: holders, usual: usual)
  }
}

/// The workflows that have nodes of one class type; see ``NodeCounts``.
public struct CountRecord: Equatable, Sendable {
  /// A workflow that has some.
  public struct Holder: Equatable, Sendable {
    /// Its number among the known workflows.
    public var workflow: Int
    /// The rarities of all its class types together, in nats.
    public var size: Double
    /// How many nodes of the class type it has.
    public var count: Int

    /// Makes a holder.
    public init(workflow: Int, size: Double, count: Int) {
      self.workflow = workflow
      self.size = size
      self.count = count
    }
  }

  /// How many of the likest workflows the numbers of all class types together count for.
  static let prior = 0.5
  /// The power of the likeness that a workflow counts with.
  static let sharpness = 4

  /// How rare the class type is, in nats; 0 for one that no workflow has.
  public var rarity: Double
  /// The workflows, in their order.
  public var holders: [Holder]
  /// The share of 1, 2, … nodes over all class types.
  public var usual: [Double]

  /// Makes a record.
  public init(rarity: Double, holders: [Holder], usual: [Double]) {
    self.rarity = rarity
    self.holders = holders
    self.usual = usual
  }

  /// The log probabilities, in nats, of 1, 2, … nodes; as many as ``usual``.
  ///
  /// - Parameter weights: What each known workflow counts, see ``weights(_:)``.
  /// - Returns: One for each number.
  public func logProbabilities(_ weights: [Double]) -> [Double] {
    var sums = usual.map { Self.prior * $0 }
    for holder in holders { sums[holder.count - 1] += weights[holder.workflow] }
    let total = sums.reduce(0, +)
    return sums.map { BM25Index.logarithm($0 / total) }
  }

  /// What each known workflow counts, by its number.
  ///
  /// - Parameter records: One for each class type of the workflow in question.
  /// - Returns: 1 for the likest; as many as the records' workflows need.
  public static func weights(_ records: [CountRecord]) -> [Double] {
    let last = records.compactMap { $0.holders.last?.workflow }.max() ?? -1
    var shared = [Double](repeating: 0, count: last + 1)
    var sizes = shared
    for record in records {
      for holder in record.holders {
        shared[holder.workflow] += record.rarity
        sizes[holder.workflow] = holder.size
      }
    }
    let own = records.reduce(0) { $0 + $1.rarity }
    let likeness = zip(shared, sizes).map { $0 > 0 ? $0 / ($1 + own - $0) : 0 }
    guard let highest = likeness.max(), highest > 0 else { return likeness }
    return likeness.map { value in
      (1..<sharpness).reduce(value / highest) { power, _ in power * (value / highest) }
    }
  }
}
