public import Sampling

/// Plays sampling settings against a reference and says which one to use.
public struct SamplingContest {
  /// What a setting brought on a sample.
  public struct Outcome: Equatable, Sendable {
    /// How well the first answer matches gold, in [0, 1].
    public var score: Double
    /// The metric that ranking gave it without gold, in [0, 1].
    public var agreement: Double

    /// Gathers both.
    public init(score: Double, agreement: Double) {
      self.score = score
      self.agreement = agreement
    }
  }

  /// The setting the others are held against.
  public let reference: SamplingSetting
  /// The others with what they brought.
  public private(set) var arms: [TunedSampling.Arm]
  private var tuning: PairedTuning
  private var references: [PairedTuning.Place: Outcome] = [:]

  /// Begins, or goes on with arms that have records.
  public init(
    reference: SamplingSetting, arms: [TunedSampling.Arm], samples: Int, seed: UInt64
  ) {
    self.reference = reference
    self.arms = arms
    tuning = PairedTuning(arms.map(\.score), samples: samples, seed: seed)
  }

  /// Pulls made so far, earlier ones counted.
  public var pulls: Int { tuning.pulls }

  /// Pulls until there are so many.
  ///
  /// - Parameters:
  ///   - count: The number of all pulls at the end.
  ///   - outcome: Plays a setting; asked once for the reference at each place.
  /// - Throws: What `outcome` throws.
  public mutating func play(
    until count: Int,
    outcome: (SamplingSetting, PairedTuning.Place) throws -> Outcome
  ) rethrows {
    while tuning.pulls < count {
      try tuning.pull { arm, place in
        let known = try references[place] ?? outcome(reference, place)
        references[place] = known
        let tried = try outcome(arms[arm].setting, place)
        arms[arm].agreement.add((1 + tried.agreement - known.agreement) / 2)
        return tried.score - known.score
      }
    }
    for arm in arms.indices { arms[arm].score = tuning.bandit.arms[arm] }
  }

  /// The setting to use: the best one when it is better than the reference with at least this
  /// probability, else the reference.
  public func winner(atLeast confidence: Double) -> SamplingSetting {
    tuning.winner(atLeast: confidence).map { arms[$0].setting } ?? reference
  }

  /// What was found out, in one sentence that begins with what was tried.
  public func reason(_ tried: String, atLeast confidence: Double) -> String {
    let best = tuning.bandit.best
    let chance = Int((tuning.probabilityOfGain(best) * 100).rounded())
    let gain = (tuning.gain(of: best) * 1000).rounded() / 1000
    let kept = winner(atLeast: confidence) == reference
    return "\(tried): after \(pulls) pulls the best other setting is \(arms[best].setting), which"
      + " gains \(gain) over \(reference) and is better with probability \(chance) %; needed are"
      + " \(Int((confidence * 100).rounded())) %, so \(kept ? "the latter" : "it") is used."
  }
}

extension SamplingSetting: CustomStringConvertible {
  /// The three numbers.
  public var description: String {
    "temperature \(temperature), top-p \(topP), step \(temperatureStep)"
  }
}
