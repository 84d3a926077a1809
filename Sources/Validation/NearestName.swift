/// Finds the valid name that is most like a wrong one.
enum NearestName {
  /// The name at the smallest edit distance, if that is at most a third of the length.
  ///
  /// Upper and lower case and `_`, `-` and blanks count as alike; of equal distances the first wins.
  static func of(_ wrong: String, among names: some Sequence<String>) -> String? {
    let target = folded(wrong)
    var best: (name: String, distance: Int)?
    for name in names {
      let limit = best?.distance ?? max(1, target.count / 3) + 1
      let candidate = folded(name)
      guard abs(candidate.count - target.count) < limit else { continue }
      let distance = distance(target, candidate, below: limit)
      if distance < limit { best = (name, distance) }
    }
    return best?.name
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
