import JSON
import OperatingSystem
import Transformer

/// Decoding with the shipped model, one thread: a prompt, eight answers of it, and their masks.
enum ShippedModelBench {
  private static let path = "Config/Models/nightloom.gguf"
  private static let promptTokens = 512
  private static let rows = 8
  private static let steps = 32

  /// Tokens of a prompt of 512 a second.
  static func prefill() throws -> Figure {
    let (session, prompt) = try session(rows: 1)
    let seconds = try Stopwatch.seconds {
      session.reset()
      try session.prefill(prompt)
      return session.promptLength
    }
    return Figure(
      "prefill", unit: "tokens/s", input: "shipped",
      values: seconds.map { Double(promptTokens) / $0 })
  }

  /// Tokens a second of eight answers together, behind a prompt of 512 tokens.
  static func batch() throws -> Figure {
    let (session, prompt) = try session(rows: rows)
    let tokens = [Int32](repeating: 1, count: rows)
    try session.prefill(prompt)
    let seconds = try Stopwatch.seconds {
      for row in 0..<rows { try session.rewind(row: row, to: promptTokens) }
      for _ in 0..<steps { try session.step(tokens: tokens) }
      return steps
    }
    return Figure(
      "batch", unit: "tokens/s", input: "shipped",
      values: seconds.map { Double(rows * steps) / $0 })
  }

  /// What the masks of eight sampled answers cost: by token, and beside decoding them.
  static func masks() throws -> [Figure] {
    let speed = MaskSpeed(path: path, answers: rows, runs: 5, longest: 1_200)
    let found = try (0..<3).map { _ in try speed.run(full: false) }
    func values(_ key: String) -> [Double] { found.compactMap { $0[key]?.double } }
    let tokens = zip(values("maskMicroseconds"), values("acceptMicroseconds")).map { $0 + $1 }
    return [
      Figure("mask/token", unit: "us", input: "shipped", values: tokens),
      Figure("mask/share", unit: "share", input: "shipped", values: values("shareOfDecoding")),
    ]
  }

  private static func session(rows: Int) throws -> (any DecodingSession, [Int32]) {
    let model = try ModelWeights(GGUFReader(GGUFBytes(readFile(path)))).model()
    let vocabulary = Int32(model.configuration.vocabularySize)
    return (
      try model.makeSession(rows: rows, maximumTokens: promptTokens + steps, threads: 1),
      (0..<Int32(promptTokens)).map { 1 + $0 % (vocabulary - 1) }
    )
  }
}
