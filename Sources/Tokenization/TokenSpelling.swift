// How tokens are written in GGUF. Normal tokens have a spelling of their own: byte-level
// vocabularies use the characters of `ByteMapping`, SentencePiece writes U+2581 for a space. Byte
// tokens are `<0x0A>` in both; all others stand as their own text.
//
// Source: ggml-org/llama.cpp: src/llama-vocab.cpp (`token_to_piece`).

/// The spelling of a vocabulary's normal tokens.
public enum TokenSpelling: Sendable {
  /// Bytes in the characters of ``ByteMapping``; `tokenizer.ggml.model` "gpt2".
  case byteLevel
  /// Text with U+2581 for each space; `tokenizer.ggml.model` "llama".
  case sentencePiece

  /// The bytes of a token, or `nil` when it is not spelled so.
  func bytes(of text: String, _ kind: TokenKind) -> [UInt8]? {
    switch (kind, self) {
    case (.normal, .byteLevel): ByteMapping.bytes(of: text)
    case (.normal, .sentencePiece):
      Array(text.utf8).withUnsafeBufferPointer { Self.unescaped($0, after: []) }
    case (.byte, _): Self.byte(of: text).map { [$0] }
    default: Array(text.utf8)
    }
  }

  /// The text of a token; the other way round.
  func text(of bytes: [UInt8], _ kind: TokenKind) -> String {
    switch (kind, self) {
    case (.normal, .byteLevel): ByteMapping.text(of: bytes)
    case (.normal, .sentencePiece):
      String(String.UnicodeScalarView(Self.scalars(bytes).map { $0 == " " ? "\u{2581}" : $0 }))
    case (.byte, _): "<0x" + Self.hexadecimal(bytes[0]) + ">"
    default: String(decoding: bytes, as: UTF8.self)
    }
  }

  /// The bytes after `prefix`, with a space for each U+2581.
  static func unescaped(_ bytes: UnsafeBufferPointer<UInt8>, after prefix: [UInt8]) -> [UInt8] {
    var result = prefix
    result.reserveCapacity(prefix.count + bytes.count)
    var start = 0
    var position = 0
    while position + 2 < bytes.count {
      if bytes[position] == 0xE2, bytes[position + 1] == 0x96, bytes[position + 2] == 0x81 {
        result.append(contentsOf: bytes[start..<position])
        result.append(0x20)
        position += 3
        start = position
      } else {
        position += 1
      }
    }
    result.append(contentsOf: bytes[start...])
    return result
  }

  private static func scalars(_ bytes: [UInt8]) -> String.UnicodeScalarView {
    String(decoding: bytes, as: UTF8.self).unicodeScalars
  }

  private static func byte(of text: String) -> UInt8? {
    guard text.utf8.count == 6, text.hasPrefix("<0x"), text.hasSuffix(">") else { return nil }
    return UInt8(text.dropFirst(3).dropLast(), radix: 16)
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
}

extension Vocabulary {
  /// The tokens as GGUF writes them.
  public func ggufTokens(_ spelling: TokenSpelling) -> [String] {
    zip(tokens, kinds).map { spelling.text(of: $0, $1) }
  }

  /// Reads the tokens of a GGUF file.
  ///
  /// - Throws: ``TokenizerError`` for unknown types, unmappable, empty and repeated tokens.
  public init(
    ggufTokens: [String], tokenTypes: [Int32], spelling: TokenSpelling = .byteLevel
  ) throws(TokenizerError) {
    guard ggufTokens.count == tokenTypes.count else {
      throw .typeCountMismatch(tokens: ggufTokens.count, types: tokenTypes.count)
    }
    var tokens: [[UInt8]] = []
    var kinds: [TokenKind] = []
    tokens.reserveCapacity(ggufTokens.count)
    kinds.reserveCapacity(ggufTokens.count)
    for (id, text) in ggufTokens.enumerated() {
      guard let kind = TokenKind(rawValue: tokenTypes[id]) else {
        throw .unknownTokenType(id: Int32(id), type: tokenTypes[id])
      }
      guard let bytes = spelling.bytes(of: text, kind) else {
        throw .unmappableToken(id: Int32(id), text: text)
      }
      tokens.append(bytes)
      kinds.append(kind)
    }
    try self.init(tokens: tokens, kinds: kinds)
  }
}
