import Kernels
import Sampling
import Transformer

/// Supervised fine-tuning: changes a model's parameters so that it predicts the responses.
///
/// A batch is split among lanes, each with its own buffers and gradient, that run in parallel; the
/// lanes' gradients are added in lane order, the norm is summed by fixed blocks, and AdamW works
/// element by element. So settings, model and examples fix every bit of the result; the number of
/// processors does not matter. Loss L = −Σ log p(sₜ | s before t) over response tokens, divided by
/// their number in the batch. Source: ComfyUI-R1 (arXiv 2506.09790), section 3.2.
public final class SFTTrainer {
  /// The model in training.
  public let model: TrainableModel
  /// The settings of the run.
  public let settings: SFTSettings
  /// Steps done.
  public private(set) var step = 0
  /// Epochs finished.
  public private(set) var epoch = 0

  private let examples: [TrainingExample]
  private let rows: [Int]
  private let heldOut: [TrainingExample]
  private let heldOutEvery: Int
  private let examplesDigest: UInt64
  private let lanes: [GradientLane]
  private let optimizer: Optimizer
  private var generator: SeededGenerator
  private var epochState: UInt64 = 0
  private var plan: BatchPlan
  private var batch = 0

  /// Prepares a run: checks every example and allocates all buffers.
  ///
  /// `heldOut` is measured every `heldOutEvery` steps. With `resuming`, parameters, moments and
  /// position are those of the snapshot; `acceptingOtherSettings` allows, for example, a longer
  /// schedule.
  ///
  /// - Throws: ``TrainingError`` for an example that cannot be used or a snapshot of another run.
  public init(
    _ model: TrainableModel, examples: [TrainingExample], settings: SFTSettings,
    heldOut: [TrainingExample] = [], heldOutEvery: Int = 100, resuming: Snapshot? = nil,
    acceptingOtherSettings: Bool = false
  ) throws(TrainingError) {
    guard !examples.isEmpty else { throw .noExamples }
    let c = model.configuration
    for (index, example) in (examples + heldOut).enumerated() {
      try example.check(index: index, vocabulary: c.vocabularySize, context: c.contextLength)
    }
    MatrixMultiply.useOneThread()
    self.model = model
    self.settings = settings
    self.examples = examples
    self.heldOut = heldOut
    self.heldOutEvery = max(heldOutEvery, 1)
    rows = examples.map(\.rows)
    examplesDigest = Self.digest(examples)
    let longest = max(rows.max() ?? 1, heldOut.map(\.rows).max() ?? 1)
    lanes = (0..<settings.lanes).map { _ in GradientLane(model, maximumRows: longest) }
    optimizer = Optimizer(model, settings)
    generator = SeededGenerator(seed: settings.seed)
    plan = BatchPlan(rows: [], batchTokens: 1, generator: &generator)
    if let resuming { try restore(resuming, acceptingOtherSettings) }
    beginEpoch()
  }

  /// Trains until a stop condition holds.
  ///
  /// `clock` gives seconds from any origin. Returns the last batch's loss per response token, or
  /// `nil` when no step was made.
  ///
  /// - Throws: ``TrainingError/diverged(step:)``, and what log and store throw.
  @discardableResult
  public func run(
    until stop: StopConditions, clock: () -> Double, log: TrainingLog? = nil,
    snapshots: SnapshotPlan? = nil
  ) throws -> Double? {
    let began = clock()
    var now = began
    var stored = began
    var last: Double?
    while step < stop.maximumSteps, now - began < stop.seconds, !stop.isRequested() {
      let started = now
      var record = try makeStep()
      last = record.loss
      now = clock()
      record.tokensPerSecond /= max(now - started, 1e-9)
      record.elapsedSeconds = now - began
      try log?.record(record)
      if !heldOut.isEmpty, step % heldOutEvery == 0 {
        let loss = heldOutLoss()
        now = clock()
        try log?.recordHeldOut(step: step, loss: loss, elapsedSeconds: now - began)
      }
      if let snapshots, now - stored >= snapshots.everySeconds {
        try snapshots.store(snapshot().encoded())
        now = clock()
        stored = now
      }
    }
    if let snapshots, last != nil { try snapshots.store(snapshot().encoded()) }
    return last
  }

