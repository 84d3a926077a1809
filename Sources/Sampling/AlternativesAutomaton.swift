// Alternatives are kept sorted, so that those which begin with the bytes read so far are one
// range; each further byte narrows the range by two binary searches. The state is three numbers
// and a reference to the shared list.

/// Recognises "one of these texts, then the end".
public struct AlternativesAutomaton: ByteAutomaton, Sendable {
  /// The texts, sorted and without repetitions.
  public let alternatives: [[UInt8]]
  /// Whether any bytes may follow a whole text.
  public let allowsMore: Bool
  /// The alternatives that begin with what was read.
  private var range: Range<Int>
  private var depth = 0
  /// Whether a whole text and something after it have been read.
  private var isBeyond = false

  /// Starts before the first byte.
  public init(_ alternatives: [[UInt8]], allowsMore: Bool = false) {
    var sorted = alternatives.sorted { $0.lexicographicallyPrecedes($1) }
    var kept = 0
    for index in sorted.indices where index == 0 || sorted[index] != sorted[kept - 1] {
      sorted[kept] = sorted[index]
      kept += 1
    }
    sorted.removeLast(sorted.count - kept)
    self.alternatives = sorted
    self.allowsMore = allowsMore
    range = sorted.indices
  }

  /// Whether what was read is a whole text, or one with more behind it.
  public var isComplete: Bool {
    if isBeyond { return true }
    // The shortest of the range sorts first.
    return !range.isEmpty && alternatives[range.lowerBound].count == depth
  }

  /// Whether what was read is a whole text and nothing may follow.
  public var isFinished: Bool { isComplete && !allowsMore && range.count == 1 }

  /// The alternatives that what was read can still become, without the bytes read.
  public var continuations: [[UInt8]] {
    isBeyond ? [] : alternatives[range].map { Array($0[depth...]) }
  }

  /// The bytes that must follow: what all alternatives left have in common; empty when there is
  /// a choice, or the text may end here.
  public var forcedBytes: [UInt8] {
    guard !isBeyond, !range.isEmpty else { return [] }
    let (first, last) = (alternatives[range.lowerBound], alternatives[range.upperBound - 1])
    var end = depth
    while end < first.count, end < last.count, first[end] == last[end] { end += 1 }
    return Array(first[depth..<end])
  }

  /// Moves on by one byte; `false` when no alternative goes on with it.
  public mutating func advance(_ byte: UInt8) -> Bool {
    if allowsMore && isComplete { isBeyond = true }
    if isBeyond { return true }
    let low = firstIndex(from: range.lowerBound) { $0 >= Int(byte) }
    range = low..<firstIndex(from: low) { $0 > Int(byte) }
    depth += 1
    return !range.isEmpty
  }

  /// The first alternative of the range from `start` on whose next byte fulfils `test`; an ended
  /// alternative has -1 there.
  private func firstIndex(from start: Int, where test: (Int) -> Bool) -> Int {
    var low = start
    var high = range.upperBound
    while low < high {
      let middle = (low + high) / 2
      let text = alternatives[middle]
      if test(depth < text.count ? Int(text[depth]) : -1) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low
  }

  /// Adds the tokens that may come next to `mask`.
  ///
  /// The same set as by ``TrieMask/compute(_:_:into:)``, found by following the alternatives.
  public func allowedTokens(_ trie: TokenTrie, into mask: inout TokenMask) {
    if isBeyond {
      trie.allTokens(into: &mask)
    } else {
      trie.tokens(prefixing: continuations, into: &mask, allowingMore: allowsMore)
    }
  }
}
