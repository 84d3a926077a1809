/// Everything that decides the numbers of a supervised fine-tuning run, beside model and examples.
public struct SFTSettings: Equatable, Sendable {
  /// About how many input tokens make one batch; a batch ends with the example that reaches it.
  public var batchTokens: Int
  /// The learning rate of each step.
  public var schedule: LearningRateSchedule
  /// The decay of the first moment.
  public var beta1: Float
  /// The decay of the second moment.
  public var beta2: Float
  /// The term that keeps AdamW's division finite.
  public var epsilon: Float
  /// Weight decay of matrices; norms have none.
  public var decay: Float
  /// The largest norm a gradient may keep.
  public var clip: Double
  /// The seed of the order of examples.
  public var seed: UInt64
  /// Into how many partial sums a batch's gradient is split, one thread each.
  ///
  /// Part of the numbers: the same lanes give the same bits on any number of processors.
  public var lanes: Int

  /// Describes a run.
  public init(
    schedule: LearningRateSchedule, batchTokens: Int = 4096, beta1: Float = 0.9,
    beta2: Float = 0.95, epsilon: Float = 1e-8, decay: Float = 0.1, clip: Double = 1,
    seed: UInt64 = 1, lanes: Int = 2
  ) {
    self.schedule = schedule
    self.batchTokens = batchTokens
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.decay = decay
    self.clip = clip
    self.seed = seed
    self.lanes = max(lanes, 1)
  }

  /// A number that two settings share only when they give the same run.
  public var digest: UInt64 {
    var hash = WordHash()
    let form: [Double] =
      switch schedule.form {
      case .cosine(let floor): [0, floor, 0]
      case .trapezoid(let share, let floor): [1, share, floor]
      }
    for value in form + [schedule.peak, schedule.warmUpShare, clip] { hash.add(value.bitPattern) }
    for value in [beta1, beta2, epsilon, decay] { hash.add(UInt64(value.bitPattern)) }
    for value in [schedule.totalSteps, batchTokens, lanes] {
      hash.add(UInt64(bitPattern: Int64(value)))
    }
    hash.add(seed)
    return hash.value
  }
}
