import Kernels

/// The learning rate of each step of a run.
public struct LearningRateSchedule: Equatable, Sendable {
  /// The curve after the warm-up.
  public enum Form: Equatable, Sendable {
    /// Half a cosine from the peak to `floor` times the peak.
    case cosine(floor: Double)
    /// The peak, then over the last `decayShare` of all steps a straight line to `floor` times it.
    case trapezoid(decayShare: Double, floor: Double)
  }

  /// The highest rate.
  public var peak: Double
  /// All steps of the run, warm-up included; later steps keep the last rate.
  public var totalSteps: Int
  /// The share of all steps in which the rate rises from 0, at least one step.
  public var warmUpShare: Double
  /// The curve.
  public var form: Form

  /// Describes a schedule; the defaults are PyTorch recipes' usual 3 % warm-up and cosine to 10 %.
  public init(
    peak: Double, totalSteps: Int, warmUpShare: Double = 0.03, form: Form = .cosine(floor: 0.1)
  ) {
    self.peak = peak
    self.totalSteps = max(totalSteps, 1)
    self.warmUpShare = warmUpShare
    self.form = form
  }

  /// The rate of step `step`; the first is 1.
  public func rate(step: Int) -> Double {
    let warmUp = max(1, (warmUpShare * Double(totalSteps)).rounded())
    let now = Double(min(step, totalSteps))
    if now < warmUp { return peak * now / warmUp }
    switch form {
    case .cosine(let floor):
      let progress = (now - warmUp) / max(1, Double(totalSteps) - warmUp)
      let fall = 0.5 * (1 + ScalarMath.cosine(.pi * progress))
      return peak * (floor + (1 - floor) * fall)
    case .trapezoid(let decayShare, let floor):
      let decay = max(1, decayShare * Double(totalSteps))
      let left = min(1, (Double(totalSteps) - now) / decay)
      return peak * (floor + (1 - floor) * left)
    }
  }
}
