import Evaluation
import TestSupport
import Testing

@Suite struct BootstrapTests {
  private func bootstrap(_ count: Int, draws: Int = 2_000, seed: UInt64 = 7) -> Bootstrap {
    var generator = TestGenerator(state: seed)
    return Bootstrap(sampleCount: count, draws: draws, using: &generator)
  }

  @Test func `The same seed gives the same interval`() {
    let values: [Double?] = (0..<40).map { Double($0 % 7) / 6 }
    #expect(bootstrap(40).estimate(values) == bootstrap(40).estimate(values))
  }

  @Test func `Equal values have an interval without width`() {
    let estimate = bootstrap(9).estimate(Array(repeating: 0.25, count: 9))
    #expect(estimate == Estimate(mean: 0.25, low: 0.25, high: 0.25, count: 9))
  }

  @Test func `Half ones among 100 lie near the binomial interval`() throws {
    // Normal approximation: 0.5 ± 1.96 · 0.05; the bootstrap steps by 0.01.
    let values: [Double?] = (0..<100).map { $0 % 2 == 0 ? 1 : 0 }
    let estimate = try #require(bootstrap(100).estimate(values))
    #expect(estimate.mean == 0.5)
    #expect(abs(estimate.low - 0.40) <= 0.015 && abs(estimate.high - 0.60) <= 0.015)
  }

  @Test func `Samples without value count neither in the mean nor in the interval`() {
    var values: [Double?] = Array(repeating: nil, count: 20)
    values[3] = 1
    #expect(
      bootstrap(20).estimate(values) == Estimate(mean: 1, low: 1, high: 1, count: 1))
    values[4] = 0
    let estimate = bootstrap(20).estimate(values)
    #expect(estimate == Estimate(mean: 0.5, low: 0, high: 1, count: 2))
  }

  @Test func `No value at all has no estimate`() {
    #expect(bootstrap(3).estimate([nil, nil, nil]) == nil)
    #expect(bootstrap(0).estimate([]) == nil)
  }

  @Test func `The interval holds the mean for values of any kind`() throws {
    try forAll(count: 20) { generator in
      (0..<30).map { _ in Double.random(in: 0...1, using: &generator) }
    } law: { values in
      let estimate = try #require(bootstrap(30, draws: 400).estimate(values))
      #expect(estimate.low <= estimate.mean && estimate.mean <= estimate.high)
    }
  }
}
