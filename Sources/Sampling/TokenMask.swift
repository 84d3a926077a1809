/// A set of token ids below V, one bit each.
public struct TokenMask: Equatable, Sendable {
  /// The number of tokens in the vocabulary, V.
  public let capacity: Int
  /// 64 tokens a word, the lowest id in the lowest bit; bits from `capacity` on are 0.
  private var words: [UInt64]

  /// An empty set over `capacity` tokens.
  public init(capacity: Int) {
    precondition(capacity >= 0, "a mask over \(capacity) tokens cannot be")
    self.capacity = capacity
    words = [UInt64](repeating: 0, count: (capacity + 63) / 64)
  }

  /// The number of tokens in the set.
  public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Whether no token is in the set.
  public var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// The only token, or `nil` when there are none or several.
  public var single: Int32? {
    var found: Int32?
    for (index, word) in words.enumerated() where word != 0 {
      if found != nil || word & (word - 1) != 0 { return nil }
      found = Int32(index * 64 + word.trailingZeroBitCount)
    }
    return found
  }

  /// The tokens in ascending order.
  public var tokens: [Int32] {
    var tokens: [Int32] = []
    forEach { tokens.append($0) }
    return tokens
  }

  /// Whether `token` is in the set; `false` for ids outside the vocabulary.
  public func contains(_ token: Int32) -> Bool {
    guard token >= 0, token < capacity else { return false }
    return words[Int(token) >> 6] >> UInt64(token & 63) & 1 == 1
  }

  /// Puts `token` into the set.
  public mutating func insert(_ token: Int32) {
    checkRange(token)
    words[Int(token) >> 6] |= 1 << UInt64(token & 63)
  }

  /// Puts all of `tokens` into the set.
  public mutating func insert(contentsOf tokens: [Int32]) {
    for token in tokens { insert(token) }
  }

  /// Takes `token` out of the set.
  public mutating func remove(_ token: Int32) {
    checkRange(token)
    words[Int(token) >> 6] &= ~(1 << UInt64(token & 63))
  }

  /// Takes all tokens out of the set, keeping its memory.
  public mutating func removeAll() {
    for index in words.indices { words[index] = 0 }
  }

  /// Puts every token of the vocabulary into the set.
  public mutating func insertAll() {
    for index in words.indices { words[index] = UInt64.max }
    if capacity % 64 != 0 { words[words.count - 1] = (1 << UInt64(capacity % 64)) - 1 }
  }

  /// Adds the tokens of `other`, which has the same capacity.
  public mutating func formUnion(_ other: TokenMask) {
    checkCapacity(other)
    for index in words.indices { words[index] |= other.words[index] }
  }

  /// Keeps only tokens that `other`, which has the same capacity, has too.
  public mutating func formIntersection(_ other: TokenMask) {
    checkCapacity(other)
    for index in words.indices { words[index] &= other.words[index] }
  }

  /// Calls `body` with every token, ascending.
  public func forEach(_ body: (Int32) -> Void) {
    for (index, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        body(Int32(index * 64 + rest.trailingZeroBitCount))
        rest &= rest - 1
      }
    }
  }

  private func checkRange(_ token: Int32) {
    precondition(
      token >= 0 && token < capacity, "token \(token) is outside a mask over \(capacity) tokens")
  }

  private func checkCapacity(_ other: TokenMask) {
    precondition(
      capacity == other.capacity,
      "a mask over \(capacity) tokens cannot be combined with one over \(other.capacity)")
  }
}
