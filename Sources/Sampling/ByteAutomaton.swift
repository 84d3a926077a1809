public import Tokenization

/// A recogniser that reads one byte at a time; a copy is a state to come back to.
public protocol ByteAutomaton {
  /// Moves on by one byte; `false` when no text may go on with it, and the state is then void.
  mutating func advance(_ byte: UInt8) -> Bool
}

/// The tokens that an automaton accepts next.
public enum TrieMask {
  /// Adds every token all of whose bytes the automaton accepts one after the other.
  ///
  /// Walks the trie depth first and copies the automaton at each branch, so that common prefixes
  /// of tokens are read once and a refused byte cuts off all tokens behind it. Copies should be
  /// cheap: a few words, with large tables behind one reference.
  ///
  /// - Parameters:
  ///   - automaton: The state before the token.
  ///   - trie: The tokens.
  ///   - mask: Over V tokens; tokens already in it stay.
  /// - Complexity: One copy and one step for each byte tried; memory O(longest token).
  @inlinable
  public static func compute(
    _ automaton: some ByteAutomaton, _ trie: TokenTrie, into mask: inout TokenMask
  ) {
    trie.checkCapacity(mask)
    let (labels, firstChild, values) = (trie.bytes.labels, trie.bytes.firstChild, trie.bytes.values)
    // One entry for each node on the way down: the state there and the children left to try.
    var states = [automaton]
    var rest = [Int(firstChild[0])..<Int(firstChild[1])]
    while let children = rest.last {
      guard !children.isEmpty else {
        states.removeLast()
        rest.removeLast()
        continue
      }
      let node = children.lowerBound
      rest[rest.count - 1] = node + 1..<children.upperBound
      var branch = states[states.count - 1]
      guard branch.advance(labels[node]) else { continue }
      if values[node] >= 0 { mask.insert(values[node]) }
      let below = Int(firstChild[node])..<Int(firstChild[node + 1])
      if below.isEmpty { continue }
      states.append(branch)
      rest.append(below)
    }
  }
}
