/// The merges that the scores of a SentencePiece vocabulary mean: every way to cut a token into two
/// others, the token with the highest score first.
///
/// Source: the order among the cuts of one token, longer left part first, is that of
/// huggingface/transformers: src/transformers/tokenization_utils_sentencepiece.py
/// (`generate_merges`).
struct ScoredMerges {
  private struct ScoredMerge {
    var left: Int32
    var right: Int32
    var result: Int32
    var score: Float
    /// The number of characters.
    var leftLength: Int
    var rightLength: Int
  }

  private var merges: [ScoredMerge] = []

  init(_ vocabulary: Vocabulary, _ scores: [Float]) {
    for (id, token) in vocabulary.tokens.enumerated() where vocabulary.kinds[id] == .normal {
      token.withUnsafeBufferPointer { addCuts(of: $0, Int32(id), scores[id], vocabulary) }
    }
    // A total order: equal scores, as in damaged files, must not depend on the sorting.
    merges.sort { first, second in
      if first.score != second.score { return first.score > second.score }
      if first.leftLength != second.leftLength { return first.leftLength > second.leftLength }
      if first.rightLength != second.rightLength { return first.rightLength > second.rightLength }
      return (first.result, first.left, first.right) < (second.result, second.left, second.right)
    }
  }

  func makeMerger() -> BytePairMerger {
    var merger = BytePairMerger(mergeCount: merges.count)
    // No pair can come twice: the two parts spell the result.
    for merge in merges { _ = merger.append(merge.left, merge.right, result: merge.result) }
    return merger
  }

  private mutating func addCuts(
    of token: UnsafeBufferPointer<UInt8>, _ id: Int32, _ score: Float, _ vocabulary: Vocabulary
  ) {
    guard !score.isNaN else { return }
    let cuts = token.indices.dropFirst().filter { token[$0] & 0xC0 != 0x80 }
    for (number, cut) in cuts.enumerated() {
      guard let left = vocabulary.normalID(of: UnsafeBufferPointer(rebasing: token[..<cut])),
        let right = vocabulary.normalID(of: UnsafeBufferPointer(rebasing: token[cut...]))
      else { continue }
      merges.append(
        ScoredMerge(
          left: left, right: right, result: id, score: score, leftLength: number + 1,
          rightLength: cuts.count - number))
    }
  }
}
