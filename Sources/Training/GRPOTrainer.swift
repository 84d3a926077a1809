import Kernels
import Sampling
import Transformer

/// Group relative policy optimisation: makes answers likelier that earned more than their group.
///
/// A step draws prompts, lets the caller answer each in a group and reward the answers, and climbs
/// the objective (``PolicyObjective``), averaged over all answers of the step. Prompts come in an
/// order that is shuffled anew for each pass over them. As in ``SFTTrainer``, lanes' gradients are
/// added in order, so settings, model, prompts and answers fix every bit.
///
/// Source: ComfyUI-R1 (arXiv 2506.09790), section 3.4.
public final class GRPOTrainer {
  /// Answers the prompts of a step: one group for each of `prompts`, in order.
  public typealias Answering = (_ step: Int, _ prompts: [Int]) throws -> [[PolicyAnswer]]
  /// Known answers to the prompts of a step, to be imitated beside.
  public typealias Teaching = (_ step: Int, _ prompts: [Int]) -> [TrainingExample]

  /// The policy.
  public let model: TrainableModel
  /// The settings of the run.
  public let settings: GRPOSettings
  /// Steps done.
  public private(set) var step = 0

  private let promptCount: Int
  private let promptsDigest: UInt64
  private let lanes: [Lane]
  private let optimizer: Optimizer
  private var order: (pass: Int, prompts: [Int]) = (-1, [])

  /// One thread's passes over both models; they share buffers.
  private struct Lane {
    let policy: ForwardPass
    let reference: ForwardPass
    let backward: BackwardPass
    let gradient: FloatBuffer
  }

  /// Answers to one prompt that pass through the models together.
  private struct Pack {
    var example: TrainingExample
    /// Their places among all answers of the step.
    var answers: Range<Int>
  }

  /// The most rows of a pack; a longer answer is a pack of its own.
  private static let packRows = 2_048

  /// An answer with what is known of it before the update.
  private struct Scored {
    var answer: PolicyAnswer
    var advantage: Double
    var old: [Float] = []
    var reference: [Float] = []
  }

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - model: The policy; changed by ``run(until:clock:log:snapshots:answering:)``.
  ///   - reference: The model the policy is kept near; never changed.
  ///   - promptCount: The number of prompts, at least 1.
  ///   - promptsDigest: Tells the prompts of one run from those of another.
  ///   - settings: The settings.
  ///   - resuming: The state to go on from.
  /// - Throws: ``TrainingError`` without prompts or for a snapshot of another run.
  public init(
    _ model: TrainableModel, reference: TrainableModel, promptCount: Int, promptsDigest: UInt64,
    settings: GRPOSettings, resuming: Snapshot? = nil
  ) throws(TrainingError) {
    guard promptCount > 0 else { throw .noExamples }
    guard reference.configuration == model.configuration else {
      throw .otherReference
    }
    MatrixMultiply.useOneThread()
    self.model = model
    self.settings = settings
    self.promptCount = promptCount
    self.promptsDigest = promptsDigest
    lanes = (0..<settings.update.lanes).map { _ in
      let buffers = SequenceBuffers(
        model.configuration,
        maximumRows: max(model.configuration.contextLength, Self.packRows))
      return Lane(
        policy: ForwardPass(model, buffers), reference: ForwardPass(reference, buffers),
        backward: BackwardPass(model, buffers), gradient: FloatBuffer(count: model.count))
    }
    optimizer = Optimizer(model, settings.update)
    if let resuming { try restore(resuming) }
  }

