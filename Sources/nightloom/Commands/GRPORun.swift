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
  private let masking: PolicyRollout.Turns
  private let leaning: PolicyRollout.Turns
  private let maximumTokens: Int

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
    masking = try Self.turns("mask", .off, arguments)
    leaning = try Self.turns("leanings", .on, arguments)
    maximumTokens = try arguments.int("maximum-tokens", 700, atLeast: 1)
  }

  private static func turns(
    _ option: String, _ usual: PolicyRollout.Turns, _ arguments: Arguments
  ) throws(UsageError) -> PolicyRollout.Turns {
    let text = arguments.text(option) ?? usual.rawValue
    guard let turns = PolicyRollout.Turns(rawValue: text) else {
      throw UsageError(message: "--\(option) wants on, off or mixed, not '\(text)'")
    }
    return turns
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
    let tasks = try PolicyTasks(arguments, bundle, maximumTokens: maximumTokens)
    let settings = try settings(tasks)
    let snapshotPath = try arguments.required("snapshot")
    let weights = try ModelWeights(GGUFReader(ModelFile.map(try arguments.required("initial"))))
    let reference = try TrainableModel(weights.configuration) { weights.floats($0) }
    let policy = try TrainableModel(weights.configuration) { weights.floats($0) }
    let trainer = try GRPOTrainer(
      policy, reference: reference, promptCount: tasks.tasks.count, promptsDigest: tasks.digest,
      settings: settings, resuming: try SFTRun.existingSnapshot(snapshotPath))
    let rollout = PolicyRollout(bundle, settings: settings, drawing: try drawing())
    Console.note(
      "\(tasks.tasks.count) prompts, reward \(reward.mode.rawValue), at step \(trainer.step)")
    let log = try LogFile(arguments.text("log"))
    try trainer.run(
      until: StopConditions(
        maximumSteps: settings.update.schedule.totalSteps,
        seconds: try arguments.double("seconds", .infinity)),
      clock: { BootClock.system.seconds }, log: TrainingLog(log.append),
      snapshots: SnapshotPlan(everySeconds: 180) { try AtomicFile.write($0, to: snapshotPath) },
      teaching: { tasks.examples(step: $0, $1, bundle.encoder) }
    ) { step, places in
      let prompts = tasks.prompts(step: step, places)
      return try rollout.groups(of: policy, step: step, prompts: prompts) { number, text in
        earned(text, prompts[number], gold: tasks.tasks[places[number]].gold)
      }
    }
    Console.note("stopped at step \(trainer.step)")
  }

  private func settings(_ tasks: PolicyTasks) throws -> GRPOSettings {
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
      semanticPrice: try arguments.double("semantic-price", 0),
      imitationPrice: try arguments.double("imitation-price", 0),
      groupSize: try arguments.int("group", 4, atLeast: 1),
      promptsPerStep: try arguments.int("prompts", 16, atLeast: 1),
      innerUpdates: try arguments.int("inner-updates", 1, atLeast: 1),
      further: "\(reward.mode.rawValue) \(drawing)\(tasks.spelling)"
        + (leftOut.map { " without \($0.rawValue)" } ?? ""))
  }

  private func drawing() throws -> PolicyRollout.Drawing {
    PolicyRollout.Drawing(
      temperature: Float(try arguments.double("temperature", 1)),
      topP: Float(try arguments.double("top-p", 1)), masking: masking,
      leaning: leaning, maximumTokens: maximumTokens)
  }

  // MARK: - Reward

  private func earned(
    _ text: String, _ prompt: PolicyPrompt, gold: Workflow
  ) -> (value: Double, veto: String?) {
    let mode: TranscriptParser.Mode = reward.mode == .paper ? .paper : .strict
    let parts = TranscriptParser.parts(of: text, mode: mode, isKnown: bundle.catalog.contains)
    let whole = reward.reward(
      AnswerParts(
        selectedNodes: parts.selectedNodes, workflowCode: parts.code,
        areTagsPresent: parts.areTagsPresent),
      candidates: Set(prompt.candidates), gold: gold)
    let breakdown = leftOut.map(whole.without) ?? whole
    return (breakdown.total, breakdown.firstVeto?.rawValue)
  }
}
