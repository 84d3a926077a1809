import Testing

@testable import Sampling

@Suite struct SeededGeneratorTests {
  @Test("The sequence is SplitMix64's published one")
  func sequence() {
    var generator = SeededGenerator(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
    ]
    for value in expected {
      let next = generator.next()
      #expect(next == value)
    }
  }

  @Test("Units lie in [0, 1)")
  func units() {
    var generator = SeededGenerator(seed: 0)
    for _ in 0..<1000 {
      let unit = generator.nextUnit()
      #expect(unit >= 0 && unit < 1)
    }
  }
}
