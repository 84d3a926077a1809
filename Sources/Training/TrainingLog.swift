/// Writes a run's numbers as JSON Lines, one object per line, through a closure.
///
/// A step: `{"step":12,"epoch":0.31,"loss":2.5,"learningRate":0.001,"gradientNorm":0.8,
/// "tokensPerSecond":1900,"elapsedSeconds":31.5}`; a measurement on held-out examples:
/// `{"step":100,"heldOutLoss":2.4,"elapsedSeconds":240.1}`. Losses are per response token in nats.
/// A step of reinforcement learning: see ``PolicyStep``.
public struct TrainingLog {
  /// What one step did.
  public struct Step: Equatable, Sendable {
    /// The step's number; the first is 1.
    public var step: Int
    /// Epochs done after this step, with a fraction.
    public var epoch: Double
    /// The batch's loss per response token, before the update.
    public var loss: Double
    /// The rate of this step.
    public var learningRate: Double
    /// The gradient's norm before clipping.
    public var gradientNorm: Double
    /// Input tokens per second of this step.
    public var tokensPerSecond: Double
    /// Seconds since the trainer began, earlier runs not counted.
    public var elapsedSeconds: Double
  }

  /// What one step of reinforcement learning did; shares and means are over all its answers.
  public struct PolicyStep: Equatable, Sendable {
    /// The step's number; the first is 1.
    public var step: Int
    /// The mean reward.
    public var reward: Double
    /// The share of answers that each veto forbade.
    public var vetoes: [String: Double]
    /// The share of groups whose rewards are equal.
    public var flat: Double
    /// The mean divergence from the reference, before the update.
    public var divergence = 0.0
    /// The share of ratios that no longer counted.
    public var clipped = 0.0
    /// The mean semantic loss of a token, in nats.
    public var semanticLoss = 0.0
    /// The loss of known answers per token, in nats; 0 when none were imitated.
    public var imitationLoss = 0.0
    /// The mean number of tokens an answer.
    public var tokens: Double
    /// The rate of this step.
    public var learningRate = 0.0
    /// The gradient's norm before clipping, the mean over inner updates.
    public var gradientNorm = 0.0
    /// Seconds spent answering and rewarding.
    public var answerSeconds = 0.0
    /// Seconds spent learning.
    public var updateSeconds = 0.0

    /// Counts what groups earned.
    public init(step: Int, groups: [[PolicyAnswer]]) {
      self.step = step
      let answers = groups.flatMap { $0 }
      let share = 1 / Double(max(answers.count, 1))
      reward = answers.reduce(0) { $0 + $1.reward } * share
      vetoes = answers.reduce(into: [:]) { counts, answer in
        if let veto = answer.veto { counts[veto, default: 0] += share }
      }
      let flatGroups = groups.count { group in
        GroupAdvantage.advantages(group.map(\.reward)).allSatisfy { $0 == 0 }
      }
      flat = Double(flatGroups) / Double(max(groups.count, 1))
      tokens = answers.reduce(0) { $0 + Double($1.example.responseTokens) } * share
    }

    /// Adds what one of `updates` inner updates did.
    mutating func add(_ terms: [PolicyObjective.Terms], gradientNorm norm: Double, of updates: Int)
    {
      let share = 1 / Double(max(terms.count, 1)) / Double(updates)
      divergence += terms.reduce(0) { $0 + $1.divergence } * share
      clipped += terms.reduce(0) { $0 + $1.clipped } * share
      semanticLoss += terms.reduce(0) { $0 + Double($1.semanticLoss) } * share
      gradientNorm += norm / Double(updates)
    }
  }

  private let write: (String) throws -> Void

  /// Hands every line, without its line end, to `write`.
  public init(_ write: @escaping (String) throws -> Void) { self.write = write }

  /// Writes one step.
  ///
  /// - Throws: What the closure throws.
  public func record(_ step: Step) throws {
    try write(
      "{\"step\":\(step.step),\"epoch\":\(rounded(step.epoch, 1e4)),\"loss\":\(step.loss),"
        + "\"learningRate\":\(step.learningRate),\"gradientNorm\":\(step.gradientNorm),"
        + "\"tokensPerSecond\":\(rounded(step.tokensPerSecond, 10)),"
        + "\"elapsedSeconds\":\(rounded(step.elapsedSeconds, 1e3))}")
  }

  /// Writes a measurement on held-out examples after step `step`.
  ///
  /// - Throws: What the closure throws.
  public func recordHeldOut(step: Int, loss: Double, elapsedSeconds: Double) throws {
    try write(
      "{\"step\":\(step),\"heldOutLoss\":\(loss),"
        + "\"elapsedSeconds\":\(rounded(elapsedSeconds, 1e3))}")
  }

  /// Writes one step of reinforcement learning.
  ///
  /// - Throws: What the closure throws.
  public func record(_ step: PolicyStep) throws {
    let vetoes = step.vetoes.sorted { $0.key < $1.key }
      .map { "\"\($0.key)\":\(rounded($0.value, 1e4))" }.joined(separator: ",")
    try write(
      "{\"step\":\(step.step),\"reward\":\(rounded(step.reward, 1e6)),\"vetoes\":{\(vetoes)},"
        + "\"flat\":\(rounded(step.flat, 1e4)),\"divergence\":\(rounded(step.divergence, 1e8)),"
        + "\"clipped\":\(rounded(step.clipped, 1e6)),"
        + "\"semanticLoss\":\(rounded(step.semanticLoss, 1e8)),"
        + "\"imitationLoss\":\(rounded(step.imitationLoss, 1e8)),"
        + "\"tokens\":\(rounded(step.tokens, 10)),"
        + "\"learningRate\":\(step.learningRate),\"gradientNorm\":\(step.gradientNorm),"
        + "\"answerSeconds\":\(rounded(step.answerSeconds, 1e3)),"
        + "\"updateSeconds\":\(rounded(step.updateSeconds, 1e3))}")
  }

  private func rounded(_ value: Double, _ parts: Double) -> Double {
    guard value.isFinite else { return 0 }
    return (value * parts).rounded() / parts
  }
}
