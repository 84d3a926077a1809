import Generation
import JSON
import KnowledgeBase
import OperatingSystem
import Tokenization
import Training
import Transformer

/// `nightloom train sft`: one call of a resumable fine-tuning run.
struct SFTRun {
  private let arguments: Arguments
  private let encoder: TranscriptEncoder
  private let context: Int

  init(_ arguments: Arguments) throws {
    self.arguments = arguments
    let catalog = try Installation(arguments).nodes().catalog
    let state = try TrainCommand.tokenizer(arguments)
    encoder = try TranscriptEncoder(tokenizer: BytePairTokenizer(state), catalog: catalog)
    context = try arguments.int("context", 1536, atLeast: 1)
  }

  func run() throws {
    let examples = try examples(try arguments.required("samples"))
    let heldOut = try arguments.text("held-out").map { Array(try self.examples($0).prefix(200)) }
    let snapshotPath = try arguments.required("snapshot")
    let settings = try settings()
    let model = try model(seed: settings.seed)
    let trainer = try SFTTrainer(
      model, examples: examples, settings: settings, heldOut: heldOut ?? [], heldOutEvery: 100,
      resuming: try Self.existingSnapshot(snapshotPath),
      acceptingOtherSettings: arguments.has("new-schedule"))
    Console.note("\(model.count) parameters, \(examples.count) samples, at step \(trainer.step)")
    let log = try LogFile(arguments.text("log"))
    try trainer.run(
      until: StopConditions(
        maximumSteps: settings.schedule.totalSteps,
        seconds: try arguments.double("seconds", .infinity)),
      clock: { BootClock.system.seconds }, log: TrainingLog(log.append),
      snapshots: SnapshotPlan(everySeconds: 180) {
        try AtomicFile.write($0, to: snapshotPath)
      })
    Console.note("stopped at step \(trainer.step)")
  }

  private func settings() throws -> SFTSettings {
    SFTSettings(
      schedule: LearningRateSchedule(
        peak: try arguments.double("rate", 0.002),
        totalSteps: try arguments.int("steps", 4000, atLeast: 1),
        form: .trapezoid(
          decayShare: try arguments.double("decay-share", 0.2), floor: 0.05)),
      batchTokens: try arguments.int("batch-tokens", 4096, atLeast: 1),
      seed: UInt64(try arguments.int("seed", 1, atLeast: 0)))
  }

  /// The model that the first step changes: one from a file, or random parameters.
  private func model(seed: UInt64) throws -> TrainableModel {
    guard let path = arguments.text("initial") else {
      return TrainableModel(try configuration(), seed: seed)
    }
    let weights = try ModelWeights(GGUFReader(ModelFile.map(path)))
    let size = weights.configuration.vocabularySize
    guard size == encoder.tokenizer.vocabulary.count else {
      throw CommandFailure(
        .dataError,
        "\(path) knows \(size) tokens, the tokenizer \(encoder.tokenizer.vocabulary.count)",
        hint: "name the same file as --tokenizer")
    }
    return try TrainableModel(weights.configuration) { weights.floats($0) }
  }

  private func configuration() throws -> ModelConfiguration {
    let heads = try arguments.int("heads", 8, atLeast: 1)
    let channels = try arguments.int("channels", 256, atLeast: 1)
    guard channels.isMultiple(of: 2 * heads) else {
      throw UsageError(
        message: "--channels \(channels) cannot be parted among \(heads) heads of even size")
    }
    return ModelConfiguration(
      vocabularySize: encoder.tokenizer.vocabulary.count,
      channels: channels, layers: try arguments.int("layers", 8, atLeast: 1),
      heads: heads, keyValueHeads: heads,
      feedForwardChannels: try arguments.int("feed-forward", 768, atLeast: 1),
      contextLength: 2048)
  }

  /// The state of a run that was stopped; `nil` when there is none.
  static func existingSnapshot(_ path: String) throws -> Snapshot? {
    guard let bytes = try? readFile(path) else { return nil }
    return try Snapshot(decoding: bytes)
  }

  /// The samples that fit the context; how many do not is said.
  private func examples(_ path: String) throws -> [TrainingExample] {
    var kept: [TrainingExample] = []
    var lengths: [Int] = []
    for sample in try Samples.read(path) {
      let input = encoder.modelInput(
        prompt: sample.prompt, candidates: sample.candidates, example: sample.example)
      let tokens = input + encoder.response(sample.response)
      lengths.append(tokens.count)
      if tokens.count <= context {
        kept.append(TrainingExample(tokens: tokens, responseStart: input.count))
      }
    }
    guard !lengths.isEmpty else {
      throw CommandFailure(.dataError, "\(path) holds no sample", hint: "nightloom synthesize")
    }
    lengths.sort()
    let tokens = kept.reduce(0) { $0 + $1.tokens.count }
    Console.note(
      "\(path): \(kept.count) samples of \(tokens) tokens, \(lengths.count - kept.count) longer than"
        + " \(context) left out; median \(lengths[lengths.count / 2]), p90 \(lengths[lengths.count * 9 / 10])"
    )
    return kept
  }
}
