import Charts
import Curation
import Evaluation
import Generation
import Hashing
import JSON
import KnowledgeBase
import OperatingSystem
import Ranking
import Sampling
import Transformer
import Validation
import WorkflowCode
import WorkflowGraph

/// `nightloom evaluate`: measures the model, and systems without one, on held-out workflows.
enum EvaluateCommand: Subcommand {
  static let name = "evaluate"
  static let summary = "Measures answers on held-out workflows: validity, static pass, F1."
  static let usage = "--set FILE.jsonl (--model FILE | --answers-file FILE.jsonl) --json OUT"
  static let options = [
    Option("set", "file", "Held-out workflows, JSON Lines (plain or .gz)."),
    Option("train", "file", "Training split for retrieval and baselines, collected or curated."),
    Option(
      "candidates", "gold|paper|retrieved",
      "Nodes offered: gold, with random ones, or found [paper]."),
    Option("offered", "n", "With retrieved: the number of likeliest nodes [that of answers]."),
    Option("closure", "on|off", "With retrieved: add what the found nodes lack [on]."),
    Option("shuffle", "on|off", "With gold and retrieved: offer the nodes in random order [on]."),
    Option("wish", "terse|plain|detailed", "How much a wish says [plain]."),
    Option("wishes", "file", "Wishes in other words, lines {id, prompt}; only these are measured."),
    Option("example", "on|off", "Show the wiring of a known workflow [on]."),
    Option("knowledge-base", "dir", "Folder of workflows.kb and nodes.json [as configured]."),
    Option("mask", "on|off|both", "Decode with the grammar's mask, freely, or both [both]."),
    Option("answers", "n", "Sampled answers for the best-of-N figures [0]."),
    Option("temperature", "x", "Temperature of those [0.7]."),
    Option("top-p", "x", "Nucleus of those [0.95]."),
    Option("maximum-tokens", "n", "Longest answer [3072]."),
    Option("seed", "n", "Seed of wishes, candidates and sampling [1]."),
    Option("limit", "n", "Only the first n workflows."),
    Option("model", "file", "The model file."),
    Option("answers-file", "file", "Score these answers instead: lines {id, answer|workflow}."),
    Option("answers-out", "file", "Where the answers go, in that form, the greedy one first."),
    Option("against", "file", "Compare in pairs with the report that --json wrote before."),
    Option("plot", "file", "Where the intervals and the best of N go as a picture, SVG."),
    Option("json", "file", "Where all figures go."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]

  /// Draws the resampled sets of all reports.
  static let bootstrapSeed: UInt64 = 20_250_611

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let evaluation = try Evaluator(arguments)
    let report = try evaluation.report()
    if let path = arguments.text("json") {
      try AtomicFile.write(report.json.bytes(.pretty) + [0x0A], to: path)
    }
    if let path = arguments.text("plot") {
      try AtomicFile.write(Array(EvaluationChart.chart(report).svg.utf8), to: path)
    }
    Console.output(EvaluationTable(report).text)
    if let path = arguments.text("against") { Console.output(try evaluation.gains(report, path)) }
    return .success
  }
}

/// One call of `nightloom evaluate`.
private struct Evaluator {
  private let arguments: Arguments
  private let catalog: NodeCatalog
  private let hooks: HookTable
  private let retriever: NodeRetriever
  private let habits: FileHabits
  private let inputs: EvaluationInputs
  private let set: EvaluationSet
  private let unread: Int
  private let run: EvaluationRun
  private let bootstrap: Bootstrap
  private let seed: UInt64

