/// Finds the valid name that is most like a wrong one.
public enum NearestName {
  /// The name at the smallest edit distance, if that is at most a third of the length.
  ///
  /// Upper and lower case and `_`, `-` and blanks count as alike; of equal distances the first
  /// wins.
  ///
  /// - Parameters:
  ///   - wrong: The name that is not valid.
  ///   - names: The valid names.
  /// - Returns: The nearest name, or `nil` when none is near.
  public static func of(_ wrong: String, among names: some Sequence<String>) -> String? {
    nearest(wrong, names, share: 3).first
  }

  /// The nearest name, if no other name is equally near.
  ///
  /// - Parameters:
  ///   - wrong: The name that is not valid.
  ///   - names: The valid names, each once.
  ///   - share: The name may differ in at most one of so many letters (and always in one).
  /// - Returns: The name, or `nil` when none or more than one is nearest.
  public static func only(
    _ wrong: String, among names: some Sequence<String>, share: Int = 3
  ) -> String? {
    let nearest = nearest(wrong, names, share: max(share, 1))
    return nearest.count == 1 ? nearest[0] : nil
  }

  /// How many letters of a name count; names whose numbers differ much cannot be near.
  public static func letters(of name: String) -> Int { folded(name).count }

  /// All names at the smallest distance, in their order.
  private static func nearest(
    _ wrong: String, _ names: some Sequence<String>, share: Int
  ) -> [String] {
    let target = folded(wrong)
    var best: [String] = []
    var least = max(1, target.count / share)
    for name in names {
      let candidate = folded(name)
      guard abs(candidate.count - target.count) <= least else { continue }
      let distance = distance(target, candidate, below: least + 1)
      guard distance <= least else { continue }
      if distance < least || best.isEmpty { best = [] }
      least = distance
      best.append(name)
    }
    return best
  }

  private static func folded(_ name: String) -> [UInt8] {
    name.utf8.compactMap { byte in
      switch byte {
      case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "): nil
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 0x20
      default: byte
      }
    }
  }

  /// Levenshtein's distance of bytes; `limit` when it is not below.
  private static func distance(_ left: [UInt8], _ right: [UInt8], below limit: Int) -> Int {
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      var least = row[0]
      for column in right.indices {
        let changed = diagonal + (right[column] == byte ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(changed, diagonal + 1, row[column] + 1)
        least = min(least, row[column + 1])
      }
      if least >= limit { return limit }
    }
    return min(row[right.count], limit)
  }
}
