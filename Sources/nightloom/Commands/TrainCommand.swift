import Curation
import Generation
import JSON
import KnowledgeBase
import OperatingSystem
import Tokenization
import Training
import Transformer

/// `nightloom train tokenizer` and `nightloom train sft`.
enum TrainCommand: Subcommand {
  static let name = "train"
  static let summary = "Trains the tokenizer or the model from reasoning samples."
  static let usage = "tokenizer|sft --samples FILE.jsonl --tokenizer FILE.json …"
  static let options = [
    Option("samples", "file", "Reasoning samples, as `synthesize` writes them."),
    Option("held-out", "file", "Samples to measure the loss on."),
    Option("tokenizer", "file", "The tokenizer: written by `tokenizer`, read by `sft`."),
    Option("vocabulary", "n", "Tokens to learn [6144]."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    switch arguments.positionals.first {
    case "tokenizer": try trainTokenizer(arguments)
    case let other:
      throw UsageError(message: "train what? tokenizer or sft, not '\(other ?? "")'")
    }
    return .success
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
      vocabularySize: try arguments.int("vocabulary", 6144),
      controlTokens: TranscriptTag.allCases.map(\.rawValue),
      userDefinedTokens: units.units(), eos: TranscriptTag.end.rawValue)
    let tokenizer = try trainer.train(texts)
    try AtomicFile.write(
      tokenizer.state.json.bytes(), to: try arguments.required("tokenizer"))
    Console.note("learned \(tokenizer.vocabulary.count) tokens, \(units.units().count) of them pieces of code")
  }
}

/// Sample files.
enum Samples {
  /// The transcripts of a file that `synthesize` wrote.
  static func read(_ path: String) throws -> [Transcript] {
    try readFile(path).split(separator: 0x0A).enumerated().map { number, line in
      guard let sample = Transcript(json: try JSONValue.parse(Array(line))) else {
        throw CommandFailure(
          .dataError, "\(path), line \(number + 1) is no reasoning sample",
          hint: "write the file with nightloom synthesize")
      }
      return sample
    }
  }
}
