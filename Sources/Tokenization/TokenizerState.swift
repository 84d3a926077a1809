/// A tokenizer as plain values: what a GGUF file carries under `tokenizer.ggml.*`.
///
/// | Field | GGUF key |
/// |---|---|
/// | `tokens` | `tokenizer.ggml.tokens` |
/// | `tokenTypes` | `tokenizer.ggml.token_type` |
/// | `merges` | `tokenizer.ggml.merges`: "left right" |
/// | `preTokenizer` | `tokenizer.ggml.pre`; `tokenizer.ggml.model` is always "gpt2" |
/// | `bos`, `eos`, `pad` | `…bos_token_id`, `…eos_token_id`, `…padding_token_id` |
///
/// Source: ggml-org/ggml: docs/gguf.md, section "GGML" of the tokenizer keys.
public struct TokenizerState: Equatable, Sendable {
  /// The tokens by id: normal ones in the characters of ``ByteMapping``, others as text.
  public var tokens: [String]
  /// The kinds by id, as ``TokenKind`` raw values.
  public var tokenTypes: [Int32]
  /// The merges by rank, each two tokens with one space between them.
  public var merges: [String]
  /// The name of the splitting rule.
  public var preTokenizer: String
  /// The token before a text.
  public var bos: Int32?
  /// The token that ends an answer.
  public var eos: Int32?
  /// The token that fills short rows.
  public var pad: Int32?

  /// Holds the values without checking them; ``BytePairTokenizer/init(_:)`` does.
  public init(
    tokens: [String], tokenTypes: [Int32], merges: [String],
    preTokenizer: String = PreTokenizer.name, bos: Int32? = nil, eos: Int32? = nil,
    pad: Int32? = nil
  ) {
    self.tokens = tokens
    self.tokenTypes = tokenTypes
    self.merges = merges
    self.preTokenizer = preTokenizer
    self.bos = bos
    self.eos = eos
    self.pad = pad
  }
}

extension BytePairTokenizer {
  /// The tokenizer as plain values; ``init(_:)`` gives the same tokenizer back.
  public var state: TokenizerState {
    TokenizerState(
      tokens: vocabulary.ggufTokens, tokenTypes: vocabulary.kinds.map(\.rawValue),
      merges: ggufMerges, bos: specialTokens.bos, eos: specialTokens.eos,
      pad: specialTokens.pad)
  }

  /// The merges as GGUF writes them: "left right" in the characters of ``ByteMapping``.
  public var ggufMerges: [String] {
    merges.map { merge in
      ByteMapping.text(of: vocabulary.tokens[Int(merge.left)]) + " "
        + ByteMapping.text(of: vocabulary.tokens[Int(merge.right)])
    }
  }

  /// Reads a tokenizer from plain values.
  ///
  /// - Throws: ``TokenizerError`` for anything that does not fit together.
  public init(_ state: TokenizerState) throws(TokenizerError) {
    guard state.preTokenizer == PreTokenizer.name else {
      throw .unknownPreTokenizer(state.preTokenizer)
    }
    let vocabulary = try Vocabulary(ggufTokens: state.tokens, tokenTypes: state.tokenTypes)
    var merges: [Merge] = []
    merges.reserveCapacity(state.merges.count)
    for (rank, text) in state.merges.enumerated() {
      merges.append(try Self.readMerge(text, rank: rank, vocabulary))
    }
    try self.init(
      vocabulary: vocabulary, merges: merges, bos: state.bos, eos: state.eos, pad: state.pad)
  }

  private static func readMerge(
    _ text: String, rank: Int, _ vocabulary: Vocabulary
  ) throws(TokenizerError) -> Merge {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
      throw .malformedMerge(rank: rank, text: text)
    }
    var ids: [Int32] = []
    for part in parts {
      guard let bytes = ByteMapping.bytes(of: String(part)), let id = vocabulary.id(of: bytes)
      else { throw .unknownMergeToken(rank: rank, token: String(part)) }
      ids.append(id)
    }
    return Merge(left: ids[0], right: ids[1])
  }
}
