/// Plays settings against a reference on the same samples and finds out which is better.
///
/// A pull tries one setting on one sample; its reward is (1 + its score - the reference's) / 2,
/// both scores in [0, 1] and from the same sample and seed. Samples differ far more than settings
/// do, so without the pairing ten times as many pulls would be needed. The reference itself is the
/// level 1/2 and needs no pull of its own.
///
/// Each setting goes through the samples in the same shuffled order, round after round with new
/// seeds. Everything follows from seed and records: pulls that are stopped and taken up again give
/// what they would have given at once.
public struct PairedTuning: Equatable, Sendable {
  /// One try: which sample, and the how-manieth time it is gone through, from 0.
  public struct Place: Hashable, Sendable {
    /// The sample.
    public let sample: Int
    /// The round, part of the seed.
    public let round: Int
  }

  /// The level that the reference has.
  public static let referenceLevel = 0.5
  /// Rewards are expected at the reference's level with a spread of 0.1.
  ///
  /// Settings change the mean of two F1 by about 0.2, half of which counts. The expectation is
  /// worth four pulls, so that luck in the first few convinces nobody.
  public static let prior = ArmPrior(mean: referenceLevel, pulls: 4, spread: 0.1)

  /// The settings' records.
  public private(set) var bandit: ThompsonBandit
  private let seed: UInt64
  private let order: [Int]

  /// Takes up the records of the settings.
  public init(_ records: [ArmRecord], samples: Int, seed: UInt64) {
    precondition(samples > 0, "there is no sample to play")
    bandit = ThompsonBandit(records, prior: Self.prior)
    self.seed = seed
    var generator = SeededGenerator(seed: seed)
    var order = Array(0..<samples)
    for last in order.indices.dropFirst().reversed() {
      let other = Int(generator.next().multipliedFullWidth(by: UInt64(last + 1)).high)
      order.swapAt(last, other)
    }
    self.order = order
  }

  /// All pulls so far.
  public var pulls: Int { bandit.arms.reduce(0) { $0 + $1.pulls } }

  /// Makes one pull.
  ///
  /// - Parameter gain: The score of a setting at a place, less the reference's there.
  /// - Throws: What `gain` throws; then nothing is learned.
  public mutating func pull(
    _ gain: (_ arm: Int, _ place: Place) throws -> Double
  ) rethrows {
    var generator = SeededGenerator(seed: seed &+ UInt64(pulls + 1) &* 0x2545_F491_4F6C_DD1D)
    let arm = bandit.choice(using: &generator)
    let count = bandit.arms[arm].pulls
    let place = Place(sample: order[count % order.count], round: count / order.count)
    bandit.learn((1 + (try gain(arm, place))) / 2, of: arm)
  }

  /// How probable it is that a setting is better than the reference.
  public func probabilityOfGain(_ arm: Int) -> Double {
    var generator = SeededGenerator(seed: seed ^ UInt64(arm + 1))
    return bandit.probability(of: arm, above: Self.referenceLevel, using: &generator)
  }

  /// The mean gain in score believed in.
  public func gain(of arm: Int) -> Double { 2 * bandit.mean(of: arm) - 1 }

  /// The setting to use instead of the reference: the best one, when it is better with at least
  /// this probability.
  public func winner(atLeast probability: Double) -> Int? {
    let best = bandit.best
    return gain(of: best) > 0 && probabilityOfGain(best) >= probability ? best : nil
  }
}
