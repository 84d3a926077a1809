/// What is believed of an arm before its first reward: a normal-gamma distribution.
///
/// Source: Murphy, Conjugate Bayesian analysis of the Gaussian distribution (2007), section 3.
public struct ArmPrior: Equatable, Sendable {
  /// The mean reward expected.
  public var mean: Double
  /// How many rewards this expectation is worth.
  public var pulls: Double
  /// The spread of rewards expected, as a standard deviation.
  public var spread: Double
  /// Half of how many rewards the spread is worth, at least 1.
  public var shape: Double

  /// Describes an expectation.
  public init(mean: Double, pulls: Double, spread: Double, shape: Double = 1) {
    precondition(pulls > 0 && spread > 0 && shape >= 1, "an expectation needs weight and spread")
    self.mean = mean
    self.pulls = pulls
    self.spread = spread
    self.shape = shape
  }
}

/// The rewards of one arm, as far as a posterior needs them.
public struct ArmRecord: Equatable, Sendable {
  /// How many there were.
  public private(set) var pulls: Int
  /// Their mean; 0 for none.
  public private(set) var mean: Double
  /// The sum of their squared distances from the mean.
  public private(set) var squares: Double

  /// Takes up what was recorded before.
  public init(pulls: Int = 0, mean: Double = 0, squares: Double = 0) {
    precondition(pulls >= 0 && squares >= 0, "\(pulls) rewards with squares \(squares)")
    self.pulls = pulls
    self.mean = mean
    self.squares = squares
  }

  /// Adds a reward.
  ///
  /// Source: Welford, Technometrics 4(3), 1962.
  public mutating func add(_ reward: Double) {
    pulls += 1
    let before = reward - mean
    mean += before / Double(pulls)
    squares += before * (reward - mean)
  }
}

/// Chooses among settings by the rewards they brought: Thompson sampling.
///
/// Each choice draws a mean reward for every arm from what is believed of it and takes the highest,
/// so that an arm is tried as often as it may still be the best one. Rewards are taken as normal
/// with unknown mean and variance, since means of F1 are no coin tosses: a Beta posterior would
/// believe in twice to five times their spread.
///
/// Deterministic: the same records and the same generator give the same choice.
/// Source: Thompson, Biometrika 25, 1933; Honda and Takemura, AISTATS 2014 (normal rewards).
public struct ThompsonBandit: Equatable, Sendable {
  /// What is believed of every arm at first.
  public let prior: ArmPrior
  /// What the arms brought.
  public private(set) var arms: [ArmRecord]

  /// Takes up the records of arms.
  public init(_ arms: [ArmRecord], prior: ArmPrior) {
    precondition(!arms.isEmpty, "there is no arm to choose")
    self.arms = arms
    self.prior = prior
  }

  /// The arm to try next, the first among equals; draws for each arm in turn.
  public func choice(using generator: inout SeededGenerator) -> Int {
    var best = (arm: 0, mean: -Double.infinity)
    for arm in arms.indices {
      let mean = drawnMean(of: arm, using: &generator)
      if mean > best.mean { best = (arm, mean) }
    }
    return best.arm
  }

  /// Tells what the last pull of an arm brought.
  public mutating func learn(_ reward: Double, of arm: Int) { arms[arm].add(reward) }

  /// The mean reward now believed in: the arm's own, drawn towards the expectation.
  public func mean(of arm: Int) -> Double { posterior(of: arm).mean }

  /// The arm with the highest mean believed in, the first among equals.
  public var best: Int {
    arms.indices.max { (mean(of: $0), $1) < (mean(of: $1), $0) } ?? 0
  }

  /// How probable it is that the arm's mean reward lies above `level`, from `draws` draws.
  public func probability(
    of arm: Int, above level: Double, draws: Int = 10_000, using generator: inout SeededGenerator
  ) -> Double {
    var count = 0
    for _ in 0..<draws where drawnMean(of: arm, using: &generator) > level { count += 1 }
    return Double(count) / Double(draws)
  }

  // MARK: - Belief

  private func drawnMean(of arm: Int, using generator: inout SeededGenerator) -> Double {
    let belief = posterior(of: arm)
    let precision = generator.nextGamma(shape: belief.shape) / belief.rate
    return belief.mean + generator.nextNormal() / (belief.pulls * precision).squareRoot()
  }

  /// The normal-gamma posterior: Murphy (2007), equations 86 to 89.
  private func posterior(
    of arm: Int
  ) -> (mean: Double, pulls: Double, shape: Double, rate: Double) {
    let record = arms[arm]
    let count = Double(record.pulls)
    let pulls = prior.pulls + count
    let distance = record.mean - prior.mean
    let rate =
      prior.shape * prior.spread * prior.spread + record.squares / 2
      + prior.pulls * count * distance * distance / (2 * pulls)
    return (
      (prior.pulls * prior.mean + count * record.mean) / pulls, pulls, prior.shape + count / 2, rate
    )
  }
}
