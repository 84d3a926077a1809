import JSON
import OperatingSystem
import Transformer

/// `nightloom model info`, `check`, `quantize` and `tokenize`: model files.
enum ModelCommand: Subcommand {
  static let name = "model"
  static let summary = "Looks into a model file, checks it, stores it in fewer bits, or tokenizes."
  static let usage =
    "info FILE | check FILE | quantize --to TYPE IN OUT | tokenize FILE < LINES"
  static let options = [
    Option("to", "type", "quantize: q8_0, q6_k, q4_k, q4_1, q4_0, bf16, f16 or f32."),
    Option("tokens", "ids", "check: decode after these token ids, separated by commas."),
    Option("count", "n", "check: how many tokens to decode greedily [32]."),
    Option("threads", "n", "check: how many threads decode [1]."),
    Option(
      "json", nil,
      "check: one JSON object with tokens and the logits of each. tokenize: lines are JSON strings."
    ),
    Option("chat", nil, "tokenize: each line is a message, laid out by the model's template."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let words = arguments.positionals
    switch (words.first, words.count) {
    case ("info", 2): ModelPage.show(try reader(words[1]))
    case ("check", 2): try check(try reader(words[1]), arguments)
    case ("tokenize", 2): try ModelTokenization.run(try reader(words[1]), arguments)
    case ("quantize", 3): try quantize(words[1], words[2], arguments)
    default:
      throw UsageError(
        message: "model wants info FILE, check FILE, tokenize FILE or quantize IN OUT")
    }
    return .success
  }

  private static func reader(_ path: String) throws -> GGUFReader {
    try GGUFReader(ModelFile.map(path))
  }

  private static func quantize(_ from: String, _ to: String, _ arguments: Arguments) throws {
    let word = try arguments.required("to")
    guard let type = GGUFTensorType(named: word) else {
      throw UsageError(message: "--to wants \(GGUFTensorType.list), not '\(word)'")
    }
    let reader = try reader(from)
    let weights = try ModelWeights(reader)
    if weights.isQuantized {
      Console.note("\(from) is rounded already; rounding it again loses more than a first rounding")
    }
    let bytes = try reader.requantised(to: type).encoded()
    try AtomicFile.write(bytes, to: to)
    Console.note("wrote \(to): \(bytes.count) bytes, \(reader.bytes.region.count) before")
  }

  private static func check(_ reader: GGUFReader, _ arguments: Arguments) throws {
    let weights = try ModelWeights(reader)
    guard arguments.has("tokens") else {
      try reader.checkNumbers()
      Console.output("every number can be read: \(ModelPage.shape(weights.configuration))\n")
      return
    }
    let model = weights.model()
    let prompt = try arguments.required("tokens").split(separator: ",").map { word in
      guard let id = Int32(word) else { throw UsageError(message: "'\(word)' is no token id") }
      return id
    }
    let count = try arguments.int("count", 32, atLeast: 1)
    let session = try model.makeSession(
      rows: 1, maximumTokens: prompt.count + count,
      threads: try arguments.int("threads", 1, atLeast: 1))
    try session.prefill(prompt)
    var tokens: [JSONValue] = []
    var logits: [JSONValue] = []
    for _ in 0..<count {
      let row = session.logits(row: 0)
      if arguments.has("json") { logits.append(.array(row.map { .double(Double($0)) })) }
      let best = row.indices.max { row[$0] < row[$1] || (row[$0] == row[$1] && $0 > $1) } ?? 0
      tokens.append(.int(best))
      if tokens.count < count { try session.step(tokens: [Int32(best)]) }
    }
    let answer: JSONValue = ["tokens": .array(tokens), "logits": .array(logits)]
    Console.output(
      arguments.has("json")
        ? answer.text() + "\n" : tokens.map { $0.text() }.joined(separator: ",") + "\n")
  }
}
