import Charts
import Curation
import Generation
import JSON
import KnowledgeBase
import OperatingSystem
import Tokenization
import Training
import Transformer

/// `nightloom train`: the tokenizer, the model by imitation (sft) and by reward (grpo), its file.
enum TrainCommand: Subcommand {
  static let name = "train"
  static let summary = "Trains the tokenizer or the model from reasoning samples."
  static let usage = "tokenizer|sft|grpo|export|plot --samples FILE.jsonl --tokenizer FILE.json …"
  static let options = [
    Option("samples", "file", "Reasoning samples, as `synthesize` writes them."),
    Option("held-out", "file", "Samples to measure the loss on."),
    Option("tokenizer", "file", "The tokenizer: written by `tokenizer`; a model file has one too."),
    Option("vocabulary", "n", "tokenizer: tokens to learn [6144]."),
    Option(
      "initial", "file", "sft, grpo: a model file whose weights the run begins with [random]."),
    Option("snapshot", "file", "sft, grpo: state of the run; resumed when it exists."),
    Option(
      "log", "file", "sft, grpo: one JSON object a step is appended here; plot: what is drawn."),
    Option("seconds", "n", "sft, grpo: stop after so many seconds of this call [no limit]."),
    Option("steps", "n", "sft, grpo: steps of the whole run [4000, 300]."),
    Option("rate", "x", "sft, grpo: peak learning rate [0.002, 1e-6]."),
    Option("decay-share", "x", "sft, grpo: last share of steps, in which the rate falls [0.2]."),
    Option("new-schedule", nil, "sft: go on from a snapshot with other settings."),
    Option("batch-tokens", "n", "sft: input tokens a batch [4096]."),
    Option("context", "n", "sft: longest sample in tokens [1536]."),
    Option("channels", "n", "sft: width of the model [256]."),
    Option("layers", "n", "sft: layers of the model [8]."),
    Option("heads", "n", "sft: attention heads [8]."),
    Option("feed-forward", "n", "sft: width of the feed-forward part [768]."),
    Option("reward", "paper|extended", "grpo: the reward [paper]."),
    Option("reward-without", "term", "grpo: leaves a term of it out, for ablations."),
    Option("mask", "on|off|mixed", "grpo: which answers are held to the grammar [off]."),
    Option("leanings", "on|off|mixed", "grpo: which of those are leaned by what is known [on]."),
    Option(
      "semantic-price", "x", "grpo: the price of probability on what the mask forbids [0]."),
    Option(
      "imitation-price", "x", "grpo: the price of the loss of the samples' own answers [0]."),
    Option(
      "candidates", "given|paper|retrieved|mixed",
      "grpo: nodes offered: the samples' own; by the paper's rule; as for users; both [given]."),
    Option(
      "knowledge-base", "dir", "grpo: folder of workflows.kb and nodes.json [as configured]."),
    Option("group", "n", "grpo: answers to a prompt [4]."),
    Option("prompts", "n", "grpo: prompts a step [16]."),
    Option("inner-updates", "n", "grpo: updates with the answers of a step [1]."),
    Option("ratio", "token|sequence", "grpo: what ratios are taken of [token]."),
    Option("clip-range", "x", "grpo: how far a ratio may leave 1 [0.2]."),
    Option("divergence-price", "x", "grpo: the price of leaving the first model [0.001]."),
    Option("temperature", "x", "grpo: temperature of answers [1]."),
    Option("top-p", "x", "grpo: nucleus of answers [1]."),
    Option("maximum-tokens", "n", "grpo: longest answer [700]."),
    Option("seed", "n", "sft, grpo: seed of weights, order and answers [1]."),
    Option("out", "file", "export: the GGUF file to write; plot: the SVG file."),
    Option("name", "text", "export: the model's name [nightloom]."),
    Option("positions", "n", "export: positions that the file allows [as trained]."),
    Option("average", "file", "export: a snapshot whose weights are averaged in."),
    Option("share", "x", "export: its share, from 0 to 1 [0.5]."),
    Option("f32", nil, "export: full precision instead of Q8_0."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    switch arguments.positionals.first {
    case "tokenizer": try trainTokenizer(arguments)
    case "sft": try SFTRun(arguments).run()
    case "grpo": try GRPORun(arguments).run()
    case "export": try export(arguments)
    case "plot": try plot(arguments)
    case let other:
      throw UsageError(
        message: "train what? tokenizer, sft, grpo, export or plot, not '\(other ?? "")'")
    }
    return .success
  }

  private static func export(_ arguments: Arguments) throws {
    let tokenizer = try tokenizer(arguments)
    var snapshot = try Snapshot(decoding: InputFile.read(try arguments.required("snapshot")))
    if let path = arguments.text("average") {
      snapshot = try snapshot.averaged(
        with: Snapshot(decoding: InputFile.read(path)),
        share: Float(try arguments.double("share", 0.5)))
    }
    let out = try arguments.required("out")
    let bytes = try ModelExport.gguf(
      snapshot, tokenizer: tokenizer, name: arguments.text("name") ?? "nightloom",
      type: arguments.has("f32") ? .f32 : .q8_0,
      positions: arguments.text("positions") == nil
        ? nil : try arguments.int("positions", 0, atLeast: 1))
    try AtomicFile.write(bytes, to: out)
    Console.note("wrote \(out): step \(snapshot.step), \(bytes.count) bytes")
  }

  private static func plot(_ arguments: Arguments) throws {
    let log = try arguments.required("log")
    let chart = try TrainingChart.chart(InputFile.read(log), named: log)
    try AtomicFile.write(Array(chart.svg.utf8), to: try arguments.required("out"))
  }

  /// The tokenizer that `--tokenizer` names: a file of `train tokenizer` or a model file.
  static func tokenizer(_ arguments: Arguments) throws -> TokenizerState {
    let path = try arguments.required("tokenizer")
    let bytes = try InputFile.read(path)
    if bytes.starts(with: Array("GGUF".utf8)) {
      return try TokenizerMetadata.state(GGUFReader(ModelFile.map(path)))
    }
    guard let state = TokenizerState(json: try JSONValue.parse(bytes)) else {
      throw CommandFailure(.dataError, "\(path) is no tokenizer", hint: "nightloom train tokenizer")
    }
    return state
  }

  private static func trainTokenizer(_ arguments: Arguments) throws {
    let samples = try Samples.read(try arguments.required("samples"))
    var units = VocabularyUnits()
    var texts: [(text: String, count: Int)] = []
    for (index, sample) in samples.enumerated() {
      if index % DatasetWriter.samplesPerWorkflow == 0 {
        units.count(sample.response)
        texts.append((sample.response.code, 1))
        texts.append((sample.response.designPrinciple, 1))
      }
      texts.append((sample.prompt, 1))
      texts.append((sample.candidates.joined(separator: ", "), 1))
    }
    let trainer = BytePairTrainer(
      vocabularySize: try arguments.int("vocabulary", 6144, atLeast: 300),
      controlTokens: TranscriptTag.allCases.map(\.rawValue),
      userDefinedTokens: units.units(), eos: TranscriptTag.end.rawValue)
    let tokenizer = try trainer.train(texts)
    try AtomicFile.write(
      tokenizer.state.json.bytes(), to: try arguments.required("tokenizer"))
    Console.note(
      "learned \(tokenizer.vocabulary.count) tokens, \(units.units().count) of them pieces of code")
  }
}

/// Model files.
enum ModelFile {
  /// The bytes of a model file, mapped.
  static func map(_ path: String) throws -> GGUFBytes {
    let file = try MappedFile(path)
    return GGUFBytes(region: file.bytes, owner: file)
  }
}

/// Sample files.
enum Samples {
  /// The transcripts of a file that `synthesize` wrote.
  static func read(_ path: String) throws -> [Transcript] { try readNamed(path).map(\.transcript) }

  /// The same, with the ids of the workflows that they were made of.
  static func readNamed(_ path: String) throws -> [(id: String, transcript: Transcript)] {
    try InputFile.read(path).split(separator: 0x0A).enumerated().map { number, line in
      let json = try JSONValue.parse(Array(line))
      guard let sample = Transcript(json: json) else {
        throw CommandFailure(
          .dataError, "\(path), line \(number + 1) is no reasoning sample",
          hint: "write the file with nightloom synthesize")
      }
      return (json["id"]?.string ?? "", sample)
    }
  }
}
