/// One prompt with the settings that decide its workflows.
public struct GenerationRequest: Equatable, Sendable {
  /// The wish.
  public var prompt: String
  /// What is not wanted.
  public var negative = ""
  /// What seeds derive from: the job's key.
  public var key: [UInt8]
  /// Answers sampled per attempt.
  public var answers = 8
  /// Answers published.
  public var keep = 3
  /// Rounds of sampling at most.
  public var attempts = 3
  /// Below this metric another round follows.
  public var retryBelow = 0.6
  /// Temperature of the first round.
  public var temperature: Float = 0.7
  /// What each further round adds to the temperature.
  public var temperatureStep = RetryPolicy.temperatureStep
  /// Nucleus.
  public var topP: Float = 0.95
  /// Longest answer in tokens.
  public var maximumTokens = 1_200
  /// The seed written into workflows; derived from the key when `nil`.
  public var workflowSeed: Int?
  /// The number of the first round; later runs of a job go on counting, so seeds are new.
  public var firstAttempt = 1

  /// Describes a wish with default settings.
  public init(prompt: String, key: [UInt8]) {
    self.prompt = prompt
    self.key = key
  }

  /// The temperature of a round, counted from 1.
  public func temperature(round: Int) -> Float {
    RetryPolicy.temperature(temperature, step: temperatureStep, attempt: round)
  }
}

/// How a further round differs from the first.
///
/// Source: PAPER.md 12.5 (retry) and 5 (widening).
public struct RetryPolicy: Sendable {
  /// Likeliest class types offered in each round; later rounds keep the last number.
  ///
  /// Measured, see `Jobs/LOG.md`: a longer list holds more of the nodes wanted, but the model,
  /// which learned with few others beside them, then also uses more of those not wanted.
  public static let offered = [16, 24, 40]
  /// What each round adds to the temperature, where nothing else is said.
  public static let temperatureStep: Float = 0.15

  /// The number of likeliest class types offered in round `attempt`, counted from 1.
  public static func candidates(attempt: Int) -> Int {
    offered[min(max(attempt, 1), offered.count) - 1]
  }

  /// The temperature of round `attempt`, counted from 1; at least 0, at most 1.2.
  public static func temperature(
    _ base: Float, step: Float = temperatureStep, attempt: Int
  ) -> Float {
    max(0, min(1.2, base + step * Float(max(attempt, 1) - 1)))
  }
}
