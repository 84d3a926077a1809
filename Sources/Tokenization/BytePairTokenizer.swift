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
/// by a ``SplittingRule``; inside each word neighbours merge, lowest rank first. Decoding an
/// encoding gives the same bytes, whatever they are, unless the rule asks for composed text or the
/// vocabulary has no token for some bytes, which are then left out: some models lack bytes that
/// text never holds and a few control characters.
///
/// Source: Sennrich, Haddow and Birch 2016 (arXiv 1508.07909); Radford et al. 2019, section 2.2,
/// for bytes as the alphabet.
public struct BytePairTokenizer: Tokenizer {
  /// The tokens.
  public let vocabulary: Vocabulary
  /// The merges, by rank.
  public let merges: [Merge]
  /// How text becomes words.
  public let splittingRule: SplittingRule
  /// The ids of marks and of the beginning, end and padding.
  public let specialTokens: SpecialTokens
  private let merger: BytePairMerger
  /// The token of each byte, or -1.
  private let byteTokens: [Int32]
  private let userDefined: AddedTokens
  private let allAdded: AddedTokens
  private let words: WordTable

  /// Joins a vocabulary and its merges.
  ///
  /// - Throws: ``TokenizerError`` when the line feed or a printable ASCII character has no token, a
  ///   merge names or makes a token that is no normal one, a pair comes twice, or a special id does
  ///   not exist.
  public init(
    vocabulary: Vocabulary, merges: [Merge], splittingRule: SplittingRule = .gpt2,
    roles: TokenRoles = TokenRoles()
  ) throws(TokenizerError) {
    self.vocabulary = vocabulary
    self.merges = merges
    self.splittingRule = splittingRule
    specialTokens = try SpecialTokens(vocabulary: vocabulary, roles: roles)
    let byteTokens = try Self.makeByteTokens(vocabulary)
    let merger = try Self.makeMerger(vocabulary, merges)
    self.byteTokens = byteTokens
    self.merger = merger
    userDefined = AddedTokens(vocabulary.entries { $0 == .userDefined })
    allAdded = AddedTokens(
      vocabulary.entries { $0 == .userDefined || $0 == .control || $0 == .unknown })
    // A token that its own bytes do not merge to is left out, as it must not be found.
    var ids: [Int32] = []
    words = WordTable(vocabulary) { id, word in
      if splittingRule.ignoresMerges { return true }
      ids.removeAll(keepingCapacity: true)
      Self.encode(word, byteTokens, merger, into: &ids)
      return ids == [id]
    }
  }

  /// Appends the token ids of any bytes, UTF-8 or not, to `ids`.
  public func encode(
    _ bytes: UnsafeBufferPointer<UInt8>, allowingControlTokens: Bool, into ids: inout [Int32]
  ) {
    let added = allowingControlTokens ? allAdded : userDefined
    added.split(bytes) { range in
      let stretch = UnsafeBufferPointer(rebasing: bytes[range])
      if splittingRule.composes, let composed = ComposedForm.changed(stretch) {
        composed.withUnsafeBufferPointer { encodeStretch($0, into: &ids) }
      } else {
        encodeStretch(stretch, into: &ids)
      }
    } token: { id in
      ids.append(id)
    }
  }

  /// The bytes of `ids`, control tokens as their names.
  public func decode(_ ids: [Int32]) -> [UInt8] { vocabulary.bytes(of: ids) }

  private func encodeStretch(_ stretch: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) {
    splittingRule.forEachWord(in: stretch) { range in
      let word = UnsafeBufferPointer(rebasing: stretch[range])
      let token = words.token(of: word)
      if token >= 0 {
        ids.append(token)
      } else {
        Self.encode(word, byteTokens, merger, into: &ids)
      }
    }
  }

  private static func encode(
    _ word: UnsafeBufferPointer<UInt8>, _ byteTokens: [Int32], _ merger: BytePairMerger,
    into ids: inout [Int32]
  ) {
    merger.encode(capacity: word.count, into: &ids) { tokens in
      var count = 0
      for byte in word where byteTokens[Int(byte)] >= 0 {
        tokens[count] = byteTokens[Int(byte)]
        count += 1
      }
      return count
    }
  }
}

// MARK: - Making the tables

extension BytePairTokenizer {
  private static func makeByteTokens(_ vocabulary: Vocabulary) throws(TokenizerError) -> [Int32] {
    var tokens: [Int32] = []
    for byte in UInt8.min...UInt8.max {
      let id = [byte].withUnsafeBufferPointer { vocabulary.normalID(of: $0) }
      if id == nil, byte == 0x0A || (0x20...0x7E).contains(byte) { throw .missingByte(byte) }
      tokens.append(id ?? -1)
    }
    return tokens
  }

  private static func makeMerger(
    _ vocabulary: Vocabulary, _ merges: [Merge]
  ) throws(TokenizerError) -> BytePairMerger {
    var merger = BytePairMerger(mergeCount: merges.count)
    for (rank, merge) in merges.enumerated() {
      for id in [merge.left, merge.right] {
        guard id >= 0, id < vocabulary.count, vocabulary.kinds[Int(id)] == .normal else {
          throw .unknownMergeToken(rank: rank, token: "#\(id)")
        }
      }
      let left = vocabulary.tokens[Int(merge.left)]
      let right = vocabulary.tokens[Int(merge.right)]
      let both = left + right
      guard let result = both.withUnsafeBufferPointer({ vocabulary.normalID(of: $0) }) else {
        throw .unknownMergeToken(rank: rank, token: ByteMapping.text(of: both))
      }
      if !merger.append(merge.left, merge.right, result: result) {
        let text = ByteMapping.text(of: left) + " " + ByteMapping.text(of: right)
        throw .duplicateMerge(rank: rank, text: text)
      }
    }
    return merger
  }
}
