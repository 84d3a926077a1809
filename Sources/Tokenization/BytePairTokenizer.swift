/// Two neighbouring tokens that become one; the position in the list of merges is the rank.
public struct Merge: Equatable, Sendable {
  /// The left token's id.
  public var left: Int32
  /// The right token's id.
  public var right: Int32

  /// Merges `left` and `right`.
  public init(left: Int32, right: Int32) {
    self.left = left
    self.right = right
  }
}

/// Text to token ids and back: byte-level byte-pair encoding with added tokens.
///
/// Encoding takes three steps: user-defined tokens (and control tokens, where the caller allows
/// them) are cut out, the longest at each position; the stretches between are split into words
/// by ``PreTokenizer``; inside each word neighbours merge, lowest rank first. Every byte has a
/// token, so that decoding an encoding gives the same bytes, whatever they are.
///
/// Source: Sennrich, Haddow and Birch 2016 (arXiv 1508.07909); Radford et al. 2019, section 2.2,
/// for bytes as the alphabet. Immutable, so that workers share one.
public struct BytePairTokenizer: Sendable {
  /// The tokens.
  public let vocabulary: Vocabulary
  /// The merges, by rank.
  public let merges: [Merge]
  /// The ids of marks and of the beginning, end and padding.
  public let specialTokens: SpecialTokens
  private let merger: BytePairMerger
  private let userDefined: AddedTokens
  private let allAdded: AddedTokens
  /// Normal tokens that are what the merges make of their own bytes: one look-up per word.
  private let words: ByteStringTable
  private let wordTokens: [Int32]

  /// Joins a vocabulary and its merges.
  ///
  /// - Throws: ``TokenizerError`` when one of the 256 bytes has no token, a merge names or makes
  ///   a token that is no normal one, a pair comes twice, or a special id does not exist.
  public init(
    vocabulary: Vocabulary, merges: [Merge], bos: Int32? = nil, eos: Int32? = nil,
    pad: Int32? = nil
  ) throws(TokenizerError) {
    self.vocabulary = vocabulary
    self.merges = merges
    specialTokens = try SpecialTokens(vocabulary: vocabulary, bos: bos, eos: eos, pad: pad)
    let merger = try Self.makeMerger(vocabulary, merges)
    self.merger = merger
    userDefined = AddedTokens(Self.entries(vocabulary) { $0 == .userDefined })
    allAdded = AddedTokens(Self.entries(vocabulary) { $0 != .normal })
    (words, wordTokens) = Self.makeWords(vocabulary, merger)
  }

  /// The token ids of `text`.
  ///
  /// With `allowingControlTokens` the names of control tokens become these tokens. Leave it
  /// `false` for text from users, files and models: "<plan>" is then ordinary bytes.
  public func encode(_ text: String, allowingControlTokens: Bool = false) -> [Int32] {
    var text = text
    return text.withUTF8 { encode($0, allowingControlTokens: allowingControlTokens) }
  }

  /// The token ids of any bytes, UTF-8 or not; otherwise as for text.
  public func encode(bytes: [UInt8], allowingControlTokens: Bool = false) -> [Int32] {
    bytes.withUnsafeBufferPointer { encode($0, allowingControlTokens: allowingControlTokens) }
  }

  /// The bytes of `ids`, control tokens as their names.
  ///
  /// An id outside the vocabulary becomes U+FFFD, so that the fault shows and nothing traps.
  public func decode(_ ids: [Int32]) -> [UInt8] {
    var bytes: [UInt8] = []
    for id in ids {
      if id >= 0, id < vocabulary.count {
        bytes.append(contentsOf: vocabulary.tokens[Int(id)])
      } else {
        bytes.append(contentsOf: [0xEF, 0xBF, 0xBD])
      }
    }
    return bytes
  }

  /// The text of `ids`; bytes that are not UTF-8 become U+FFFD.
  public func decodeText(_ ids: [Int32]) -> String {
    String(decoding: decode(ids), as: UTF8.self)
  }
}

// MARK: - Encoding

extension BytePairTokenizer {
  private func encode(
    _ bytes: UnsafeBufferPointer<UInt8>, allowingControlTokens: Bool
  ) -> [Int32] {
    var ids: [Int32] = []
    ids.reserveCapacity(bytes.count / 3)
    let added = allowingControlTokens ? allAdded : userDefined
    added.split(bytes) { range in
      let stretch = UnsafeBufferPointer(rebasing: bytes[range])
      PreTokenizer.forEachWord(in: stretch) { word in
        encodeWord(UnsafeBufferPointer(rebasing: stretch[word]), into: &ids)
      }
    } token: { id in
      ids.append(id)
    }
    return ids
  }

  private func encodeWord(_ word: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) {
    let number = words.find(word)
    if number >= 0 {
      ids.append(wordTokens[number])
    } else {
      merger.encode(word, into: &ids)
    }
  }
}

// MARK: - Making the tables

extension BytePairTokenizer {
  private static func entries(
    _ vocabulary: Vocabulary, where isIncluded: (TokenKind) -> Bool
  ) -> [(bytes: [UInt8], value: Int32)] {
    vocabulary.tokens.indices.filter { isIncluded(vocabulary.kinds[$0]) }
      .map { (vocabulary.tokens[$0], Int32($0)) }
  }

  private static func makeMerger(
    _ vocabulary: Vocabulary, _ merges: [Merge]
  ) throws(TokenizerError) -> BytePairMerger {
    var byteTokens: [Int32] = []
    for byte in UInt8.min...UInt8.max {
      guard let id = normalID(of: [byte], in: vocabulary) else { throw .missingByte(byte) }
      byteTokens.append(id)
    }
    var merger = BytePairMerger(byteTokens: byteTokens, mergeCount: merges.count)
    for (rank, merge) in merges.enumerated() {
      for id in [merge.left, merge.right] {
        guard id >= 0, id < vocabulary.count, vocabulary.kinds[Int(id)] == .normal else {
          throw .unknownMergeToken(rank: rank, token: "#\(id)")
        }
      }
      let left = vocabulary.tokens[Int(merge.left)]
      let right = vocabulary.tokens[Int(merge.right)]
      guard let result = normalID(of: left + right, in: vocabulary) else {
        throw .unknownMergeToken(rank: rank, token: ByteMapping.text(of: left + right))
      }
      if !merger.append(merge.left, merge.right, result: result) {
        let text = ByteMapping.text(of: left) + " " + ByteMapping.text(of: right)
        throw .duplicateMerge(rank: rank, text: text)
      }
    }
    return merger
  }

  private static func normalID(of bytes: [UInt8], in vocabulary: Vocabulary) -> Int32? {
    guard let id = vocabulary.id(of: bytes), vocabulary.kinds[Int(id)] == .normal else {
      return nil
    }
    return id
  }

  /// A token that its own bytes do not merge to is left out, as it must not be found.
  private static func makeWords(
    _ vocabulary: Vocabulary, _ merger: BytePairMerger
  ) -> (ByteStringTable, [Int32]) {
    var words = ByteStringTable(minimumCapacity: vocabulary.count)
    var tokens: [Int32] = []
    var ids: [Int32] = []
    for (id, bytes) in vocabulary.tokens.enumerated() where vocabulary.kinds[id] == .normal {
      bytes.withUnsafeBufferPointer { word in
        ids.removeAll(keepingCapacity: true)
        merger.encode(word, into: &ids)
        guard ids == [Int32(id)] else { return }
        if words.insert(word) == tokens.count { tokens.append(Int32(id)) }
      }
    }
    return (words, tokens)
  }
}
