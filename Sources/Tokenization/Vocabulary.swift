/// The tokens of a model: their bytes, their kinds, and ids both ways.
///
/// Invariants: ids run from 0 without gaps; no token is empty; no two tokens have the same bytes,
/// except a byte token and the token of the same character; no two have the same text in GGUF;
/// control and user-defined tokens are UTF-8.
public struct Vocabulary: Sendable {
  /// The bytes of every token, by id.
  public let tokens: [[UInt8]]
  /// The kind of every token, by id.
  public let kinds: [TokenKind]
  private let numbers: ByteStringTable
  /// The id of each distinct byte string, by its number in the table.
  private let idsOfNumbers: [Int32]

  /// Takes tokens in the order of their ids.
  ///
  /// - Throws: ``TokenizerError`` for lists of different length, empty and repeated tokens, and
  ///   control or user-defined tokens that are not UTF-8.
  public init(tokens: [[UInt8]], kinds: [TokenKind]) throws(TokenizerError) {
    guard tokens.count == kinds.count else {
      throw .typeCountMismatch(tokens: tokens.count, types: kinds.count)
    }
    var numbers = ByteStringTable(minimumCapacity: tokens.count)
    var ids: [Int32] = []
    ids.reserveCapacity(tokens.count)
    for (id, token) in tokens.enumerated() {
      if token.isEmpty { throw .emptyToken(id: Int32(id)) }
      let number = token.withUnsafeBufferPointer { numbers.insert($0) }
      if number == ids.count {
        ids.append(Int32(id))
        continue
      }
      let first = ids[number]
      guard (kinds[Int(first)] == .byte) != (kinds[id] == .byte) else {
        let text = String(decoding: token, as: UTF8.self)
        throw .duplicateToken(first: first, second: Int32(id), text: text)
      }
      if kinds[id] != .byte { ids[number] = Int32(id) }
    }
    self.tokens = tokens
    self.kinds = kinds
    self.numbers = numbers
    idsOfNumbers = ids
    try checkAddedTokens()
  }

  /// The number of tokens, V.
  public var count: Int { tokens.count }

  /// The id of the token with these bytes, whatever its kind; a byte token only when there is no
  /// other.
  public func id(of bytes: [UInt8]) -> Int32? {
    bytes.withUnsafeBufferPointer { id(of: $0) }
  }

  /// The id of the token with this text, whatever its kind.
  public func id(of text: String) -> Int32? { id(of: Array(text.utf8)) }

  /// The ids of all tokens of one kind, ascending.
  public func ids(of kind: TokenKind) -> [Int32] {
    kinds.indices.filter { kinds[$0] == kind }.map { Int32($0) }
  }

  func id(of bytes: UnsafeBufferPointer<UInt8>) -> Int32? {
    let number = numbers.find(bytes)
    return number < 0 ? nil : idsOfNumbers[number]
  }

  /// The id of the normal token with these bytes.
  func normalID(of bytes: UnsafeBufferPointer<UInt8>) -> Int32? {
    guard let id = id(of: bytes), kinds[Int(id)] == .normal else { return nil }
    return id
  }

  /// The bytes of `ids`; an id outside the vocabulary becomes U+FFFD.
  func bytes(of ids: some Sequence<Int32>) -> [UInt8] {
    var bytes: [UInt8] = []
    for id in ids {
      if id >= 0, id < tokens.count {
        bytes.append(contentsOf: tokens[Int(id)])
      } else {
        bytes.append(contentsOf: [0xEF, 0xBF, 0xBD])
      }
    }
    return bytes
  }

  /// The tokens of the kinds that `isIncluded` names, for ``AddedTokens``.
  func entries(where isIncluded: (TokenKind) -> Bool) -> [(bytes: [UInt8], value: Int32)] {
    tokens.indices.filter { isIncluded(kinds[$0]) }.map { (tokens[$0], Int32($0)) }
  }
}

extension Vocabulary: Equatable {
  /// Whether both have the same tokens and kinds in the same order.
  public static func == (left: Vocabulary, right: Vocabulary) -> Bool {
    left.tokens == right.tokens && left.kinds == right.kinds
  }
}

extension Vocabulary {
  /// Control and user-defined tokens are written as their own text, which must come back as
  /// the same bytes and must not read like a normal token in the characters of ``ByteMapping``.
  private func checkAddedTokens() throws(TokenizerError) {
    for (id, token) in tokens.enumerated() where kinds[id] != .normal && kinds[id] != .byte {
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
