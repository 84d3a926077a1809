import Configuration
import Evaluation
import Generation
import Hashing
import JSON
import KnowledgeBase
import OperatingSystem
import Ranking
import Sampling
import Validation
import WorkflowGraph

/// `nightloom tune`: finds out by a bandit how freely answers are best sampled.
enum TuneCommand: Subcommand {
  static let name = "tune"
  static let summary = "Chooses temperature, top-p and retry step by rewards on held-out workflows."
  static let usage = "--set FILE.jsonl [--pulls N] [--retry-pulls N] [--seed S] [--json OUT]"
  static let options = [
    Option("set", "file", "Held-out workflows that no figure is later reported on."),
    Option("pulls", "n", "Tries of other settings of the first round, earlier ones counted [300]."),
    Option("retry-pulls", "n", "The same of further rounds; 0 leaves them alone [as before, 0]."),
    Option("answers", "n", "Answers sampled per round [8]."),
    Option("attempts", "n", "Rounds at most when further rounds are tried [3]."),
    Option("wish", "terse|plain|detailed", "How much a wish says [plain]."),
    Option("wishes", "file", "Wishes in other words, lines {id, prompt}; only these are played."),
    Option("limit", "n", "Only the first n workflows."),
    Option("seed", "n", "Seed of wishes, order, answers and the bandit [1]."),
    Option("model", "file", "The model file [the configuration's]."),
    Option("threads", "n", "Threads used [all processors]."),
    Option("json", "file", "What is written, and gone on with when it is there [as configured]."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let installation = Installation(arguments)
    let file = try installation.configuration(arguments)
    let path = arguments.text("json") ?? file[Directives.sampling]
    let tuner = try SamplingTuner(installation, file)
    let earlier = try earlier(path).flatMap { $0.tunedOn == tuner.tunedOn ? $0 : nil }
    if let earlier {
      Console.note("going on after \(earlier.first.reduce(0) { $0 + $1.score.pulls }) pulls")
    }
    let tuned = try tuner.tuned(
      from: earlier, pulls: try arguments.int("pulls", 300, atLeast: 0),
      retryPulls: try arguments.int(
        "retry-pulls", earlier?.retry.reduce(0) { $0 + $1.score.pulls } ?? 0, atLeast: 0)
    ) { try AtomicFile.write($0.json.bytes(.pretty) + [0x0A], to: path) }
    Console.output(tuned.reasons.joined(separator: "\n") + "\n\(path)\n")
    return .success
  }

  private static func earlier(_ path: String) throws -> TunedSampling? {
    do throws(SystemCallError) {
      let bytes = try readFile(path)
      return (try? JSONValue.parse(bytes)).flatMap { try? TunedSampling(json: $0) }
    } catch {
      if error.isMissing { return nil }
      throw error
    }
  }
}

/// Plays settings against the built-in one with gold at hand.
private struct SamplingTuner {
  /// What decides every reward; records that stand on something else are not gone on with.
  let tunedOn: JSONObject
  private let samples: [EvaluationSample]
  private let scorer: AnswerScorer
  private let generator: WorkflowGenerator
  private let answers: Int
  private let attempts: Int
  private let maximumTokens: Int
  private let seed: UInt64

  /// The other settings of first rounds.
  private static let first = [0.3, 0.5, 0.7, 0.9, 1.1].flatMap { temperature in
    [0.9, 1].map { SamplingSetting(temperature: temperature, topP: $0, temperatureStep: 0.15) }
  }
  /// The other steps of further rounds: colder, the same, hotter.
  private static let steps = [-0.2, 0, 0.3, 0.5]
  /// Fewer samples that ask for a further round would tell of themselves alone.
  private static let fewestRetried = 20
  /// How sure a setting must be better before it replaces the built-in one.
  private static let confidence = 0.95

  init(_ installation: Installation, _ file: ConfigurationFile) throws {
    let arguments = installation.arguments
    let nodes = try installation.nodes()
    let engine = try installation.engine(arguments)
    let inputs = try EvaluationInputs(
      catalog: nodes.catalog, offer: EvaluationInputs.Offer(arguments, engine.retriever),
      seed: UInt64(try arguments.int("seed", 1, atLeast: 0)), training: nil)
    let set = try arguments.required("set")
    samples = try inputs.samples(set, limit: try arguments.int("limit", .max, atLeast: 1)).samples
    guard !samples.isEmpty else {
      throw CommandFailure(.dataError, "\(set) holds no workflow that can be read")
    }
    scorer = AnswerScorer(nodes)
    generator = WorkflowGenerator(
      engine, threads: try arguments.int("threads", ThisProcess.processorCount, atLeast: 1))
    answers = try arguments.int("answers", 8, atLeast: 1, atMost: 64)
    attempts = try arguments.int("attempts", 3, atLeast: 2)
    maximumTokens = file[Directives.maxTokens]
    seed = inputs.seed
    let model = arguments.text("model") ?? file[Directives.model]
    let wishes = try arguments.text("wishes").map { SHA256.hex(try installation.read($0)) }
    tunedOn = JSONObject([
      ("set_sha256", .string(SHA256.hex(try InputFile.read(set)))),
      ("workflows", .int(samples.count)),
      ("model_sha256", .string(SHA256.hex(try installation.read(model)))),
      ("knowledge_sha256", .string(try Self.knowledge(installation))),
      ("wish", .string("\(inputs.style)")), ("wishes_sha256", wishes.map { .string($0) } ?? .null),
      ("answers", .int(answers)), ("attempts", .int(attempts)),
      ("max_tokens", .int(maximumTokens)), ("seed", .int(Int(clamping: seed))),
      ("reward", "mean of node F1 and graph F1 of the answer ranked first"),
    ])
  }

