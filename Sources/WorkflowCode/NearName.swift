/// Finds the name a writer probably meant.
enum NearName {
  /// The candidate with the fewest edits, if at most a third of the name; the first of equals.
  static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.utf8)
    var limit = max(1, wanted.count / 3)
    var best: String?
    for candidate in candidates {
      guard abs(candidate.utf8.count - wanted.count) <= limit else { continue }
      let edits = distance(wanted, Array(candidate.utf8), limit: limit)
      guard edits <= limit else { continue }
      best = candidate
      if edits == 0 { break }
      limit = edits - 1
    }
    return best
  }

  /// Levenshtein distance over bytes, letter case at no cost; above `limit` any larger number.
  static func distance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int {
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      var smallest = row[0]
      for column in right.indices {
        let isSame = folded(byte) == folded(right[column])
        let substituted = diagonal + (isSame ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(substituted, diagonal + 1, row[column] + 1)
        smallest = min(smallest, row[column + 1])
      }
      if smallest > limit { return limit + 1 }
    }
    return row[right.count]
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }
}
