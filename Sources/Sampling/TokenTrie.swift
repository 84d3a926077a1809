public import Tokenization

/// The byte strings of all tokens as a tree, for asking at once which tokens fit.
///
/// The layout is that of `ByteTrie`: the children of a node lie side by side in the order of
/// their bytes, so that the nodes of one depth below a node are one range too.
public struct TokenTrie: Sendable {
  /// The tree; its values are token ids.
  public let bytes: ByteTrie
  /// The number of tokens in the vocabulary, V.
  public let vocabularySize: Int

  /// Takes the tokens of `vocabulary` that are text, and control tokens when asked.
  public init(vocabulary: Vocabulary, includingControlTokens: Bool = false) {
    var entries: [(bytes: [UInt8], value: Int32)] = []
    for (id, token) in vocabulary.tokens.enumerated()
    where vocabulary.kinds[id].isText
      || (includingControlTokens && vocabulary.kinds[id] == .control)
    {
      entries.append((token, Int32(id)))
    }
    bytes = ByteTrie(entries)
    vocabularySize = vocabulary.count
  }

  /// Adds every token whose bytes are a non-empty prefix of at least one continuation.
  ///
  /// With `allowingMore` also every token that begins with a whole continuation and goes on.
  ///
  /// - Parameters:
  ///   - continuations: The texts that may follow, in any order; sorted ones are faster, because
  ///     what a text shares with the one before it is walked once.
  ///   - mask: Over V tokens; tokens already in it stay.
  ///   - allowingMore: Whether a token may reach past the end of a continuation.
  /// - Complexity: O(total bytes), and no deeper than the longest token.
  public func tokens(
    prefixing continuations: [[UInt8]], into mask: inout TokenMask, allowingMore: Bool = false
  ) {
    checkCapacity(mask)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: bytes.depth + 1) { path in
      path[0] = 0
      var reached = 0
      var previous: [UInt8] = []
      for continuation in continuations {
        let shared = sharedPrefix(previous, continuation, limit: reached + 1)
        previous = continuation
        // The walk for the one before ended where this one, too, has no token to go on with.
        if shared > reached { continue }
        reached = walk(continuation, from: shared, path, into: &mask)
        if allowingMore, reached == continuation.count { addDescendants(of: path[reached], &mask) }
      }
    }
  }

  /// The longest token that `text` begins with, or `nil` when it begins with none.
  public func longestToken(beginning text: ArraySlice<UInt8>) -> (id: Int32, length: Int)? {
    var node = 0
    var longest: (id: Int32, length: Int)?
    for (offset, byte) in text.enumerated() {
      node = child(of: node, byte: byte)
      if node < 0 { break }
      if bytes.values[node] >= 0 { longest = (bytes.values[node], offset + 1) }
    }
    return longest
  }

  /// Adds every token of the trie.
  public func allTokens(into mask: inout TokenMask) {
    checkCapacity(mask)
    addDescendants(of: 0, &mask)
  }

  @usableFromInline
  func checkCapacity(_ mask: TokenMask) {
    precondition(
      mask.capacity == vocabularySize,
      "a mask over \(mask.capacity) tokens for a trie over \(vocabularySize)")
  }
}

// MARK: - Walking

extension TokenTrie {
  /// Follows `continuation` from `depth`, whose node is `path[depth]`; returns the depth reached.
  private func walk(
    _ continuation: [UInt8], from depth: Int, _ path: UnsafeMutableBufferPointer<Int>,
    into mask: inout TokenMask
  ) -> Int {
    var depth = depth
    while depth < continuation.count {
      let node = child(of: path[depth], byte: continuation[depth])
      if node < 0 { break }
      depth += 1
      path[depth] = node
      if bytes.values[node] >= 0 { mask.insert(bytes.values[node]) }
    }
    return depth
  }

  private func child(of node: Int, byte: UInt8) -> Int {
    let labels = bytes.labels
    var low = Int(bytes.firstChild[node])
    let end = Int(bytes.firstChild[node + 1])
    var high = end
    while low < high {
      let middle = (low + high) / 2
      if labels[middle] < byte { low = middle + 1 } else { high = middle }
    }
    return low < end && labels[low] == byte ? low : -1
  }

  /// The tokens strictly below `node`, level by level.
  private func addDescendants(of node: Int, _ mask: inout TokenMask) {
    var level = Int(bytes.firstChild[node])..<Int(bytes.firstChild[node + 1])
    while !level.isEmpty {
      for child in level where bytes.values[child] >= 0 { mask.insert(bytes.values[child]) }
      level =
        Int(bytes.firstChild[level.lowerBound])..<Int(bytes.firstChild[level.upperBound])
    }
  }
}

private func sharedPrefix(_ first: [UInt8], _ second: [UInt8], limit: Int) -> Int {
  let end = min(first.count, second.count, limit)
  var length = 0
  while length < end, first[length] == second[length] { length += 1 }
  return length
}