  /// The digest of what candidates are found by.
  private static func knowledge(_ installation: Installation) throws -> String {
    let folder = try installation.knowledgeFolder()
    return SHA256.hex(
      try ["/nodes.json", "/workflows.kb"].flatMap { try installation.read(folder + $0) })
  }

  /// Plays until there are so many pulls; `save` is told what is known after every few of them.
  func tuned(
    from earlier: TunedSampling?, pulls: Int, retryPulls: Int,
    save: (TunedSampling) throws -> Void
  ) throws -> TunedSampling {
    var tuned = TunedSampling(
      chosen: .builtIn, reasons: [], tunedOn: tunedOn,
      first: earlier?.first ?? Self.first.map { TunedSampling.Arm($0) },
      retry: earlier?.retry ?? [])
    let first = SamplingContest(
      reference: .builtIn, arms: tuned.first, samples: samples.count, seed: seed)
    try play(first, until: pulls, on: samples, attempts: 1) { contest in
      tuned.first = contest.arms
      tuned.chosen = contest.winner(atLeast: Self.confidence)
      tuned.reasons = [contest.reason("First rounds", atLeast: Self.confidence)]
      try save(tuned)
    }
    if retryPulls > 0 { try tuneRetry(&tuned, until: retryPulls, save: save) }
    return tuned
  }

  /// Tries steps where the first round asks for another one; the other samples would not differ.
  private func tuneRetry(
    _ tuned: inout TunedSampling, until pulls: Int, save: (TunedSampling) throws -> Void
  ) throws {
    let reference = tuned.chosen
    let retried = try samples.filter { sample in
      try result(sample, reference, round: 0, attempts: 1)?.ranked.retryReason != nil
    }
    guard retried.count >= Self.fewestRetried else {
      tuned.reasons.append(
        "Further rounds: \(retried.count) of \(samples.count) samples ask for one; with fewer than"
          + " \(Self.fewestRetried) nothing can be said, so the step is left as it is.")
      return try save(tuned)
    }
    let settings = Self.steps.map {
      SamplingSetting(temperature: reference.temperature, topP: reference.topP, temperatureStep: $0)
    }
    let isSame = tuned.retry.map(\.setting) == settings
    let contest = SamplingContest(
      reference: reference, arms: isSame ? tuned.retry : settings.map { TunedSampling.Arm($0) },
      samples: retried.count, seed: seed)
    let tried = "Further rounds, on the \(retried.count) samples that have them"
    let reasons = tuned.reasons
    try play(contest, until: pulls, on: retried, attempts: attempts) { contest in
      tuned.retry = contest.arms
      tuned.chosen = contest.winner(atLeast: Self.confidence)
      tuned.reasons = reasons + [contest.reason(tried, atLeast: Self.confidence)]
      try save(tuned)
    }
  }

  private func play(
    _ contest: SamplingContest, until pulls: Int, on samples: [EvaluationSample], attempts: Int,
    each: (SamplingContest) throws -> Void
  ) throws {
    var contest = contest
    try each(contest)
    for count in stride(from: contest.pulls, to: pulls, by: 10) {
      try contest.play(until: min(count + 10, pulls)) { setting, place in
        let sample = samples[place.sample]
        let result = try result(sample, setting, round: place.round, attempts: attempts)
        return SamplingContest.Outcome(
          score: result?.best.map {
            scorer.score(GivenAnswer(.text($0.text)), for: sample).likeness
          } ?? 0,
          agreement: result?.ranked.best?.score.metric ?? 0)
      }
      try each(contest)
      Console.note("\(contest.pulls) of \(pulls) pulls")
    }
  }

  /// What a user with this setting would get, `nil` when the wish is too long; settings share the
  /// seeds of a place.
  private func result(
    _ sample: EvaluationSample, _ setting: SamplingSetting, round: Int, attempts: Int
  ) throws -> GenerationResult? {
    var request = GenerationRequest(
      prompt: sample.prompt, key: SHA256.digest(Array("tune\n\(seed)\n\(round)\n\(sample.id)".utf8))
    )
    request.sample(as: setting)
    request.answers = answers
    request.attempts = attempts
    request.maximumTokens = maximumTokens
    do {
      return try generator.run(request, excluding: [sample.family])
    } catch let error as DecodingError {
      Console.note("\(sample.id) is not answered: \(error)")
      return nil
    }
  }
}