  init(_ arguments: Arguments) throws {
    self.arguments = arguments
    let installation = Installation(arguments)
    let nodes = try installation.nodes()
    catalog = nodes.catalog
    hooks = HookTable(nodes.hooks)
    seed = UInt64(max(try arguments.int("seed", 1), 0))
    retriever = try installation.retriever(catalog, in: arguments.text("knowledge-base"))
    habits = try installation.habits()
    let offer = try EvaluationInputs.Offer(arguments, retriever)
    Console.note("reading \(arguments.text("train") ?? "no training split") …")
    inputs = try EvaluationInputs(
      catalog: catalog, offer: offer, seed: seed, training: arguments.text("train"))
    let read = try inputs.samples(
      arguments.required("set"), limit: max(try arguments.int("limit", .max), 0))
    unread = read.unread
    set = EvaluationSet(read.samples, catalog: catalog)
    guard !read.samples.isEmpty else {
      throw CommandFailure(.dataError, "the set holds no workflow that can be read")
    }
    let scorer = AnswerScorer(nodes)
    var random = SeededGenerator(seed: EvaluateCommand.bootstrapSeed)
    bootstrap = Bootstrap(sampleCount: read.samples.count, using: &random)
    run = EvaluationRun(
      set, scorer: scorer, bootstrap: bootstrap, clock: { BootClock.system.seconds })
  }

  // MARK: - Report

  /// What the systems gain over those of an earlier report.
  func gains(_ report: EvaluationReport, _ path: String) throws -> String {
    let systems = try JSONValue.parse(readFile(path))["systems"]?.array ?? []
    var earlier: [String: SampleFigures] = [:]
    for system in systems {
      guard let name = system["name"]?.string else { continue }
      earlier[name] = system["samples"].flatMap(SampleFigures.init)
    }
    guard let table = EvaluationTable.gains(of: report, over: earlier, bootstrap) else {
      throw CommandFailure(
        .dataError, "\(path) has no system of the same name on the same samples",
        hint: "name a report of the same --set and --mask")
    }
    return "\n" + table + "\n"
  }

  func report() throws -> EvaluationReport {
    let start = BootClock.system.seconds
    let systems = try arguments.text("answers-file").map(foreign) ?? model()
    let baselines = Baseline.allCases.filter { kind in
      !(kind.needsTraining && inputs.training.isEmpty)
        && !(kind == .example && !inputs.showsExample)
    }
    let rows = run.baselineRows(
      Baselines(training: inputs.training, catalog: catalog), baselines)
    return EvaluationReport(
      settings: try settings(seconds: BootClock.system.seconds - start), systems: systems,
      baselines: rows, notes: notes)
  }

  private func settings(seconds: Double) throws -> JSONObject {
    var settings = JSONObject([
      ("set", .string(try arguments.required("set"))),
      ("workflows", .int(set.samples.count)),
      ("queries per workflow", .string("1, \(inputs.style)")),
      ("human wishes", .int(set.samples.count(where: \.isHumanPrompt))),
      ("mean gold nodes", .string(Self.short(set.meanGoldNodes))),
      ("candidates", .string(inputs.candidates.rawValue)),
      ("candidates' order", .string(inputs.order)),
      ("example", .string(inputs.showsExample ? "shown" : "none")),
      ("mean candidates", .string(Self.short(set.meanCandidates))),
      ("gold types offered", .string(Self.short(set.candidateRecall))),
      ("catalog", .string("\(catalog.count) class types")),
      ("training split", .string(trainingText)),
      ("seed", .int(Int(clamping: seed))),
      ("bootstrap", .string("10000 draws over workflows, seed \(EvaluateCommand.bootstrapSeed)")),
      ("answers", .string("greedy, and \(try sampledCount()) sampled for best of N")),
      ("seconds", .string(Self.short(seconds))),
    ])
    for name in ["model", "answers-file"] {
      guard let path = arguments.text(name) else { continue }
      settings[name] = .string(path)
      settings["\(name) SHA-256"] = .string(SHA256.hex(try readFile(path)))
    }
    return settings
  }

  private var trainingText: String {
    guard let path = arguments.text("train") else { return "none" }
    return "\(path), \(inputs.training.count) workflows with known nodes"
  }

