/// A small reproducible generator of random bits: SplitMix64.
///
/// Source: Steele, Lea and Flood, OOPSLA 2014 (doi:10.1145/2660193.2660195). One draw per call of
/// ``next()``; the whole state is one word, so that snapshots can carry it.
public struct SeededGenerator: RandomNumberGenerator, Equatable, Sendable {
  /// The state; equal states give equal sequences.
  public var state: UInt64

  /// Starts the sequence that belongs to `seed`.
  public init(seed: UInt64) { state = seed }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A uniform number in [0, 1) with 53 random bits; one draw.
  public mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
