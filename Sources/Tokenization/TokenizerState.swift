/// A tokenizer as plain values: what a GGUF file carries under `tokenizer.ggml.*`.
///
/// | Field | GGUF key |
/// |---|---|
/// | `model` | `tokenizer.ggml.model` |
/// | `tokens` | `tokenizer.ggml.tokens` |
/// | `tokenTypes` | `tokenizer.ggml.token_type` |
/// | `merges` | `tokenizer.ggml.merges`: "left right"; byte-pair encoding only |
/// | `scores` | `tokenizer.ggml.scores`; SentencePiece only |
/// | `preTokenizer` | `tokenizer.ggml.pre`; byte-pair encoding only |
/// | `addsSpacePrefix` | `tokenizer.ggml.add_space_prefix`; SentencePiece only |
/// | `roles` | `…{bos,eos,eot,padding}_token_id`, `…add_bos_token`, `…add_eos_token` |
/// | `chatTemplate` | `tokenizer.chat_template` |
///
/// Source: ggml-org/ggml: docs/gguf.md, section "GGML" of the tokenizer keys.
public struct TokenizerState: Equatable, Sendable {
  /// The way of tokenizing; the raw values are those of `tokenizer.ggml.model`.
  public enum Model: String, Sendable {
    /// Byte-level byte-pair encoding.
    case bytePair = "gpt2"
    /// SentencePiece's byte-pair encoding with scores.
    case sentencePiece = "llama"
  }

  /// The way of tokenizing.
  public var model: Model
  /// The tokens by id, normal ones in the spelling of the model; see ``TokenSpelling``.
  public var tokens: [String]
  /// The kinds by id, as ``TokenKind`` raw values.
  public var tokenTypes: [Int32]
  /// The merges by rank, each two tokens with one space between them.
  public var merges: [String]
  /// The scores by id; of two possible merges the one with the higher score is made.
  public var scores: [Float]
  /// The name of the splitting rule.
  public var preTokenizer: String
  /// Whether SentencePiece puts a space before a text.
  public var addsSpacePrefix: Bool
  /// The beginning, the ends, the padding.
  public var roles: TokenRoles
  /// The template of conversations, in Jinja; see ``ChatTemplate``.
  public var chatTemplate: String?

  /// Holds the values of a byte-pair tokenizer without checking them; ``makeTokenizer()`` does.
  public init(
    tokens: [String], tokenTypes: [Int32], merges: [String],
    preTokenizer: String = SplittingRule.gpt2.name, roles: TokenRoles = TokenRoles(),
    chatTemplate: String? = nil
  ) {
    model = .bytePair
    self.tokens = tokens
    self.tokenTypes = tokenTypes
    self.merges = merges
    scores = []
    self.preTokenizer = preTokenizer
    addsSpacePrefix = false
    self.roles = roles
    self.chatTemplate = chatTemplate
  }

  /// Holds the values of a SentencePiece tokenizer without checking them; ``makeTokenizer()`` does.
  public init(
    tokens: [String], tokenTypes: [Int32], scores: [Float], addsSpacePrefix: Bool = true,
    roles: TokenRoles = TokenRoles(), chatTemplate: String? = nil
  ) {
    model = .sentencePiece
    self.tokens = tokens
    self.tokenTypes = tokenTypes
    merges = []
    self.scores = scores
    preTokenizer = "default"
    self.addsSpacePrefix = addsSpacePrefix
    self.roles = roles
    self.chatTemplate = chatTemplate
  }
}

extension BytePairTokenizer {
  /// The tokenizer as plain values; ``init(_:)`` gives the same tokenizer back.
  public var state: TokenizerState {
    TokenizerState(
      tokens: vocabulary.ggufTokens(.byteLevel), tokenTypes: vocabulary.kinds.map(\.rawValue),
      merges: ggufMerges, preTokenizer: splittingRule.name, roles: specialTokens.roles)
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
    guard state.model == .bytePair else { throw .otherModel(state.model) }
    let rule = try SplittingRule(named: state.preTokenizer)
    let vocabulary = try Vocabulary(ggufTokens: state.tokens, tokenTypes: state.tokenTypes)
    var merges: [Merge] = []
    merges.reserveCapacity(state.merges.count)
    for (rank, text) in state.merges.enumerated() {
      merges.append(try Self.readMerge(text, rank: rank, vocabulary))
    }
    try self.init(
      vocabulary: vocabulary, merges: merges, splittingRule: rule, roles: state.roles)
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
