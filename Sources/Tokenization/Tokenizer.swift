/// Text to token ids and back.
///
/// Immutable, so that workers share one. ``TokenizerState/makeTokenizer()`` gives the one that a
/// model file asks for.
public protocol Tokenizer: Sendable {
  /// The tokens.
  var vocabulary: Vocabulary { get }
  /// The ids of marks and of the beginning, end and padding.
  var specialTokens: SpecialTokens { get }

  /// Appends the token ids of any bytes, UTF-8 or not, to `ids`.
  ///
  /// With `allowingControlTokens` the names of control tokens become these tokens. Leave it
  /// `false` for text from users, files and models: "<plan>" is then ordinary bytes.
  func encode(
    _ bytes: UnsafeBufferPointer<UInt8>, allowingControlTokens: Bool, into ids: inout [Int32])

  /// The bytes of `ids`, control tokens as their names.
  ///
  /// An id outside the vocabulary becomes U+FFFD, so that the fault shows and nothing traps.
  func decode(_ ids: [Int32]) -> [UInt8]
}

extension Tokenizer {
  /// The token ids of `text`, without beginning and end.
  public func encode(_ text: String, allowingControlTokens: Bool = false) -> [Int32] {
    var text = text
    return text.withUTF8 { encode($0, allowingControlTokens) }
  }

  /// The token ids of any bytes, UTF-8 or not; otherwise as for text.
  public func encode(bytes: [UInt8], allowingControlTokens: Bool = false) -> [Int32] {
    bytes.withUnsafeBufferPointer { encode($0, allowingControlTokens) }
  }

  /// The text of `ids`; bytes that are not UTF-8 become U+FFFD.
  public func decodeText(_ ids: [Int32]) -> String {
    String(decoding: decode(ids), as: UTF8.self)
  }

  private func encode(
    _ bytes: UnsafeBufferPointer<UInt8>, _ allowingControlTokens: Bool
  ) -> [Int32] {
    var ids: [Int32] = []
    ids.reserveCapacity(bytes.count / 3)
    encode(bytes, allowingControlTokens: allowingControlTokens, into: &ids)
    return ids
  }
}

extension TokenizerState {
  /// The tokenizer that the values describe.
  ///
  /// - Throws: ``TokenizerError`` for anything that does not fit together.
  public func makeTokenizer() throws(TokenizerError) -> any Tokenizer {
    switch model {
    case .bytePair: try BytePairTokenizer(self)
    case .sentencePiece: try SentencePieceTokenizer(self)
    }
  }
}
