/// Writes a run's numbers as JSON Lines, one object per line, through a closure.
///
/// A step: `{"step":12,"epoch":0.31,"loss":2.5,"learningRate":0.001,"gradientNorm":0.8,
/// "tokensPerSecond":1900,"elapsedSeconds":31.5}`; a measurement on held-out examples:
/// `{"step":100,"heldOutLoss":2.4,"elapsedSeconds":240.1}`. Losses are per response token in nats.
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

  private func rounded(_ value: Double, _ parts: Double) -> Double {
    guard value.isFinite else { return 0 }
    return (value * parts).rounded() / parts
  }
}
