// A set of byte strings that numbers them in the order of their arrival: an arena with all bytes
// and an open-addressing hash table of numbers. The hash is the same in every process and never
// reaches an output.

/// Byte strings, numbered from 0 in the order in which they were first added.
struct ByteStringTable: Sendable {
  private var arena: [UInt8] = []
  private var starts: [Int] = [0]
  private var slots: [Int32]

  init(minimumCapacity: Int = 16) {
    var capacity = 16
    while capacity < minimumCapacity * 2 { capacity *= 2 }
    slots = [Int32](repeating: -1, count: capacity)
  }

  var count: Int { starts.count - 1 }

  /// The bytes of string `number`.
  func range(of number: Int) -> Range<Int> { starts[number]..<starts[number + 1] }

  func bytes(of number: Int) -> ArraySlice<UInt8> { arena[range(of: number)] }

  /// The number of `string`, or -1.
  func find(_ string: UnsafeBufferPointer<UInt8>) -> Int {
    slots.withUnsafeBufferPointer { Int($0[slot(of: string, in: $0)]) }
  }

  /// The number of `string`, which is added when it is new.
  mutating func insert(_ string: UnsafeBufferPointer<UInt8>) -> Int {
    let slot = slots.withUnsafeBufferPointer { self.slot(of: string, in: $0) }
    if slots[slot] >= 0 { return Int(slots[slot]) }
    let number = count
    slots[slot] = Int32(number)
    arena.append(contentsOf: string)
    starts.append(arena.count)
    if count * 2 > slots.count { grow() }
    return number
  }

  /// The slot that holds `string`, or the free one where it belongs.
  private func slot(
    of string: UnsafeBufferPointer<UInt8>, in slots: UnsafeBufferPointer<Int32>
  ) -> Int {
    let mask = slots.count - 1
    var slot = Self.hash(string) & mask
    return arena.withUnsafeBufferPointer { arena in
      starts.withUnsafeBufferPointer { starts in
        while slots[slot] >= 0 {
          let start = starts[Int(slots[slot])]
          let length = starts[Int(slots[slot]) + 1] - start
          if length == string.count {
            var offset = 0
            while offset < length, arena[start + offset] == string[offset] { offset += 1 }
            if offset == length { return slot }
          }
          slot = (slot + 1) & mask
        }
        return slot
      }
    }
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    let mask = slots.count - 1
    arena.withUnsafeBufferPointer { arena in
      for number in 0..<count {
        var slot = Self.hash(UnsafeBufferPointer(rebasing: arena[range(of: number)])) & mask
        while slots[slot] >= 0 { slot = (slot + 1) & mask }
        slots[slot] = Int32(number)
      }
    }
  }

  /// FNV-1a with a final mix, because only the low bits are used.
  ///
  /// Source: Fowler, Noll and Vo, draft-eastlake-fnv.
  private static func hash(_ string: UnsafeBufferPointer<UInt8>) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in string { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    hash ^= hash >> 32
    return Int(truncatingIfNeeded: hash & 0x7FFF_FFFF)
  }
}
