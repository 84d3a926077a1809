/// What a token is for; the raw values are GGUF's `tokenizer.ggml.token_type`.
public enum TokenKind: Int32, Sendable {
  /// A byte or a merge of bytes.
  case normal = 1
  /// A mark such as `<plan>` that ordinary text can never produce.
  case control = 3
  /// A piece of text, such as a class name, that is always one token.
  case userDefined = 4
}

/// The tokens of a model: their bytes, their kinds, and ids both ways.
///
/// Invariants: ids run from 0 without gaps; no token is empty; no two tokens have the same bytes
/// or the same text in GGUF; control and user-defined tokens are UTF-8.
public struct Vocabulary: Sendable {
  /// The bytes of every token, by id.
  public let tokens: [[UInt8]]
  /// The kind of every token, by id.
  public let kinds: [TokenKind]
  private let numbers: ByteStringTable

  /// Takes tokens in the order of their ids.
  ///
  /// - Throws: ``TokenizerError`` for lists of different length, empty and repeated tokens, and
  ///   control or user-defined tokens that are not UTF-8.
  public init(tokens: [[UInt8]], kinds: [TokenKind]) throws(TokenizerError) {
    guard tokens.count == kinds.count else {
      throw .typeCountMismatch(tokens: tokens.count, types: kinds.count)
    }
    var numbers = ByteStringTable(minimumCapacity: tokens.count)
    for (id, token) in tokens.enumerated() {
      if token.isEmpty { throw .emptyToken(id: Int32(id)) }
      let number = token.withUnsafeBufferPointer { numbers.insert($0) }
      if number != id {
        let text = String(decoding: token, as: UTF8.self)
        throw .duplicateToken(first: Int32(number), second: Int32(id), text: text)
      }
    }
    self.tokens = tokens
    self.kinds = kinds
    self.numbers = numbers
    try checkAddedTokens()
  }

  /// The number of tokens, V.
  public var count: Int { tokens.count }

  /// The id of the token with these bytes, whatever its kind.
  public func id(of bytes: [UInt8]) -> Int32? {
    let number = bytes.withUnsafeBufferPointer { numbers.find($0) }
    return number < 0 ? nil : Int32(number)
  }

  /// The id of the token with this text, whatever its kind.
  public func id(of text: String) -> Int32? { id(of: Array(text.utf8)) }

  /// The ids of all tokens of one kind, ascending.
  public func ids(of kind: TokenKind) -> [Int32] {
    kinds.indices.filter { kinds[$0] == kind }.map { Int32($0) }
  }
}

extension Vocabulary: Equatable {
  /// Whether both have the same tokens and kinds in the same order.
  public static func == (left: Vocabulary, right: Vocabulary) -> Bool {
    left.tokens == right.tokens && left.kinds == right.kinds
  }
}

// MARK: - GGUF

extension Vocabulary {
  /// Control and user-defined tokens are written as their own text, which must come back as
  /// the same bytes and must not read like a normal token in the characters of ``ByteMapping``.
  private func checkAddedTokens() throws(TokenizerError) {
    for (id, token) in tokens.enumerated() where kinds[id] != .normal {
      let text = String(decoding: token, as: UTF8.self)
      guard text.utf8.elementsEqual(token) else {
        throw .unmappableToken(id: Int32(id), text: text)
      }
      guard let mapped = ByteMapping.bytes(of: text), let other = self.id(of: mapped) else {
        continue
      }
      if other != id, kinds[Int(other)] == .normal {
        throw .duplicateToken(
          first: min(other, Int32(id)), second: max(other, Int32(id)), text: text)
      }
    }
  }
}

extension Vocabulary {
  /// The tokens as GGUF writes them.
  ///
  /// Source: ggml-org/llama.cpp: src/llama-vocab.cpp (`token_to_piece`): normal tokens in the
  /// characters of ``ByteMapping``, control and user-defined tokens as their own text.
  public var ggufTokens: [String] {
    zip(tokens, kinds).map { token, kind in
      kind == .normal ? ByteMapping.text(of: token) : String(decoding: token, as: UTF8.self)
    }
  }

  /// Reads the tokens of a GGUF file.
  ///
  /// - Throws: ``TokenizerError`` for unknown types, unmappable, empty and repeated tokens.
  public init(ggufTokens: [String], tokenTypes: [Int32]) throws(TokenizerError) {
    guard ggufTokens.count == tokenTypes.count else {
      throw .typeCountMismatch(tokens: ggufTokens.count, types: tokenTypes.count)
    }
    var tokens: [[UInt8]] = []
    var kinds: [TokenKind] = []
    for (id, text) in ggufTokens.enumerated() {
      guard let kind = TokenKind(rawValue: tokenTypes[id]) else {
        throw .unknownTokenType(id: Int32(id), type: tokenTypes[id])
      }
      guard let bytes = kind == .normal ? ByteMapping.bytes(of: text) : Array(text.utf8) else {
        throw .unmappableToken(id: Int32(id), text: text)
      }
      tokens.append(bytes)
      kinds.append(kind)
    }
    try self.init(tokens: tokens, kinds: kinds)
  }
}
