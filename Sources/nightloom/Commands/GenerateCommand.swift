import Generation
import Hashing
import JSON
import OperatingSystem
import Ranking

/// `nightloom generate`: one prompt or a file of prompts, without the queue.
enum GenerateCommand: Subcommand {
  static let name = "generate"
  static let summary = "Turns one prompt into ranked workflows, without the queue."
  static let usage = "--prompt TEXT --out DIR | --prompts FILE.jsonl --out DIR"
  static let options = [
    Option("prompt", "text", "The wish."),
    Option("prompts", "file", "Many wishes: JSON Lines of {id, prompt}; writes DIR/<id>/."),
    Option("negative", "text", "What is not wanted."),
    Option("answers", "n", "Answers sampled per round [8]."),
    Option("keep", "n", "Answers written [3]."),
    Option("attempts", "n", "Rounds at most [3]."),
    Option("seed", "n", "Fixes sampling and the workflows' own seed [derived from the prompt]."),
    Option("temperature", "x", "Temperature of the first round [the configuration's]."),
    Option("fixed", nil, "Sample with the built-in settings instead of the tuned ones."),
    Option("out", "dir", "Where the files go."),
    Option("model", "file", "The model file [the configuration's]."),
    Option("threads", "n", "Threads used [all processors]."),
    Option("json", nil, "One JSON object a prompt on standard output."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let wishes = try wishes(arguments)
    let installation = Installation(arguments)
    let engine = try installation.engine(arguments)
    let generator = WorkflowGenerator(
      engine, threads: try arguments.int("threads", ThisProcess.processorCount, atLeast: 1))
    let sampling = try installation.sampling(installation.configuration(arguments))
    let out = try arguments.required("out")
    var areAllGood = true
    for wish in wishes {
      let request = try request(wish.prompt, sampling, arguments)
      let start = BootClock.system.seconds
      let result = try generator.run(request)
      let seconds = BootClock.system.seconds - start
      let folder = wish.id.map { "\(out)/\($0)" } ?? out
      try Folder.write(ResultFiles(engine).files(result, request), to: folder)
      areAllGood = areAllGood && result.best != nil
      report(wish.id, result, seconds: seconds, folder: folder, asJSON: arguments.has("json"))
    }
    return areAllGood ? .success : .dataError
  }

  private static func wishes(_ arguments: Arguments) throws -> [(id: String?, prompt: String)] {
    if let prompt = arguments.text("prompt") { return [(nil, prompt)] }
    guard let path = arguments.text("prompts") else {
      throw UsageError(message: "--prompt or --prompts is missing")
    }
    return try InputFile.read(path).split(separator: 0x0A).enumerated().map { number, line in
      let json = try JSONValue.parse(Array(line))
      guard let id = json["id"]?.string, let prompt = json["prompt"]?.string, Folder.isName(id)
      else {
        throw CommandFailure(
          .dataError, "\(path), line \(number + 1) needs `id` (a plain name) and `prompt`")
      }
      return (id, prompt)
    }
  }

  private static func request(
    _ prompt: String, _ sampling: SamplingSetting, _ arguments: Arguments
  ) throws -> GenerationRequest {
    let seed = arguments.text("seed")
    var request = GenerationRequest(
      prompt: prompt, key: SHA256.digest(Array("generate\n\(seed ?? "")\n\(prompt)".utf8)))
    request.negative = arguments.text("negative") ?? ""
    request.answers = try arguments.int("answers", request.answers, atLeast: 1, atMost: 64)
    request.keep = try arguments.int("keep", request.keep, atLeast: 0)
    request.attempts = try arguments.int("attempts", request.attempts, atLeast: 1)
    request.sample(as: sampling)
    request.temperature = Float(try arguments.double("temperature", sampling.temperature))
    if seed != nil {
      request.workflowSeed = try arguments.int("seed", 0, atLeast: 0, atMost: 9_007_199_254_740_991)
    }
    return request
  }

  private static func report(
    _ id: String?, _ result: GenerationResult, seconds: Double, folder: String, asJSON: Bool
  ) {
    let best = result.ranked.best
    let speed = Double(result.tokens) / max(seconds, 1e-9)
    if asJSON {
      let line: JSONValue = [
        "schema": "nightloom.generate/1", "id": id.map { .string($0) } ?? .null,
        "out": .string(folder), "rounds": .array(result.rounds.map { .string($0) }),
        "answers": .int(result.answers.count),
        "passed": .int(result.ranked.answers.count { $0.score.failure == nil }),
        "best_metric": best.map { .double($0.score.metric) } ?? .null,
        "tokens": .int(result.tokens), "seconds": .double(seconds),
        "tokens_per_second": .double(speed.rounded()),
      ]
      Console.output(line.text() + "\n")
    } else {
      for round in result.rounds { Console.note(round) }
      Console.note(best.map { "best: \($0.score.sentence)" } ?? "no answer passed all rules")
      Console.note("\(result.tokens) tokens in \(Int(seconds * 1000)) ms, \(Int(speed)) per second")
      Console.output("\(folder)\n")
    }
  }
}
