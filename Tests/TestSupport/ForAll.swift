/// Runs `law` for `count` generated cases and reports the seed of the first that throws.
///
/// The n-th case is made from `seed + n` alone, so one case can be repeated by itself.
public func forAll<Case>(
  seed: UInt64 = 1, count: Int = 200, _ make: (inout TestGenerator) -> Case,
  law: (Case) throws -> Void
) throws {
  for number in 0..<count {
    var generator = TestGenerator(state: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
    let value = make(&generator)
    do {
      try law(value)
    } catch {
      throw LawBroken(caseNumber: number, seed: seed, value: "\(value)", reason: "\(error)")
    }
  }
}

/// A law that failed, with what is needed to repeat the case.
public struct LawBroken: Error, CustomStringConvertible {
  /// Position of the case in the run.
  public let caseNumber: Int
  /// The run's seed.
  public let seed: UInt64
  /// The case as text.
  public let value: String
  /// What the law threw.
  public let reason: String

  /// One sentence with seed and case.
  public var description: String {
    "case \(caseNumber) of seed \(seed) breaks the law: \(reason)\n  \(value.prefix(2000))"
  }
}

/// The generator of test cases: SplitMix64, independent of the product's own.
public struct TestGenerator: RandomNumberGenerator {
  /// The whole state.
  public var state: UInt64

  /// Starts from `state`.
  public init(state: UInt64) { self.state = state }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
