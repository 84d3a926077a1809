/// A 64-bit checksum over words, for damage and mix-ups, not against forgery.
///
/// h = rotate(h ⊕ word, 29) · odd constant, in order; FNV-1a's shape on words instead of bytes, so
/// that a snapshot of 100 MB takes a tenth of a second.
struct WordHash {
  /// The checksum so far.
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ word: UInt64) {
    let mixed = value ^ word
    value = ((mixed << 29) | (mixed >> 35)) &* 0x9E37_79B9_7F4A_7C15
  }

  /// Adds whole little-endian words; a rest shorter than a word is filled with zeros.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    let words = bytes.count / 8
    for word in 0..<words {
      add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self)))
    }
    var rest: UInt64 = 0
    for (place, byte) in bytes[(words * 8)...].enumerated() { rest |= UInt64(byte) << (8 * place) }
    if words * 8 < bytes.count { add(rest) }
  }
}
