import Testing

@testable import Sampling

@Suite struct RandomDrawsTests {
  /// The largest distance between the shares of draws and the distribution function; above
  /// 1.95 / √n with probability 0.001 for a right generator (Kolmogorov).
  private func distance(_ draws: [Double], _ distribution: (Double) -> Double) -> Double {
    let count = Double(draws.count)
    return draws.sorted().enumerated().reduce(0) { worst, draw in
      let wanted = distribution(draw.element)
      let place = Double(draw.offset)
      return max(worst, abs(wanted - place / count), abs((place + 1) / count - wanted))
    }
  }

  @Test func `normal numbers follow the normal distribution`() {
    var generator = SeededGenerator(seed: 5)
    let draws = (0..<20_000).map { _ in generator.nextNormal() }
    // 1 / (1 + exp(-1.5976 x - 0.070566 x³)) is within 0.00014 of the distribution function
    // (Bowling et al., JIEM 2(1), 2009).
    let worst = distance(draws) { x in
      let power = 1.5976 * x + 0.070566 * x * x * x
      let small = Exponential.exp(-abs(power))
      return power > 0 ? 1 / (1 + small) : small / (1 + small)
    }
    #expect(worst < 1.95 / 20_000.0.squareRoot() + 0.00014)
  }

  @Test func `gamma numbers of whole shapes follow the gamma distribution`() {
    for shape in [1, 2, 9] {
      var generator = SeededGenerator(seed: UInt64(shape))
      let draws = (0..<20_000).map { _ in generator.nextGamma(shape: Double(shape)) }
      // For whole shapes 1 - exp(-x) Σ xⁱ / i! over i below the shape.
      let worst = distance(draws) { x in
        var (sum, term) = (0.0, 1.0)
        for power in 1...shape {
          sum += term
          term *= x / Double(power)
        }
        return 1 - Exponential.exp(-x) * sum
      }
      #expect(worst < 1.95 / 20_000.0.squareRoot(), "shape \(shape)")
    }
  }

  @Test func `equal seeds give equal bits`() {
    var (one, two) = (SeededGenerator(seed: 3), SeededGenerator(seed: 3))
    for _ in 0..<100 {
      #expect(one.nextNormal().bitPattern == two.nextNormal().bitPattern)
      #expect(one.nextGamma(shape: 2.5).bitPattern == two.nextGamma(shape: 2.5).bitPattern)
    }
  }
}
