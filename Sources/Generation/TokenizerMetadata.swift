public import Tokenization
public import Transformer

/// The tokenizer as GGUF metadata, and back: Tokenization and Transformer know nothing of each
/// other, so the hand-over happens here.
///
/// Source: ggml-org/ggml: docs/gguf.md, tokenizer keys; ggml-org/llama.cpp: src/llama-vocab.cpp for
/// what a file means that lacks `add_bos_token` or `add_space_prefix`.
public enum TokenizerMetadata {
  /// The fields that carry `state`.
  public static func fields(_ state: TokenizerState) -> [GGUFField] {
    var fields = [
      field("model", .string(state.model.rawValue)), field("pre", .string(state.preTokenizer)),
      field("tokens", .array(.string(state.tokens))),
      field("token_type", .array(.int32(state.tokenTypes))),
    ]
    switch state.model {
    case .bytePair: fields.append(field("merges", .array(.string(state.merges))))
    case .sentencePiece:
      fields.append(field("scores", .array(.float32(state.scores))))
      fields.append(field("add_space_prefix", .bool(state.addsSpacePrefix)))
    }
    let roles = state.roles
    fields.append(field("add_bos_token", .bool(roles.addsBOS)))
    if roles.addsEOS { fields.append(field("add_eos_token", .bool(true))) }
    let ids = [("bos", roles.bos), ("eos", roles.eos), ("eot", roles.eot), ("padding", roles.pad)]
    for case (let role, let id?) in ids {
      fields.append(field("\(role)_token_id", .uint32(UInt32(id))))
    }
    if let template = state.chatTemplate {
      fields.append(GGUFField("tokenizer.chat_template", .string(template)))
    }
    return fields
  }

  /// The longest token: known vocabularies stay below 300, and every place a long one can be cut
  /// at is looked up.
  static let longestTokenBytes = 1_024

  /// The tokenizer of a model file.
  ///
  /// - Throws: ``GGUFError`` when a key is missing or of another type, a token is longer than
  ///   1,024 bytes, or the tokenizer's model is neither "gpt2" nor "llama".
  public static func state(_ reader: GGUFReader) throws(GGUFError) -> TokenizerState {
    let name = try reader.string("tokenizer.ggml.model")
    guard let model = TokenizerState.Model(rawValue: name) else {
      throw .unsupported(
        what: "the tokenizer \"\(name)\"", hint: "use a model whose tokenizer is gpt2 or llama")
    }
    let tokens = try reader.strings("tokenizer.ggml.tokens")
    for (id, token) in tokens.enumerated() where token.utf8.count > longestTokenBytes {
      throw .valueOutOfRange(
        key: "tokenizer.ggml.tokens[\(id)]", value: "\(token.utf8.count) bytes long",
        allowed: "up to \(longestTokenBytes)")
    }
    let types = try reader.integers("tokenizer.ggml.token_type").map { Int32(clamping: $0) }
    let template =
      reader["tokenizer.chat_template"] == nil ? nil : try reader.string("tokenizer.chat_template")
    switch model {
    case .bytePair:
      let rule = try reader.string("tokenizer.ggml.pre")
      let addsBOS = (try? SplittingRule(named: rule)) == .llama3
      return TokenizerState(
        tokens: tokens, tokenTypes: types, merges: try reader.strings("tokenizer.ggml.merges"),
        preTokenizer: rule, roles: try roles(reader, addsBOS: addsBOS), chatTemplate: template)
    case .sentencePiece:
      return TokenizerState(
        tokens: tokens, tokenTypes: types, scores: try reader.floats("tokenizer.ggml.scores"),
        addsSpacePrefix: try flag("add_space_prefix", reader, otherwise: true),
        roles: try roles(reader, addsBOS: true), chatTemplate: template)
    }
  }

  private static func field(_ name: String, _ value: GGUFValue) -> GGUFField {
    GGUFField("tokenizer.ggml." + name, value)
  }

  private static func roles(
    _ reader: GGUFReader, addsBOS: Bool
  ) throws(GGUFError) -> TokenRoles {
    func id(_ name: String) -> Int32? {
      reader["tokenizer.ggml.\(name)_token_id"]?.integer.map { Int32(clamping: $0) }
    }
    return TokenRoles(
      bos: id("bos"), eos: id("eos"), eot: id("eot"), pad: id("padding"),
      addsBOS: try flag("add_bos_token", reader, otherwise: addsBOS),
      addsEOS: try flag("add_eos_token", reader, otherwise: false))
  }

  private static func flag(
    _ name: String, _ reader: GGUFReader, otherwise: Bool
  ) throws(GGUFError) -> Bool {
    let key = "tokenizer.ggml." + name
    return reader[key] == nil ? otherwise : try reader.bool(key)
  }
}