  private var notes: [String] {
    var notes = [
      "One query for each workflow; the paper has three.",
      "Not comparable with the paper's table, whose model has 7 billion parameters and whose test"
        + " set is not public; it reports FV 0.97, node F1 0.62, graph F1 0.51.",
      "Static pass: what a server would say of the answer after missing values were filled in;"
        + " nothing was run. \"gold, abbreviated\" shows what completion alone loses.",
    ]
    if set.unreachableSamples > 0 {
      notes.append(
        "\(set.unreachableSamples) gold workflows use \(set.unknownGoldTypes) class types that the"
          + " catalog lacks; an answer with those names fails FV.")
    }
    if unread > 0 { notes.append("\(unread) workflows of the set cannot be read; left out.") }
    if inputs.training.isEmpty {
      notes += Baseline.allCases.filter(\.needsTraining).map {
        "\($0.rawValue): skipped: no --train"
      }
    }
    return notes
  }

  private static func short(_ value: Double) -> String {
    String((value * 100).rounded() / 100)
  }

  private func sampledCount() throws(UsageError) -> Int {
    min(max(try arguments.int("answers", 0), 0), 64)
  }

  // MARK: - Systems

  private func foreign(_ path: String) throws -> [EvaluationRow] {
    let answers = try AnswersFile.read(path, catalog: catalog)
    return [
      run.row(named: "answers file") { sample in
        let own = answers[sample.id] ?? []
        return SampleAnswers(first: own.first ?? .none, further: Array(own.dropFirst()))
      }
    ]
  }

  private func model() throws -> [EvaluationRow] {
    guard let path = arguments.text("model") else { return [] }
    // Measured is the model, not what the owner of a server lets pass.
    let engine = GenerationEngine(
      bundle: try ModelBundle.open(path, catalog: catalog, hooks: hooks), retriever: retriever,
      hooks: hooks, habits: habits, policy: WorkflowPolicy(mode: .flag))
    let modes = try Self.masks(arguments)
    let out = arguments.text("answers-out")
    if out != nil, modes.count > 1 {
      throw UsageError(message: "--answers-out wants --mask on or off")
    }
    var lines: [UInt8] = []
    let rows = try modes.map { isMasked in
      let decoder = try ModelAnswers(
        engine, arguments: arguments, seed: seed, sampled: sampledCount(), isMasked: isMasked)
      let name = isMasked ? "masked" : "free-running"
      return try run.row(named: name, progress: { done in progress(name, done) }) { sample in
        let answers = try decoder.answers(sample)
        if out != nil { lines += AnswersFile.lines(sample.id, [answers.first] + answers.further) }
        return answers
      }
    }
    if let out { try AtomicFile.write(lines, to: out) }
    return rows
  }

  private static func masks(_ arguments: Arguments) throws(UsageError) -> [Bool] {
    switch arguments.text("mask") ?? "both" {
    case "on": return [true]
    case "off": return [false]
    case "both": return [false, true]
    case let other: throw UsageError(message: "--mask wants on, off or both, not '\(other)'")
    }
  }

  private func progress(_ name: String, _ done: Int) {
    guard done % 10 == 0 || done == set.samples.count else { return }
    Console.note("\(name): \(done) of \(set.samples.count)")
  }
}

/// The model's answers to samples: one greedy, some sampled.
private struct ModelAnswers {
  private let identifiers: ClassIdentifiers
  private let retriever: NodeRetriever
  private let greedy: AnswerGenerator
  private let sampling: AnswerGenerator
  private let ranker: WorkflowGenerator
  private let seed: UInt64
  private let sampled: Int
  private let isMasked: Bool
  private let temperature: Float
  private let topP: Float
  private let maximumTokens: Int

