import Testing

@testable import Sampling

@Suite struct ThompsonBanditTests {
  private static let prior = ArmPrior(mean: 0.5, pulls: 4, spread: 0.1)

  @Test func `A record holds count, mean and squares`() {
    var record = ArmRecord()
    for reward in [0.2, 0.4, 0.9] { record.add(reward) }
    #expect(record.pulls == 3)
    #expect(abs(record.mean - 0.5) < 1e-12)
    #expect(abs(record.squares - 0.26) < 1e-12)
  }

  @Test func `The mean believed in is drawn towards the expectation`() {
    let bandit = ThompsonBandit(
      [ArmRecord(), ArmRecord(pulls: 4, mean: 0.7, squares: 0.01)], prior: Self.prior)
    #expect(bandit.mean(of: 0) == 0.5)
    #expect(abs(bandit.mean(of: 1) - 0.6) < 1e-12)
    #expect(bandit.best == 1)
  }

  @Test func `Probabilities are those of the Student distribution`() {
    // Posterior: pulls 8, shape 3, rate 0.01 + 0.02 / 2 + 4 · 4 · 0.04 / 16 = 0.06, mean 0.6; so
    // (mean - 0.6) / √(0.06 / (3 · 8)) is Student's t with 6 degrees: P(t > -2) = 0.95379.
    let bandit = ThompsonBandit(
      [ArmRecord(pulls: 4, mean: 0.7, squares: 0.02)], prior: Self.prior)
    var generator = SeededGenerator(seed: 1)
    let measured = bandit.probability(of: 0, above: 0.5, draws: 40_000, using: &generator)
    #expect(abs(measured - 0.95379) < 0.005)
  }

  @Test func `The best arm is pulled most and found`() {
    let means = [0.45, 0.5, 0.56, 0.48]
    for seed in UInt64(0)..<20 {
      var bandit = ThompsonBandit(
        [ArmRecord](repeating: ArmRecord(), count: 4), prior: Self.prior)
      var generator = SeededGenerator(seed: seed)
      for _ in 0..<400 {
        let arm = bandit.choice(using: &generator)
        bandit.learn(means[arm] + 0.1 * generator.nextNormal(), of: arm)
      }
      #expect(bandit.best == 2, "seed \(seed)")
      #expect(bandit.arms[2].pulls > 200, "seed \(seed)")
      #expect(abs(bandit.mean(of: 2) - 0.56) < 0.03, "seed \(seed)")
    }
  }

  @Test func `Equal arms are all tried`() {
    var bandit = ThompsonBandit([ArmRecord](repeating: ArmRecord(), count: 5), prior: Self.prior)
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<300 { bandit.learn(0.5, of: bandit.choice(using: &generator)) }
    #expect(bandit.arms.allSatisfy { $0.pulls > 30 })
  }

  @Test func `Equal records and seeds give equal choices`() {
    let bandit = ThompsonBandit(
      [ArmRecord(pulls: 3, mean: 0.4, squares: 0.1), ArmRecord()], prior: Self.prior)
    var (one, two) = (SeededGenerator(seed: 3), SeededGenerator(seed: 3))
    for _ in 0..<50 { #expect(bandit.choice(using: &one) == bandit.choice(using: &two)) }
  }
}
