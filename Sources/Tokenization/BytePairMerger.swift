// Merges the tokens of one word by rank: of all neighbouring pairs that are merges, the one with
// the lowest rank is merged first, the leftmost among equals, until none is left. Short words
// rescan a small array; long ones use a linked list and a heap, so that a hostile word of n
// tokens costs O(n log n) and not O(n²). Both give the same tokens.

/// The merges of a tokenizer, ready for use.
struct BytePairMerger: Sendable {
  private var ranks: PairTable
  private var results: [Int32]

  /// Words up to this many tokens are merged by rescanning.
  static let longestScannedWord = 48

  init(mergeCount: Int) {
    ranks = PairTable(minimumCapacity: mergeCount)
    results = []
    results.reserveCapacity(mergeCount)
  }

  /// Adds the merge of the next rank; `false` when the pair has one already.
  mutating func append(_ left: Int32, _ right: Int32, result: Int32) -> Bool {
    let rank = Int32(results.count)
    guard ranks.insert(left, right, number: rank) == rank else { return false }
    results.append(result)
    return true
  }

  /// Merges `tokens` in place; the first ones, as many as it returns, are the result.
  func merge(_ tokens: UnsafeMutableBufferPointer<Int32>) -> Int {
    if tokens.count < 2 { return tokens.count }
    return tokens.count <= Self.longestScannedWord ? mergeByScanning(tokens) : mergeByHeap(tokens)
  }

  /// Lets `fill` write up to `capacity` tokens and say how many, and appends what they merge to.
  @inline(__always)
  func encode(
    capacity: Int, into ids: inout [Int32], _ fill: (UnsafeMutableBufferPointer<Int32>) -> Int
  ) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: capacity) { tokens in
      let count = fill(tokens)
      let merged = merge(UnsafeMutableBufferPointer(rebasing: tokens[..<count]))
      ids.append(contentsOf: tokens[..<merged])
    }
  }

  /// The rank of a pair, `Int32.max` when it is no merge.
  @inline(__always)
  private func rank(_ left: Int32, _ right: Int32) -> Int32 {
    let rank = ranks.number(of: left, right)
    return rank < 0 ? Int32.max : rank
  }
}

// MARK: - Short words

extension BytePairMerger {
  private func mergeByScanning(_ tokens: UnsafeMutableBufferPointer<Int32>) -> Int {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.longestScannedWord) { pairs in
      for left in 0..<tokens.count - 1 { pairs[left] = rank(tokens[left], tokens[left + 1]) }
      return mergeByScanning(tokens, pairs)
    }
  }

  /// `tokens` (count) and the ranks of its neighbours `pairs` (count - 1).
  private func mergeByScanning(
    _ tokens: UnsafeMutableBufferPointer<Int32>, _ pairs: UnsafeMutableBufferPointer<Int32>
  ) -> Int {
    var count = tokens.count
    while count > 1 {
      var best = 0
      for left in 1..<max(count - 1, 1) where pairs[left] < pairs[best] { best = left }
      let lowest = pairs[best]
      if lowest == Int32.max { break }
      tokens[best] = results[Int(lowest)]
      count -= 1
      for left in best + 1..<max(count, best + 1) {
        tokens[left] = tokens[left + 1]
        pairs[left - 1] = pairs[left]
      }
      if best > 0 { pairs[best - 1] = rank(tokens[best - 1], tokens[best]) }
      if best < count - 1 { pairs[best] = rank(tokens[best], tokens[best + 1]) }
    }
    return count
  }
}

// MARK: - Long words

/// A word as a linked list of tokens; a merged-away token is -1.
private struct LinkedWord {
  var tokens: [Int32]
  var next: [Int]
  var previous: [Int]
}

extension BytePairMerger {
  private func mergeByHeap(_ tokens: UnsafeMutableBufferPointer<Int32>) -> Int {
    let count = tokens.count
    var word = LinkedWord(
      tokens: Array(tokens), next: Array(1...count), previous: Array(-1..<count - 1))
    var heap = MinHeap((0..<count - 1).compactMap { candidate(at: $0, in: word) })
    while let entry = heap.pop() {
      guard candidate(at: entry.left, in: word) == entry else { continue }
      let left = entry.left
      let right = word.next[left]
      word.tokens[left] = results[Int(entry.rank)]
      word.tokens[right] = -1
      word.next[left] = word.next[right]
      if word.next[left] < count { word.previous[word.next[left]] = left }
      if let entry = candidate(at: left, in: word) { heap.push(entry) }
      let before = word.previous[left]
      if before >= 0, let entry = candidate(at: before, in: word) { heap.push(entry) }
    }
    var merged = 0
    for token in word.tokens where token >= 0 {
      tokens[merged] = token
      merged += 1
    }
    return merged
  }

  private func candidate(at left: Int, in word: LinkedWord) -> MergeCandidate? {
    let right = word.next[left]
    guard right < word.tokens.count, word.tokens[left] >= 0 else { return nil }
    let rank = rank(word.tokens[left], word.tokens[right])
    return rank == Int32.max ? nil : MergeCandidate(rank: rank, left: left)
  }
}

private struct MergeCandidate: Comparable {
  var rank: Int32
  var left: Int

  static func < (first: MergeCandidate, second: MergeCandidate) -> Bool {
    (first.rank, first.left) < (second.rank, second.left)
  }
}
