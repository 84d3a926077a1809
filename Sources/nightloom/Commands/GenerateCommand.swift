import Generation
import KnowledgeBase
import OperatingSystem

/// `nightloom generate`: one prompt, no queue.
enum GenerateCommand: Subcommand {
  static let name = "generate"
  static let summary = "Turns one prompt into ranked workflows, without the queue."
  static let usage = "--prompt TEXT --out DIR"
  static let options = [
    Option("prompt", "text", "The wish."),
    Option("candidates", "names", "Class types to offer, separated by commas."),
    Option("answers", "n", "Answers to sample [8]."),
    Option("temperature", "x", "Sampling temperature."),
    Option("unmasked", nil, "Free"),
    Option("model", "file", "The model file."),
    Option("config", "file", "Configuration file [Config/nightloom.conf]."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let catalog = try Installation(arguments).nodes().catalog
    let bundle = try ModelBundle.open(try arguments.required("model"), catalog: catalog)
    let generator = AnswerGenerator(bundle)
    let start = BootClock.system.seconds
    let answers = try generator.answers(
      SamplingRequest(
        prompt: try arguments.required("prompt"),
        candidates: (arguments.text("candidates") ?? "").split(separator: ",").map(String.init),
        seeds: (0..<UInt64(try arguments.int("answers", 8))).map { $0 },
        temperature: Float(try arguments.double("temperature", 0.7)),
        isMasked: !arguments.has("unmasked")))
    let seconds = BootClock.system.seconds - start
    for answer in answers { Console.output("\(answer.text)\n--- \(answer.tokens) \(answer.meanLogProbability) \(answer.isComplete)\n") }
    let tokens = answers.reduce(0) { $0 + $1.tokens }
    Console.note("\(tokens) tokens in \(seconds) s, \(Double(tokens) / seconds) per second")
    return .success
  }
}
