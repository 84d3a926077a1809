/// A stand-in for a language model in tests and fault runs: it says what a script says.
///
/// The logits are 0 but for the next token of the script, which has ``favour``. A script is asked
/// with the prompt, the row and the row's own tokens so far, so that it can follow forced or
/// masked tokens. One function call per row and step; no arithmetic.
public struct ScriptedModel: LanguageModel {
  /// The logit of the scripted token.
  public static let favour: Float = 30

  /// A shape with the vocabulary and context that were given, and one layer of one channel.
  public let configuration: ModelConfiguration
  private let next: @Sendable (_ prompt: [Int32], _ row: Int, _ answer: [Int32]) -> Int32

  /// Makes a model that asks `next` for each token.
  public init(
    vocabularySize: Int, contextLength: Int = 4096,
    next: @escaping @Sendable (_ prompt: [Int32], _ row: Int, _ answer: [Int32]) -> Int32
  ) {
    configuration = ModelConfiguration(
      vocabularySize: vocabularySize, channels: 1, layers: 1, heads: 1, keyValueHeads: 1,
      feedForwardChannels: 1, contextLength: contextLength)
    self.next = next
  }

  /// Makes a model whose row r says `scripts[r % count]`, whatever it is asked, then `end`.
  public init(
    vocabularySize: Int, contextLength: Int = 4096, scripts: [[Int32]], end: Int32
  ) {
    self.init(vocabularySize: vocabularySize, contextLength: contextLength) { _, row, answer in
      guard !scripts.isEmpty else { return end }
      let script = scripts[row % scripts.count]
      return answer.count < script.count ? script[answer.count] : end
    }
  }

  /// Makes an empty session.
  ///
  /// - Throws: ``DecodingError`` when a number is out of range.
  public func makeSession(
    rows: Int, maximumTokens: Int, threads: Int
  ) throws(DecodingError) -> any DecodingSession {
    try checkSession(rows: rows, maximumTokens: maximumTokens, threads: threads)
    return ScriptedSession(
      rows: rows, vocabularySize: configuration.vocabularySize, maximumTokens: maximumTokens,
      next: next)
  }
}

private final class ScriptedSession: DecodingSession {
  let rows: Int
  let vocabularySize: Int
  let maximumTokens: Int
  let logits: UnsafeMutableBufferPointer<Float>
  private var prompt: [Int32] = []
  private var answers: [[Int32]]
  private let next: @Sendable ([Int32], Int, [Int32]) -> Int32

  init(
    rows: Int, vocabularySize: Int, maximumTokens: Int,
    next: @escaping @Sendable ([Int32], Int, [Int32]) -> Int32
  ) {
    self.rows = rows
    self.vocabularySize = vocabularySize
    self.maximumTokens = maximumTokens
    self.next = next
    logits = .allocate(capacity: rows * vocabularySize)
    logits.initialize(repeating: 0)
    answers = [[Int32]](repeating: [], count: rows)
  }

  deinit { logits.deallocate() }

  var promptLength: Int { prompt.count }

  func length(row: Int) -> Int { prompt.count + answers[row].count }

  func reset() {
    prompt = []
    answers = [[Int32]](repeating: [], count: rows)
  }

  func prefill(
    _ tokens: [Int32]
  ) throws(DecodingError) -> UnsafeMutableBufferPointer<Float> {
    try checkPrefill(tokens)
    reset()
    prompt = tokens
    for row in 0..<rows { speak(row) }
    return logits
  }

  func advance(
    _ runs: [[Int32]]
  ) throws(DecodingError) -> UnsafeMutableBufferPointer<Float> {
    try checkAdvance(runs)
    for row in 0..<rows where !runs[row].isEmpty {
      answers[row].append(contentsOf: runs[row])
      speak(row)
    }
    return logits
  }

  func fork(row source: Int, into target: Int) throws(DecodingError) {
    try check(row: source)
    try check(row: target)
    answers[target] = answers[source]
    for (index, number) in logits(row: source).enumerated() { logits(row: target)[index] = number }
  }

  func rewind(row: Int, to length: Int) throws(DecodingError) {
    try checkRewind(row: row, to: length)
    answers[row].removeLast(self.length(row: row) - length)
  }

  private func speak(_ row: Int) {
    let numbers = logits(row: row)
    numbers.update(repeating: 0)
    let token = Int(next(prompt, row, answers[row]))
    precondition(
      token >= 0 && token < vocabularySize, "scripted token \(token) of \(vocabularySize)")
    numbers[token] = ScriptedModel.favour
  }
}
