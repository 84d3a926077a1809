import Generation
import JSON
import KnowledgeBase
import OperatingSystem
import Reward
import Tokenization
import Training
import Transformer
import Validation
import WorkflowCode
import WorkflowGraph

/// `nightloom train grpo`: one call of a resumable reinforcement learning run.
///
/// The policy begins as `--initial`, which is also the reference it is kept near.
struct GRPORun {
  private let arguments: Arguments
  private let bundle: ModelBundle
  private let reward: HybridReward
  /// The term of the reward that is left out, for ablations.
  private let leftOut: RewardTerm?
  private let form: CompactForm
  private let isMasked: Bool
  private let maximumTokens: Int

  /// A prompt with the workflow its answers are measured by.
  private struct Task {
    var prompt: PolicyPrompt
    var gold: Workflow
  }

  init(_ arguments: Arguments) throws {
    self.arguments = arguments
    let nodes = try Installation(arguments).nodes()
    let hooks = HookTable(nodes.hooks)
    bundle = try ModelBundle.open(
      try arguments.required("initial"), catalog: nodes.catalog, hooks: hooks)
    form = CompactForm(catalog: nodes.catalog)
    switch arguments.text("reward") ?? "paper" {
    case "paper": reward = HybridReward(bundle.identifiers)
    case "extended":
      let form = form
      reward = HybridReward(
        bundle.identifiers,
        validator: PromptValidator(catalog: nodes.catalog, hooks: hooks)
      ) { form.complete($0, words: PromptWords(prompt: "prompt"), seed: 0).workflow }
    case let other:
      throw UsageError(message: "--reward wants paper or extended, not '\(other)'")
    }
    leftOut = try Self.leftOut(arguments, reward)
    isMasked = try arguments.switchValue("mask", false)
    maximumTokens = try arguments.int("maximum-tokens", 700, atLeast: 1)
  }

  private static func leftOut(
    _ arguments: Arguments, _ reward: HybridReward
  ) throws(UsageError) -> RewardTerm? {
    guard let name = arguments.text("reward-without") else { return nil }
    let terms = RewardTerm.allCases.filter { $0 != .validity || reward.mode == .extended }
    guard let term = terms.first(where: { $0.rawValue == name }) else {
      throw UsageError(
        message: "--reward-without wants one of \(terms.map(\.rawValue).joined(separator: ", "))"
          + " with the \(reward.mode.rawValue) reward, not '\(name)'")
    }
    return term
  }

  func run() throws {
    let tasks = try tasks(try arguments.required("samples"))
    let settings = try settings()
    let snapshotPath = try arguments.required("snapshot")
    let weights = try ModelWeights(GGUFReader(ModelFile.map(try arguments.required("initial"))))
    let reference = try TrainableModel(weights.configuration) { weights.floats($0) }
    let policy = try TrainableModel(weights.configuration) { weights.floats($0) }
    let trainer = try GRPOTrainer(
      policy, reference: reference, promptCount: tasks.count, promptsDigest: digest(tasks),
      settings: settings, resuming: try SFTRun.existingSnapshot(snapshotPath))
    let rollout = PolicyRollout(
      bundle, prompts: tasks.map(\.prompt), settings: settings, drawing: try drawing())
    Console.note("\(tasks.count) prompts, reward \(reward.mode.rawValue), at step \(trainer.step)")
    let log = try LogFile(arguments.text("log"))
    try trainer.run(
      until: StopConditions(
        maximumSteps: settings.update.schedule.totalSteps,
        seconds: try arguments.double("seconds", .infinity)),
      clock: { BootClock.system.seconds }, log: TrainingLog(log.append),
      snapshots: SnapshotPlan(everySeconds: 180) { try AtomicFile.write($0, to: snapshotPath) }
    ) { step, prompts in
      try rollout.groups(of: policy, step: step, prompts: prompts) { place, text in
        earned(text, tasks[place])
      }
    }
    Console.note("stopped at step \(trainer.step)")
  }

  private func settings() throws -> GRPOSettings {
    let unit = arguments.text("ratio") ?? PolicyObjective.Unit.token.rawValue
    guard let unit = PolicyObjective.Unit(rawValue: unit) else {
      throw UsageError(message: "--ratio wants token or sequence, not '\(unit)'")
    }
    let drawing = try drawing()
    return GRPOSettings(
      update: SFTSettings(
        schedule: LearningRateSchedule(
          peak: try arguments.double("rate", 1e-6),
          totalSteps: try arguments.int("steps", 300, atLeast: 1),
          form: .trapezoid(decayShare: try arguments.double("decay-share", 0.2), floor: 0.05)),
        seed: UInt64(try arguments.int("seed", 1, atLeast: 0))),
      objective: PolicyObjective(
        clipRange: try arguments.double("clip-range", 0.2),
        divergencePrice: try arguments.double("divergence-price", 0.001), unit: unit),
      groupSize: try arguments.int("group", 4, atLeast: 1),
      promptsPerStep: try arguments.int("prompts", 16, atLeast: 1),
      innerUpdates: try arguments.int("inner-updates", 1, atLeast: 1),
      further: "\(reward.mode.rawValue) \(drawing)"
        + (leftOut.map { " without \($0.rawValue)" } ?? ""))
  }

  private func drawing() throws -> PolicyRollout.Drawing {
    PolicyRollout.Drawing(
      temperature: Float(try arguments.double("temperature", 1)),
      topP: Float(try arguments.double("top-p", 1)), isMasked: isMasked,
      maximumTokens: maximumTokens)
  }

  // MARK: - Prompts

  /// The samples that fit the model's context with a whole answer and whose code is a workflow.
  private func tasks(_ path: String) throws -> [Task] {
    let lowering = Lowering(bundle.identifiers)
    let room = bundle.model.configuration.contextLength - maximumTokens
    var tasks: [Task] = []
    var left = 0
    for sample in try Samples.read(path) {
      let input = bundle.encoder.modelInput(
        prompt: sample.prompt, candidates: sample.candidates, example: sample.example)
      let response = bundle.encoder.response(sample.response)
      guard input.count < room, response.count <= maximumTokens,
        let gold = lowering.read(sample.response.code).workflow
      else {
        left += 1
        continue
      }
      tasks.append(
        Task(
          prompt: PolicyPrompt(
            wish: sample.prompt, candidates: sample.candidates, example: sample.example),
          gold: gold))
    }
    guard !tasks.isEmpty else {
      throw CommandFailure(.dataError, "\(path) holds no sample that fits the model's context")
    }
    Console.note("\(path): \(left) samples too long or without a workflow left out")
    return tasks
  }

  private func digest(_ tasks: [Task]) -> UInt64 {
    GRPOSettings.digest(of: tasks.map(\.prompt))
  }

  // MARK: - Reward

  private func earned(_ text: String, _ task: Task) -> (value: Double, veto: String?) {
    let mode: TranscriptParser.Mode = reward.mode == .paper ? .paper : .strict
    let parts = TranscriptParser.parts(of: text, mode: mode, isKnown: bundle.catalog.contains)
    let whole = reward.reward(
      AnswerParts(
        selectedNodes: parts.selectedNodes, workflowCode: parts.code,
        areTagsPresent: parts.areTagsPresent),
      candidates: Set(task.prompt.candidates), gold: task.gold)
    let breakdown = leftOut.map(whole.without) ?? whole
    return (breakdown.total, breakdown.firstVeto?.rawValue)
  }
}
