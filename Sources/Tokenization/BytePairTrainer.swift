// Learns merges. The text is cut at the added tokens, split into words, and equal words are
// counted once. Then, until the vocabulary is full, the most frequent pair of neighbours becomes
// a token. Counts of pairs are kept up to date from the words that hold the merged pair, and a
// heap finds the most frequent one; its entries may be out of date and are checked when taken.

/// Learns a byte-level byte-pair vocabulary from text.
///
/// The same texts in the same order give the same tokenizer in every process. Among equally
/// frequent pairs the one with the lower left id, then the lower right id, is merged first.
///
/// Ids: control tokens, user-defined tokens, the 256 bytes in order, merges. They stay the same
/// for the fixed tokens whatever the vocabulary size.
///
/// Source: Sennrich, Haddow and Birch 2016 (arXiv 1508.07909), algorithm 1, with incremental
/// counts.
public struct BytePairTrainer: Sendable {
  /// Marks that ordinary text can never produce, such as `<plan>`.
  public var controlTokens: [String]
  /// Pieces of text that are always one token, such as class names.
  public var userDefinedTokens: [String]
  /// The number of tokens to reach, V, all kinds together.
  public var vocabularySize: Int
  /// Pairs seen fewer times than this are never merged.
  public var minimumCount: Int
  /// Names among `controlTokens` that get a role.
  public var bos: String?
  /// The control token that ends an answer.
  public var eos: String?
  /// The control token that fills short rows.
  public var pad: String?

  /// Sets what to learn.
  public init(
    vocabularySize: Int, controlTokens: [String] = [], userDefinedTokens: [String] = [],
    minimumCount: Int = 2, bos: String? = nil, eos: String? = nil, pad: String? = nil
  ) {
    self.vocabularySize = vocabularySize
    self.controlTokens = controlTokens
    self.userDefinedTokens = userDefinedTokens
    self.minimumCount = minimumCount
    self.bos = bos
    self.eos = eos
    self.pad = pad
  }

  /// Learns from texts, each with the number of times it counts.
  ///
  /// The result has fewer than `vocabularySize` tokens when the text offers no more pairs.
  ///
  /// - Throws: ``TokenizerError`` when added tokens are empty, repeated or a single byte, when
  ///   `vocabularySize` has no room for the fixed tokens, or a role names no control token.
  public func train(_ texts: [(text: String, count: Int)]) throws(TokenizerError)
    -> BytePairTokenizer
  {
    let fixed = try fixedVocabulary()
    guard vocabularySize >= fixed.count else {
      throw .vocabularyTooSmall(size: vocabularySize, needed: fixed.count)
    }
    let firstByte = Int32(fixed.count - 256)
    var learner = MergeLearner(words: countWords(texts))
    learner.learn(limit: vocabularySize - fixed.count, minimumCount: max(minimumCount, 1))
    let learned = learner.tokens.dropFirst(256)
    let special = try SpecialTokens(vocabulary: fixed)
    let roles = TokenRoles(
      bos: try bos.map { name throws(TokenizerError) in try special.requiredID(named: name) },
      eos: try eos.map { name throws(TokenizerError) in try special.requiredID(named: name) },
      pad: try pad.map { name throws(TokenizerError) in try special.requiredID(named: name) })
    return try BytePairTokenizer(
      vocabulary: Vocabulary(
        tokens: fixed.tokens + learned,
        kinds: fixed.kinds + learned.map { _ in .normal }),
      merges: learner.merges.map {
        Merge(left: $0.left + firstByte, right: $0.right + firstByte)
      }, roles: roles)
  }

  private func fixedVocabulary() throws(TokenizerError) -> Vocabulary {
    let control = controlTokens.map { Array($0.utf8) }
    let userDefined = userDefinedTokens.map { Array($0.utf8) }
    let bytes = (UInt8.min...UInt8.max).map { [$0] }
    return try Vocabulary(
      tokens: control + userDefined + bytes,
      kinds: control.map { _ in .control } + userDefined.map { _ in .userDefined }
        + bytes.map { _ in .normal })
  }

  /// The words between the added tokens, in the order of their first appearance.
  private func countWords(_ texts: [(text: String, count: Int)]) -> CountedWords {
    let added = AddedTokens((controlTokens + userDefinedTokens).map { (Array($0.utf8), 0) })
    var words = CountedWords()
    for (text, count) in texts where count > 0 {
      var text = text
      text.withUTF8 { bytes in
        added.split(bytes) { range in
          let stretch = UnsafeBufferPointer(rebasing: bytes[range])
          SplittingRule.gpt2.forEachWord(in: stretch) { word in
            words.add(UnsafeBufferPointer(rebasing: stretch[word]), count: count)
          }
        } token: { _ in
        }
      }
    }
    return words
  }
}

/// Distinct words with the number of times each was seen.
struct CountedWords {
  private(set) var table = ByteStringTable(minimumCapacity: 1 << 16)
  private(set) var counts: [Int] = []

  /// Larger counts are cut, so that no sum can overflow.
  private static let largestCount = 1 << 31

  mutating func add(_ word: UnsafeBufferPointer<UInt8>, count: Int) {
    let number = table.insert(word)
    if number == counts.count { counts.append(0) }
    counts[number] += min(count, Self.largestCount)
  }
}
