// SentencePiece's byte-pair encoding, as Llama 2 and Mistral use it. A text begins with a space of
// its own, characters are the first tokens, and of all neighbouring pairs whose union is a token
// the one with the highest score is merged first. What no token spells becomes byte tokens.
//
// The scores are turned into merges by rank once, so that the merger is that of byte-level
// vocabularies. Where no token has a space behind another character, merges never cross the place
// before a space, and words between such places are merged one by one, which gives the same
// tokens.

/// Text to token ids and back: SentencePiece byte-pair encoding with byte fallback.
///
/// U+2581, which stands for a space in the vocabulary, is a space in text too; apart from that,
/// decoding an encoding gives the same bytes, whatever they are.
///
/// Source: Kudo and Richardson 2018 (arXiv 1808.06226); google/sentencepiece: src/bpe_model.cc.
/// Differs: of two ways to make the same token, the one with the longer left part comes first, as
/// in the merges that Hugging Face's converter lists, and not the leftmost in the text; a token
/// whose characters are no tokens themselves is never made.
public struct SentencePieceTokenizer: Tokenizer {
  /// The tokens.
  public let vocabulary: Vocabulary
  /// The ids of marks and of the beginning, end and padding.
  public let specialTokens: SpecialTokens
  /// Whether a space is put before a text, and before what follows a control token.
  public let addsSpacePrefix: Bool
  private let merger: BytePairMerger
  /// The token for each byte that no other token spells.
  private let byteTokens: [Int32]
  private let userDefined: AddedTokens
  private let allAdded: AddedTokens
  private let words: WordTable
  private let splitsBeforeSpaces: Bool

  /// Joins a vocabulary and its scores.
  ///
  /// - Throws: ``TokenizerError`` when there is not one score a token, one of the 256 bytes has no
  ///   byte token, or a special id does not exist.
  public init(
    vocabulary: Vocabulary, scores: [Float], addsSpacePrefix: Bool = true,
    roles: TokenRoles = TokenRoles()
  ) throws(TokenizerError) {
    guard scores.count == vocabulary.count else {
      throw .scoreCountMismatch(tokens: vocabulary.count, scores: scores.count)
    }
    self.vocabulary = vocabulary
    self.addsSpacePrefix = addsSpacePrefix
    specialTokens = try SpecialTokens(vocabulary: vocabulary, roles: roles)
    let byteTokens = try Self.makeByteTokens(vocabulary)
    let merger = ScoredMerges(vocabulary, scores).makeMerger()
    self.byteTokens = byteTokens
    self.merger = merger
    userDefined = AddedTokens(vocabulary.entries { $0 == .userDefined })
    allAdded = AddedTokens(
      vocabulary.entries { $0 == .userDefined || $0 == .control || $0 == .unknown })
    splitsBeforeSpaces = !vocabulary.entries { $0 == .normal }.contains { token, _ in
      token.indices.dropFirst().contains { token[$0] == 0x20 && token[$0 - 1] != 0x20 }
    }
    let characters = WordTable(vocabulary) { _, word in characterLength(word, at: 0) == word.count }
    var ids: [Int32] = []
    words = WordTable(vocabulary) { id, word in
      ids.removeAll(keepingCapacity: true)
      Self.encode(word, characters, byteTokens, merger, into: &ids)
      return ids == [id]
    }
  }

  /// Reads a tokenizer from plain values.
  ///
  /// - Throws: ``TokenizerError`` for anything that does not fit together.
  public init(_ state: TokenizerState) throws(TokenizerError) {
    guard state.model == .sentencePiece else { throw .otherModel(state.model) }
    try self.init(
      vocabulary: Vocabulary(
        ggufTokens: state.tokens, tokenTypes: state.tokenTypes, spelling: .sentencePiece),
      scores: state.scores, addsSpacePrefix: state.addsSpacePrefix, roles: state.roles)
  }

  /// Appends the token ids of any bytes, UTF-8 or not, to `ids`.
  public func encode(
    _ bytes: UnsafeBufferPointer<UInt8>, allowingControlTokens: Bool, into ids: inout [Int32]
  ) {
    let added = allowingControlTokens ? allAdded : userDefined
    added.split(bytes) { range in
      let text = UnsafeBufferPointer(rebasing: bytes[range])
      let prefix: [UInt8] = addsSpacePrefix ? [0x20] : []
      let stretch = TokenSpelling.unescaped(text, after: prefix)
      stretch.withUnsafeBufferPointer { encodeStretch($0, into: &ids) }
    } token: { id in
      ids.append(id)
    }
  }

  /// The bytes of `ids`, control tokens as their names, without the space before the text.
  ///
  /// An id outside the vocabulary becomes U+FFFD, so that the fault shows and nothing traps.
  public func decode(_ ids: [Int32]) -> [UInt8] {
    let bytes = vocabulary.bytes(of: ids)
    return addsSpacePrefix && bytes.first == 0x20 ? Array(bytes.dropFirst()) : bytes
  }
}

// MARK: - Encoding

extension SentencePieceTokenizer {
  private func encodeStretch(_ stretch: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) {
    var start = 0
    while start < stretch.count {
      let end = splitsBeforeSpaces ? endOfWord(in: stretch, from: start) : stretch.count
      let word = UnsafeBufferPointer(rebasing: stretch[start..<end])
      let token = words.token(of: word)
      if token >= 0 {
        ids.append(token)
      } else {
        Self.encode(word, words, byteTokens, merger, into: &ids)
      }
      start = end
    }
  }

  /// The next place where a space follows another character.
  private func endOfWord(in stretch: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var position = start
    while position < stretch.count, stretch[position] == 0x20 { position += 1 }
    while position < stretch.count, stretch[position] != 0x20 { position += 1 }
    return position
  }

  /// Merges the characters of `word`; those that are no token in `characters` become bytes.
  private static func encode(
    _ word: UnsafeBufferPointer<UInt8>, _ characters: WordTable, _ byteTokens: [Int32],
    _ merger: BytePairMerger, into ids: inout [Int32]
  ) {
    merger.encode(capacity: word.count, into: &ids) { tokens in
      var count = 0
      var position = 0
      while position < word.count {
        let end = position + characterLength(word, at: position)
        let token = characters.token(of: UnsafeBufferPointer(rebasing: word[position..<end]))
        if token >= 0 {
          tokens[count] = token
          count += 1
        } else {
          for byte in word[position..<end] {
            tokens[count] = byteTokens[Int(byte)]
            count += 1
          }
        }
        position = end
      }
      return count
    }
  }
}

/// The number of bytes of the character at `position`; 1 where the bytes are not UTF-8.
@inline(__always)
private func characterLength(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
  bytes[position] < 0x80 ? 1 : decodeScalar(bytes, at: position)?.1 ?? 1
}

// MARK: - Making the tables

extension SentencePieceTokenizer {
  private static func makeByteTokens(_ vocabulary: Vocabulary) throws(TokenizerError) -> [Int32] {
    var tokens = [Int32](repeating: -1, count: 256)
    for id in vocabulary.ids(of: .byte) { tokens[Int(vocabulary.tokens[Int(id)][0])] = id }
    if let missing = tokens.firstIndex(of: -1) { throw .missingByte(UInt8(missing)) }
    return tokens
  }
}