  /// Trains until a stop condition holds.
  ///
  /// - Parameters:
  ///   - stop: When to return.
  ///   - clock: Seconds from any origin.
  ///   - log: Told what each step did.
  ///   - snapshots: Where snapshots go.
  ///   - teaching: Known answers, asked for when their loss has a price.
  ///   - answering: Answers and rewards.
  /// - Throws: ``TrainingError``, and what the closures throw.
  public func run(
    until stop: StopConditions, clock: () -> Double, log: TrainingLog? = nil,
    snapshots: SnapshotPlan? = nil, teaching: Teaching = { _, _ in [] }, answering: Answering
  ) throws {
    let began = clock()
    var now = began
    var stored = began
    let first = step
    while step < stop.maximumSteps, now - began < stop.seconds, !stop.isRequested() {
      let started = now
      let asked = prompts(of: step)
      let groups = try answering(step + 1, asked)
      let taught = settings.imitationPrice > 0 ? teaching(step + 1, asked) : []
      let answered = clock()
      var record = try makeStep(groups, taught)
      now = clock()
      record.answerSeconds = answered - started
      record.updateSeconds = now - answered
      try log?.record(record)
      if let snapshots, now - stored >= snapshots.everySeconds {
        try snapshots.store(snapshot().encoded())
        now = clock()
        stored = now
      }
    }
    if let snapshots, step > first { try snapshots.store(snapshot().encoded()) }
  }

  /// The state between two steps.
  public func snapshot() -> Snapshot {
    Snapshot(
      configuration: model.configuration, step: step, epoch: 0, batch: 0, generatorState: 0,
      settingsDigest: settings.digest, examplesDigest: promptsDigest,
      parameters: model.parameters.copy(), firstMoment: optimizer.firstMoment.copy(),
      secondMoment: optimizer.secondMoment.copy())
  }

  /// The prompts of a step, counted from 0.
  func prompts(of step: Int) -> [Int] {
    let first = step * settings.promptsPerStep
    return (first..<first + settings.promptsPerStep).map { place in
      let pass = place / promptCount
      if order.pass != pass { order = (pass, shuffled(pass)) }
      return order.prompts[place % promptCount]
    }
  }

  private func shuffled(_ pass: Int) -> [Int] {
    var generator = SeededGenerator(seed: settings.update.seed &* 1_000_003 &+ UInt64(pass))
    var prompts = Array(0..<promptCount)
    for last in stride(from: promptCount - 1, to: 0, by: -1) {
      prompts.swapAt(
        last, Int(generator.next().multipliedFullWidth(by: UInt64(last + 1)).high))
    }
    return prompts
  }

  private func restore(_ snapshot: Snapshot) throws(TrainingError) {
    guard snapshot.configuration == model.configuration else {
      throw .snapshotOfOtherRun("its model has another shape")
    }
    guard snapshot.examplesDigest == promptsDigest else {
      throw .snapshotOfOtherRun("its prompts are others or in another order")
    }
    guard snapshot.settingsDigest == settings.digest else {
      throw .snapshotOfOtherRun("its settings differ")
    }
    model.parameters.fill(snapshot.parameters)
    optimizer.firstMoment.fill(snapshot.firstMoment)
    optimizer.secondMoment.fill(snapshot.secondMoment)
    step = snapshot.step
  }

  // MARK: - Steps

  private func makeStep(
    _ groups: [[PolicyAnswer]], _ taught: [TrainingExample]
  ) throws(TrainingError) -> TrainingLog.PolicyStep {
    let c = model.configuration
    for (index, example) in (groups.joined().map(\.example) + taught).enumerated() {
      try example.check(
        index: index, vocabulary: c.vocabularySize, context: c.contextLength)
    }
    var record = TrainingLog.PolicyStep(step: step + 1, groups: groups)
    var scored = groups.flatMap { group in
      zip(group, GroupAdvantage.advantages(group.map(\.reward))).map {
        Scored(answer: $0, advantage: $1)
      }
    }
    let packs = Self.packs(groups)
    let shares = BatchPlan.lanes(
      Array(packs.indices), rows: packs.map(\.example.rows), lanes: lanes.count)
    measure(&scored, packs, shares)
    record.learningRate = settings.update.schedule.rate(step: step + 1)
    for update in 0..<settings.innerUpdates {
      let terms = climb(scored, packs, shares, isFirst: update == 0)
      record.imitationLoss += imitate(taught) / Double(settings.innerUpdates)
      let norm = optimizer.update(
        lanes.map(\.gradient), step: step * settings.innerUpdates + update + 1,
        learningRate: record.learningRate)
      guard let norm else { throw .diverged(step: step + 1) }
      record.add(terms, gradientNorm: norm, of: settings.innerUpdates)
    }
    step += 1
    return record
  }

