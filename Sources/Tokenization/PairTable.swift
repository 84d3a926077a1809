// An open-addressing hash table from a pair of token ids to a number, several times faster than
// a Dictionary because its hash is one multiplication. Numbers are never removed.

/// Numbers for pairs of token ids.
struct PairTable: Sendable {
  private var keys: [UInt64]
  private var numbers: [Int32]
  private(set) var count = 0

  private static let free = UInt64.max

  init(minimumCapacity: Int = 16) {
    var capacity = 16
    while capacity < minimumCapacity * 2 { capacity *= 2 }
    keys = [UInt64](repeating: Self.free, count: capacity)
    numbers = [Int32](repeating: -1, count: capacity)
  }

  /// The number of the pair, or -1.
  @inline(__always)
  func number(of left: Int32, _ right: Int32) -> Int32 {
    let key = Self.key(left, right)
    return keys.withUnsafeBufferPointer { keys in
      let mask = keys.count - 1
      var slot = Self.hash(key) & mask
      while keys[slot] != key {
        if keys[slot] == Self.free { return -1 }
        slot = (slot + 1) & mask
      }
      return numbers.withUnsafeBufferPointer { $0[slot] }
    }
  }

  /// The number of the pair; `number` becomes it when the pair is new.
  mutating func insert(_ left: Int32, _ right: Int32, number: Int32) -> Int32 {
    let key = Self.key(left, right)
    let mask = keys.count - 1
    var slot = Self.hash(key) & mask
    while keys[slot] != key {
      if keys[slot] == Self.free {
        keys[slot] = key
        numbers[slot] = number
        count += 1
        if count * 2 > keys.count { grow() }
        return number
      }
      slot = (slot + 1) & mask
    }
    return numbers[slot]
  }

  private mutating func grow() {
    let (oldKeys, oldNumbers) = (keys, numbers)
    keys = [UInt64](repeating: Self.free, count: oldKeys.count * 2)
    numbers = [Int32](repeating: -1, count: oldKeys.count * 2)
    let mask = keys.count - 1
    for (old, key) in oldKeys.enumerated() where key != Self.free {
      var slot = Self.hash(key) & mask
      while keys[slot] != Self.free { slot = (slot + 1) & mask }
      keys[slot] = key
      numbers[slot] = oldNumbers[old]
    }
  }

  @inline(__always)
  private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  @inline(__always)
  private static func hash(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 33)
  }
}
