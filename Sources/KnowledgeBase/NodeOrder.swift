/// Which class types lead to which in known workflows.
///
/// A class type leads to another when a chain of links goes from a node of it to a node of the
/// other, and none goes back. Workflows without a skeleton tell nothing.
///
/// Source: ours.
public struct NodeOrder: Sendable {
  /// Workflows with both that are supposed in which neither leads to the other.
  static let prior = 1.0

  /// A workflow.
  private struct Entry: Sendable {
    var family: String
    /// The numbers of its class types, each once.
    var classes: [Int]
    /// For each of them, which of them stand before a node of it, as bits.
    var earlier: [UInt64]
  }

  private let entries: [Entry]
  private let numbers: [String: Int]

  /// Follows the links of all entries.
  public init(_ entries: [WorkflowEntry]) {
    var numbers: [String: Int] = [:]
    self.entries = entries.compactMap { entry in
      guard let parts = entry.skeleton?.parts else { return nil }
      var classes: [Int] = []
      var places: [Int: Int] = [:]
      let bits = parts.map { part in
        let number = numbers[part.classType] ?? numbers.count
        numbers[part.classType] = number
        if places[number] == nil {
          places[number] = classes.count
          classes.append(number)
        }
        return places[number] ?? 0
      }
      return Entry(
        family: entry.family, classes: classes,
        earlier: Self.earlier(parts, bits, count: classes.count))
    }
    self.numbers = numbers
  }

  /// By class type, which class types stand before a node of it; `bits` has that of each part.
  private static func earlier(
    _ parts: [WorkflowSkeleton.Part], _ bits: [Int], count: Int
  ) -> [UInt64] {
    var before = [UInt64](repeating: 0, count: parts.count)
    var isStable = false
    while !isStable {
      isStable = true
      for (place, part) in parts.enumerated() {
        let all = part.links.reduce(before[place]) {
          $0 | before[$1.source] | 1 << UInt64(bits[$1.source])
        }
        if all != before[place] {
          before[place] = all
          isStable = false
        }
      }
    }
    var earlier = [UInt64](repeating: 0, count: count)
    for (place, bit) in bits.enumerated() { earlier[bit] |= before[place] }
    return earlier
  }

  /// How surely class types lead to one another.
  ///
  /// - Parameters:
  ///   - classTypes: Class types, known or not, each once.
  ///   - families: Families of workflows that must not be used.
  /// - Returns: For each, for each of them, the share of the workflows with both, and of ``prior``
  ///   more, in which the first leads to the second; from 0 to 1.
  public func leads(
    among classTypes: [String], excluding families: Set<String> = []
  ) -> [[Double]] {
    let count = classTypes.count
    var places = [Int](repeating: -1, count: numbers.count)
    for (place, name) in classTypes.enumerated() {
      if let number = numbers[name] { places[number] = place }
    }
    var together = [Double](repeating: Self.prior, count: count * count)
    var leads = [Double](repeating: 0, count: count * count)
    for entry in entries {
      let known = entry.classes.indices.filter { places[entry.classes[$0]] >= 0 }
      guard known.count > 1, !families.contains(entry.family) else { continue }
      for first in known {
        for second in known where first != second {
          let cell = places[entry.classes[first]] * count + places[entry.classes[second]]
          together[cell] += 1
          let isBefore = entry.earlier[second] >> UInt64(first) & 1 == 1
          let isBehind = entry.earlier[first] >> UInt64(second) & 1 == 1
          if isBefore, !isBehind { leads[cell] += 1 }
        }
      }
    }
    return (0..<count).map { row in
      (0..<count).map { leads[row * count + $0] / together[row * count + $0] }
    }
  }
}