  /// The loss per response token over the held-out examples; 0 without any.
  public func heldOutLoss() -> Double {
    let shares = BatchPlan.lanes(
      Array(heldOut.indices), rows: heldOut.map(\.rows), lanes: lanes.count)
    Parallel.perform(lanes.count) { lane in
      lanes[lane].measure(shares[lane].map { heldOut[$0] })
    }
    let tokens = heldOut.reduce(0) { $0 + $1.responseTokens }
    return lanes.reduce(0) { $0 + $1.loss } / Double(max(tokens, 1))
  }

  /// The state between two steps.
  public func snapshot() -> Snapshot {
    Snapshot(
      configuration: model.configuration, step: step, epoch: epoch, batch: batch,
      generatorState: epochState, settingsDigest: settings.digest,
      examplesDigest: examplesDigest, parameters: model.parameters.copy(),
      firstMoment: optimizer.firstMoment.copy(), secondMoment: optimizer.secondMoment.copy())
  }

  // MARK: - Steps

  // Makes one step; tokensPerSecond of the result holds the tokens alone.
  private func makeStep() throws(TrainingError) -> TrainingLog.Step {
    let chosen = plan.batches[batch]
    let targets = chosen.reduce(0) { $0 + examples[$1].responseTokens }
    let shares = BatchPlan.lanes(chosen, rows: rows, lanes: lanes.count)
    Parallel.perform(lanes.count) { lane in
      lanes[lane].accumulate(shares[lane].map { examples[$0] }, weight: 1 / Float(targets))
    }
    let loss = lanes.reduce(0) { $0 + $1.loss } / Double(targets)
    let rate = settings.schedule.rate(step: step + 1)
    let norm = optimizer.update(lanes.map(\.gradient), step: step + 1, learningRate: rate)
    guard loss.isFinite, let norm else { throw .diverged(step: step + 1) }
    step += 1
    batch += 1
    let progress = Double(epoch) + Double(batch) / Double(plan.batches.count)
    if batch == plan.batches.count {
      epoch += 1
      batch = 0
      beginEpoch()
    }
    return TrainingLog.Step(
      step: step, epoch: progress, loss: loss, learningRate: rate, gradientNorm: norm,
      tokensPerSecond: Double(chosen.reduce(0) { $0 + rows[$1] }), elapsedSeconds: 0)
  }

  private func beginEpoch() {
    epochState = generator.state
    plan = BatchPlan(rows: rows, batchTokens: settings.batchTokens, generator: &generator)
  }

  private func restore(_ snapshot: Snapshot, _ acceptingOtherSettings: Bool)
    throws(TrainingError)
  {
    guard snapshot.configuration == model.configuration else {
      throw .snapshotOfOtherRun("its model has another shape")
    }
    guard snapshot.examplesDigest == examplesDigest else {
      throw .snapshotOfOtherRun("its examples are others or in another order")
    }
    guard acceptingOtherSettings || snapshot.settingsDigest == settings.digest else {
      throw .snapshotOfOtherRun("its settings differ")
    }
    model.parameters.fill(snapshot.parameters)
    optimizer.firstMoment.fill(snapshot.firstMoment)
    optimizer.secondMoment.fill(snapshot.secondMoment)
    step = snapshot.step
    epoch = snapshot.epoch
    generator.state = snapshot.generatorState
    var ahead = generator
    let batches = BatchPlan(rows: rows, batchTokens: settings.batchTokens, generator: &ahead)
      .batches.count
    guard snapshot.batch < batches else {
      throw .snapshotOfOtherRun("it stands at batch \(snapshot.batch) of \(batches)")
    }
    batch = snapshot.batch
  }

  private static func digest(_ examples: [TrainingExample]) -> UInt64 {
    var hash = WordHash()
    for example in examples {
      hash.add(UInt64(example.tokens.count) << 32 | UInt64(example.responseStart))
      example.tokens.withUnsafeBytes { hash.add($0) }
    }
    return hash.value
  }
}
