// The inner loop of training, on ids of its own: bytes are 0...255, merges follow. All words lie
// in one array; a word shrinks in place when two of its tokens become one. A pair remembers every
// word that held it at some time, so a word may be visited in vain, never missed.

/// Finds merges in counted words, the most frequent pair first.
struct MergeLearner {
  /// The bytes of each token: 256 single bytes, then the learned ones.
  private(set) var tokens: [[UInt8]]
  /// The learned merges, by rank.
  private(set) var merges: [Merge] = []
  private var symbols: [Int32] = []
  private var starts: [Int] = []
  private var lengths: [Int] = []
  private let wordCounts: [Int]
  private var pairs = PairTable(minimumCapacity: 1 << 16)
  private var pairMembers: [Merge] = []
  private var pairCounts: [Int] = []
  private var pairWords: [[Int32]] = []
  /// Pairs whose count may have risen in the current step, perhaps more than once.
  private var risen: [Int32] = []
  private var heap = MinHeap<PairCandidate>()

  init(words: CountedWords) {
    tokens = (UInt8.min...UInt8.max).map { [$0] }
    wordCounts = words.counts
    for number in wordCounts.indices {
      let bytes = words.table.bytes(of: number)
      starts.append(symbols.count)
      lengths.append(bytes.count)
      for byte in bytes { symbols.append(Int32(byte)) }
    }
    for number in wordCounts.indices { addPairs(of: number) { _ in true } }
    risen = []
    heap = MinHeap(pairCounts.indices.map { candidate(Int32($0)) })
  }

  /// Adds up to `limit` tokens, as long as a pair is seen at least `minimumCount` times.
  mutating func learn(limit: Int, minimumCount: Int) {
    var numbers = ByteStringTable(minimumCapacity: 256 + limit)
    for token in tokens { _ = token.withUnsafeBufferPointer { numbers.insert($0) } }
    while tokens.count < 256 + limit, let pair = nextPair(minimumCount: minimumCount) {
      let members = pairMembers[Int(pair)]
      // "a" + "bc" and "ab" + "c" are two merges with one result.
      let bytes = tokens[Int(members.left)] + tokens[Int(members.right)]
      let result = bytes.withUnsafeBufferPointer { numbers.insert($0) }
      if result == tokens.count { tokens.append(bytes) }
      merges.append(members)
      apply(pair, members, result: Int32(result))
    }
  }
}

// MARK: - Counts

/// A pair with the count it had when it was put on the heap.
private struct PairCandidate: Comparable {
  var count: Int
  var members: Merge
  var pair: Int32

  /// Frequent pairs first, then low ids: a total order, so that training is deterministic.
  static func < (first: PairCandidate, second: PairCandidate) -> Bool {
    if first.count != second.count { return first.count > second.count }
    if first.members.left != second.members.left {
      return first.members.left < second.members.left
    }
    return first.members.right < second.members.right
  }
}

extension MergeLearner {
  private func candidate(_ pair: Int32) -> PairCandidate {
    PairCandidate(
      count: pairCounts[Int(pair)], members: pairMembers[Int(pair)], pair: pair)
  }

  /// The most frequent pair; an entry whose count has fallen goes back with the new one.
  private mutating func nextPair(minimumCount: Int) -> Int32? {
    while let entry = heap.pop() {
      let current = pairCounts[Int(entry.pair)]
      if current < minimumCount { continue }
      if current == entry.count { return entry.pair }
      if current < entry.count { heap.push(candidate(entry.pair)) }
    }
    return nil
  }

  private mutating func removePairs(of word: Int) {
    let start = starts[word]
    for left in start..<start + lengths[word] - 1 {
      let pair = Int(pairs.number(of: symbols[left], symbols[left + 1]))
      pairCounts[pair] -= wordCounts[word]
    }
  }

  /// Counts the pairs of a word; those that are new in this word also remember it.
  private mutating func addPairs(of word: Int, isNew: (Merge) -> Bool) {
    let start = starts[word]
    for left in start..<start + lengths[word] - 1 {
      let pair = number(of: symbols[left], symbols[left + 1])
      pairCounts[pair] += wordCounts[word]
      guard isNew(pairMembers[pair]) else { continue }
      risen.append(Int32(pair))
      if pairWords[pair].last != Int32(word) { pairWords[pair].append(Int32(word)) }
    }
  }

  private mutating func number(of left: Int32, _ right: Int32) -> Int {
    let number = Int(pairs.insert(left, right, number: Int32(pairCounts.count)))
    if number == pairCounts.count {
      pairCounts.append(0)
      pairMembers.append(Merge(left: left, right: right))
      pairWords.append([])
    }
    return number
  }
}

// MARK: - Merging

extension MergeLearner {
  private mutating func apply(_ pair: Int32, _ members: Merge, result: Int32) {
    let words = pairWords[Int(pair)]
    pairWords[Int(pair)] = []
    for word in words where holds(members, Int(word)) {
      removePairs(of: Int(word))
      merge(members, in: Int(word), result: result)
      // Neighbours without the new token were neighbours before.
      addPairs(of: Int(word)) { $0.left == result || $0.right == result }
    }
    risen.sort()
    var last: Int32 = -1
    for number in risen where number != last {
      heap.push(candidate(number))
      last = number
    }
    risen.removeAll(keepingCapacity: true)
  }

  private func holds(_ members: Merge, _ word: Int) -> Bool {
    let start = starts[word]
    return symbols.withUnsafeBufferPointer { symbols in
      for left in start..<start + lengths[word] - 1
      where symbols[left] == members.left && symbols[left + 1] == members.right {
        return true
      }
      return false
    }
  }

  private mutating func merge(_ members: Merge, in word: Int, result: Int32) {
    let start = starts[word]
    let end = start + lengths[word]
    var (read, write) = (start, start)
    while read < end {
      if read + 1 < end, symbols[read] == members.left, symbols[read + 1] == members.right {
        symbols[write] = result
        read += 2
      } else {
        symbols[write] = symbols[read]
        read += 1
      }
      write += 1
    }
    lengths[word] = write - start
  }
}
