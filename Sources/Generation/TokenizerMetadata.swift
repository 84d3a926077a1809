public import Tokenization
public import Transformer

/// The tokenizer as GGUF metadata, and back: Tokenization and Transformer know nothing of each
/// other, so the hand-over happens here.
///
/// Source: ggml-org/ggml: docs/gguf.md, tokenizer keys.
public enum TokenizerMetadata {
  /// The fields that carry `state`.
  public static func fields(_ state: TokenizerState) -> [GGUFField] {
    var fields = [
      GGUFField("tokenizer.ggml.model", .string("gpt2")),
      GGUFField("tokenizer.ggml.pre", .string(state.preTokenizer)),
      GGUFField("tokenizer.ggml.tokens", .array(.string(state.tokens))),
      GGUFField("tokenizer.ggml.token_type", .array(.int32(state.tokenTypes))),
      GGUFField("tokenizer.ggml.merges", .array(.string(state.merges))),
      GGUFField("tokenizer.ggml.add_bos_token", .bool(false)),
    ]
    for (key, id) in [("bos", state.bos), ("eos", state.eos), ("padding", state.pad)] {
      if let id { fields.append(GGUFField("tokenizer.ggml.\(key)_token_id", .uint32(UInt32(id)))) }
    }
    return fields
  }

  /// The tokenizer of a model file.
  ///
  /// - Throws: ``GGUFError`` when a key is missing or of another type.
  public static func state(_ reader: GGUFReader) throws(GGUFError) -> TokenizerState {
    func id(_ name: String) -> Int32? {
      reader["tokenizer.ggml.\(name)_token_id"]?.integer.map { Int32(clamping: $0) }
    }
    return TokenizerState(
      tokens: try reader.strings("tokenizer.ggml.tokens"),
      tokenTypes: try reader.integers("tokenizer.ggml.token_type").map { Int32(clamping: $0) },
      merges: try reader.strings("tokenizer.ggml.merges"),
      preTokenizer: try reader.string("tokenizer.ggml.pre"), bos: id("bos"), eos: id("eos"),
      pad: id("padding"))
  }
}
