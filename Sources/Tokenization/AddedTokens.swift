/// Finds control and user-defined tokens in text: at each position the longest one.
///
/// Differs: llama.cpp splits the text by all tokens from the longest to the shortest, so a longer
/// token wins there even when a shorter one starts before it; the `tokenizers` package
/// (leftmost, then longest) works as here.
struct AddedTokens: Sendable {
  private let trie: ByteTrie
  /// The root's child for each byte, or -1: most positions are done with one look-up.
  private let roots: [Int32]

  init(_ entries: [(bytes: [UInt8], value: Int32)]) {
    let trie = ByteTrie(entries)
    var roots = [Int32](repeating: -1, count: 256)
    for child in trie.firstChild[0]..<trie.firstChild[1] {
      roots[Int(trie.labels[Int(child)])] = child
    }
    self.trie = trie
    self.roots = roots
  }

  var isEmpty: Bool { trie.nodeCount == 1 }

  /// Calls `text` for each stretch without added tokens and `token` for each added token.
  func split(
    _ bytes: UnsafeBufferPointer<UInt8>, text: (Range<Int>) -> Void, token: (Int32) -> Void
  ) {
    var start = 0
    var position = isEmpty ? bytes.count : 0
    while position < bytes.count {
      guard roots[Int(bytes[position])] >= 0, let match = longest(in: bytes, at: position) else {
        position += 1
        continue
      }
      if start < position { text(start..<position) }
      token(match.value)
      position += match.length
      start = position
    }
    if start < bytes.count { text(start..<bytes.count) }
  }

  private func longest(
    in bytes: UnsafeBufferPointer<UInt8>, at start: Int
  ) -> (value: Int32, length: Int)? {
    var node = Int(roots[Int(bytes[start])])
    var position = start + 1
    var match: (value: Int32, length: Int)?
    while true {
      if trie.values[node] >= 0 { match = (trie.values[node], position - start) }
      guard position < bytes.count else { return match }
      node = trie.child(of: node, byte: bytes[position])
      if node < 0 { return match }
      position += 1
    }
  }
}
