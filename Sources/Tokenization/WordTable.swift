/// The words that are one token: one look-up instead of merging.
struct WordTable: Sendable {
  private var table: ByteStringTable
  private var ids: [Int32] = []

  /// Takes the normal tokens of `vocabulary` for which `isWord` holds.
  init(_ vocabulary: Vocabulary, where isWord: (Int32, UnsafeBufferPointer<UInt8>) -> Bool) {
    table = ByteStringTable(minimumCapacity: vocabulary.count)
    for (id, bytes) in vocabulary.tokens.enumerated() where vocabulary.kinds[id] == .normal {
      bytes.withUnsafeBufferPointer { word in
        guard isWord(Int32(id), word) else { return }
        if table.insert(word) == ids.count { ids.append(Int32(id)) }
      }
    }
  }

  /// The token that is all of `word`, or -1.
  @inline(__always)
  func token(of word: UnsafeBufferPointer<UInt8>) -> Int32 {
    let number = table.find(word)
    return number < 0 ? -1 : ids[number]
  }
}
