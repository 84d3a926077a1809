import JSON
import OperatingSystem
import Transformer

/// `nightloom model info`, `check` and `tokenize`: looks into a model file.
enum ModelCommand: Subcommand {
  static let name = "model"
  static let summary = "Looks into a model file, decodes with it, or turns text into token ids."
  static let usage =
    "info FILE | check FILE --tokens 1,2,3 --count N --json | tokenize FILE < LINES"
  static let options = [
    Option("tokens", "ids", "check: the prompt's token ids, separated by commas."),
    Option("count", "n", "check: how many tokens to decode greedily [32]."),
    Option(
      "json", nil,
      "check: one JSON object with tokens and the first logits. tokenize: lines are JSON strings."),
    Option("chat", nil, "tokenize: each line is a message, laid out by the model's template."),
  ]

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    guard arguments.positionals.count == 2 else {
      throw UsageError(message: "model wants info, check or tokenize, and a file")
    }
    let reader = try GGUFReader(ModelFile.map(arguments.positionals[1]))
    switch arguments.positionals[0] {
    case "info": info(reader)
    case "check": try check(reader, arguments)
    case "tokenize": try ModelTokenization.run(reader, arguments)
    case let other:
      throw UsageError(message: "model wants info, check or tokenize, not '\(other)'")
    }
    return .success
  }

  private static func info(_ reader: GGUFReader) {
    for field in reader.metadata {
      if case .array(let array) = field.value {
        Console.output("\(field.key): \(array.count) values\n")
      } else {
        Console.output("\(field.key): \(field.value)\n")
      }
    }
    let numbers = reader.tensors.reduce(0) { $0 + $1.rows * $1.columns }
    Console.output("\(reader.tensors.count) tensors, \(numbers) numbers\n")
  }

  private static func check(_ reader: GGUFReader, _ arguments: Arguments) throws {
    let weights = try ModelWeights(reader)
    let isQuantized = reader["general.file_type"]?.integer == 7
    let model: any LanguageModel = isQuantized ? QuantizedModel(weights) : DenseModel(weights)
    let prompt = try arguments.required("tokens").split(separator: ",").map { word in
      guard let id = Int32(word) else { throw UsageError(message: "'\(word)' is no token id") }
      return id
    }
    let count = try arguments.int("count", 32, atLeast: 1)
    let session = try model.makeSession(rows: 1, maximumTokens: prompt.count + count)
    try session.prefill(prompt)
    var tokens: [JSONValue] = []
    var logits: [JSONValue] = []
    for _ in 0..<count {
      let row = session.logits(row: 0)
      logits.append(.array(row.map { .double(Double($0)) }))
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