  /// Joins the answers of each group, so that a prompt is computed once for many of them.
  private static func packs(_ groups: [[PolicyAnswer]]) -> [Pack] {
    var packs: [Pack] = []
    var place = 0
    for group in groups {
      for (number, answer) in group.enumerated() {
        let more = answer.example.responseTokens - 1
        if number > 0, let last = packs.last, last.example.rows + more <= packRows {
          packs[packs.count - 1].example.append(responseOf: answer.example)
          packs[packs.count - 1].answers = last.answers.lowerBound..<place + 1
        } else {
          packs.append(Pack(example: answer.example, answers: place..<place + 1))
        }
        place += 1
      }
    }
    return packs
  }

  /// Fills in the log probabilities under the policy that answered and under the reference.
  private func measure(_ scored: inout [Scored], _ packs: [Pack], _ shares: [[Int]]) {
    scored.withUnsafeMutableBufferPointer { scored in
      Parallel.perform(lanes.count) { lane in
        for pack in shares[lane].map({ packs[$0] }) {
          let old = Self.split(lanes[lane].policy.logProbabilities(pack.example), pack)
          let reference = Self.split(lanes[lane].reference.logProbabilities(pack.example), pack)
          for (number, place) in pack.answers.enumerated() {
            scored[place].old = old[number]
            scored[place].reference = reference[number]
          }
        }
      }
    }
  }

  /// The numbers of each answer of a pack; nothing of no numbers.
  private static func split(_ numbers: [Float], _ pack: Pack) -> [[Float]] {
    guard !numbers.isEmpty else { return [] }
    let first = pack.example.promptTokens
    return pack.example.responses.map {
      Array(numbers[$0.lowerBound - first..<$0.upperBound - first])
    }
  }

  /// Sums the gradients of −J into the lanes; the first update of a step starts at ρ = 1.
  private func climb(
    _ scored: [Scored], _ packs: [Pack], _ shares: [[Int]], isFirst: Bool
  ) -> [PolicyObjective.Terms] {
    var terms = [PolicyObjective.Terms?](repeating: nil, count: scored.count)
    let weight = 1 / Float(max(scored.count, 1))
    terms.withUnsafeMutableBufferPointer { terms in
      Parallel.perform(lanes.count) { number in
        let lane = lanes[number]
        lane.gradient.pointer.update(repeating: 0, count: lane.gradient.count)
        for pack in shares[number].map({ packs[$0] }) {
          let now =
            isFirst
            ? pack.answers.map { scored[$0].old }
            : Self.split(lane.policy.logProbabilities(pack.example), pack)
          var slopes: [Float] = []
          var prices: [Float] = []
          for (place, now) in zip(pack.answers, now) {
            let one = scored[place]
            let found = settings.objective.terms(
              now: now, old: one.old, reference: one.reference, advantage: one.advantage)
            terms[place] = found
            slopes += found.slopes
            prices += now.map { _ in Float(settings.semanticPrice) / Float(now.count) }
          }
          let losses = lane.backward.run(
            pack.example, gradient: lane.gradient, weight: weight, rowWeights: slopes,
            semanticWeights: settings.semanticPrice > 0 ? prices : nil)
          for (place, own) in zip(pack.answers, Self.split(losses.semantic, pack)) {
            terms[place]?.semanticLoss = own.reduce(0, +) / Float(max(own.count, 1))
          }
        }
      }
    }
    return terms.compactMap { $0 }
  }

  /// Adds the gradient of the known answers' loss to the lanes; returns it, a mean over tokens.
  private func imitate(_ taught: [TrainingExample]) -> Double {
    let tokens = taught.reduce(0) { $0 + $1.responseTokens }
    guard tokens > 0 else { return 0 }
    let weight = Float(settings.imitationPrice) / Float(tokens)
    let shares = BatchPlan.lanes(
      Array(taught.indices), rows: taught.map(\.rows), lanes: lanes.count)
    var sums = [Double](repeating: 0, count: lanes.count)
    sums.withUnsafeMutableBufferPointer { sums in
      Parallel.perform(lanes.count) { number in
        for place in shares[number] {
          sums[number] +=
            lanes[number].backward.run(
              taught[place], gradient: lanes[number].gradient, weight: weight
            ).prediction
        }
      }
    }
    return sums.reduce(0, +) / Double(tokens)
  }
}
