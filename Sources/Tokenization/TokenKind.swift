/// What a token is for; the raw values are GGUF's `tokenizer.ggml.token_type`.
///
/// Source: ggml-org/llama.cpp: include/llama.h (`llama_token_type`).
public enum TokenKind: Int32, Sendable {
  /// A byte or a merge of bytes.
  case normal = 1
  /// The one token for what the vocabulary cannot write.
  case unknown = 2
  /// A mark such as `<plan>` that ordinary text can never produce.
  case control = 3
  /// A piece of text, such as a class name, that is always one token.
  case userDefined = 4
  /// A place without a meaning, which fills a vocabulary up.
  case unused = 5
  /// One byte of a character that has no token of its own: `<0x0A>`.
  case byte = 6

  /// Whether the token's bytes are text that a model may write.
  public var isText: Bool {
    switch self {
    case .normal, .userDefined, .byte: true
    case .unknown, .control, .unused: false
    }
  }
}