  init(
    _ engine: GenerationEngine, arguments: Arguments, seed: UInt64, sampled: Int, isMasked: Bool
  ) throws {
    let bundle = engine.bundle
    identifiers = bundle.identifiers
    retriever = engine.retriever
    ranker = WorkflowGenerator(engine)
    // Two, because each keeps the buffers of one batch size.
    greedy = AnswerGenerator(bundle)
    sampling = AnswerGenerator(bundle)
    self.seed = seed
    self.sampled = sampled
    self.isMasked = isMasked
    temperature = Float(try arguments.double("temperature", SamplingSetting.builtIn.temperature))
    topP = Float(try arguments.double("top-p", SamplingSetting.builtIn.topP))
    maximumTokens = try arguments.int("maximum-tokens", 3_072)
  }

  func answers(_ sample: EvaluationSample) throws -> SampleAnswers {
    do {
      let first = try decode(sample, with: greedy, seeds: [seed], temperature: 0)
      guard sampled > 0 else { return SampleAnswers(first: first.first.map(given) ?? .none) }
      let seeds = (0..<UInt64(sampled)).map { seed &* 1_000_003 &+ $0 }
      let further = try decode(sample, with: sampling, seeds: seeds, temperature: temperature)
      return SampleAnswers(
        first: first.first.map(given) ?? .none, further: further.map(given),
        choices: choices(further, sample))
    } catch let error as DecodingError {
      Console.note("\(sample.id) is not answered: \(error)")
      return SampleAnswers(
        first: .none, further: Array(repeating: GivenAnswer.none, count: sampled))
    }
  }

  private func decode(
    _ sample: EvaluationSample, with generator: AnswerGenerator, seeds: [UInt64],
    temperature: Float
  ) throws -> [SampledAnswer] {
    let offer = offer(sample)
    return try generator.answers(
      SamplingRequest(
        prompt: offer.wish, candidates: offer.candidates, leanings: offer.leanings,
        example: offer.exampleCode(identifiers), seeds: seeds, temperature: temperature,
        topP: topP, isMasked: isMasked, maximumTokens: maximumTokens))
  }

  private func offer(_ sample: EvaluationSample) -> ModelOffer {
    ModelOffer(
      wish: retriever.reading(of: sample.prompt), candidates: sample.candidates,
      leanings: sample.leanings, example: sample.example)
  }

  private func given(_ answer: SampledAnswer) -> GivenAnswer {
    GivenAnswer(.text(answer.text), tokens: answer.tokens, isComplete: answer.isComplete)
  }

  /// The places that each rule would put first: ranking as users get it, with parts of its score
  /// alone, and the mean log-probability.
  private func choices(_ answers: [SampledAnswer], _ sample: EvaluationSample) -> [String: Int] {
    var request = GenerationRequest(prompt: sample.prompt, key: Array(sample.id.utf8))
    request.answers = answers.count
    let rankings = ranker.rank(
      answers, offer: offer(sample), for: request, by: Self.rules.map(\.weights))
    let likeliest = answers.indices.max {
      (answers[$0].meanLogProbability, $1) < (answers[$1].meanLogProbability, $0)
    }
    var places = ["likeliest": likeliest ?? 0]
    for (rule, ranked) in zip(Self.rules, rankings) {
      places[rule.name] = ranked.best.map { $0.answer.number - 1 } ?? 0
    }
    return places
  }

  private static let rules = [
    (name: "ranked first", weights: ScoreWeights()),
    (
      name: "consensus",
      weights: ScoreWeights(
        consensus: 1, selection: 0, coverage: 0, probability: 0, usualness: 0, example: 0)
    ),
    (
      name: "consensus, selection",
      weights: ScoreWeights(
        consensus: 5, selection: 2, coverage: 0, probability: 0, usualness: 0, example: 0)
    ),
    (
      name: "consensus, selection, coverage",
      weights: ScoreWeights(
        consensus: 5, selection: 2, coverage: 3, probability: 0, usualness: 0, example: 0)
    ),
  ]
}
