public import JSON

/// One generation round of a job, stored when it ends.
///
/// Times are UTC milliseconds.
public struct Attempt: Equatable, Sendable {
  /// Position in the job, from 1; goes on after a restart and after `retry`.
  public var number: Int
  /// Claim under which it ran; set by the queue.
  public internal(set) var claim: Int64 = 0
  /// Seeds of its answers in order.
  public var seeds: [UInt64]
  /// Temperature of sampling.
  public var temperature: Double
  /// Tokens read.
  public var inputTokens: Int
  /// Tokens written over all answers.
  public var outputTokens: Int
  /// Duration by a clock that does not jump.
  public var milliseconds: Int64
  /// How it ended, in a word such as `accepted` or `low-score`.
  public var verdict: String
  /// What was done otherwise than in the attempt before.
  public var changes: String?
  /// When it ended.
  public var endedAt: Int64
  /// Its answers by number.
  public var answers: [Answer]

  /// Makes the record of a finished round.
  public init(
    number: Int, seeds: [UInt64], temperature: Double, inputTokens: Int, outputTokens: Int,
    milliseconds: Int64, verdict: String, changes: String? = nil, endedAt: Int64,
    answers: [Answer] = []
  ) {
    self.number = number
    self.seeds = seeds
    self.temperature = temperature
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.milliseconds = milliseconds
    self.verdict = verdict
    self.changes = changes
    self.endedAt = endedAt
    self.answers = answers
  }
}

/// One sampled response of an attempt with its findings and score.
public struct Answer: Equatable, Sendable {
  /// Position in the attempt, from 1.
  public var number: Int
  /// Model input and response; `nil` when it was kept long enough.
  public var transcript: String?
  /// The gates it passed or failed.
  public var gates: JSONValue
  /// The parts of its score.
  public var parts: JSONValue
  /// Score M; `nil` when a gate failed.
  public var score: Double?
  /// Digest of the graph, equal for equal workflows.
  public var graphDigest: String?

  /// Makes the record of one answer.
  public init(
    number: Int, transcript: String?, gates: JSONValue, parts: JSONValue, score: Double?,
    graphDigest: String?
  ) {
    self.number = number
    self.transcript = transcript
    self.gates = gates
    self.parts = parts
    self.score = score
    self.graphDigest = graphDigest
  }
}

// MARK: - Reading rows

extension Attempt {
  static let columns = """
    number, claim, seeds, temperature, input_tokens, output_tokens, milliseconds, verdict, \
    changes, ended
    """

  init(_ row: Statement) {
    number = row.count(0)
    claim = row.integer(1) ?? 0
    seeds = TextList.decode(row.text(2)).compactMap { UInt64($0) }
    temperature = row.real(3) ?? 0
    inputTokens = row.count(4)
    outputTokens = row.count(5)
    milliseconds = Int64(row.count(6))
    verdict = row.text(7) ?? ""
    changes = row.text(8)
    endedAt = row.time(9) ?? 0
    answers = []
  }
}

extension Answer {
  static let columns = "attempt, number, transcript, gates, parts, score, digest"

  init(_ row: Statement) {
    number = row.count(1)
    transcript = row.text(2)
    gates = Self.value(row.text(3))
    parts = Self.value(row.text(4))
    score = row.real(5)
    graphDigest = row.text(6)
  }

  /// What is not JSON any more is shown as the text it is.
  private static func value(_ text: String?) -> JSONValue {
    guard let text else { return .null }
    return (try? JSONValue.parse(text)) ?? .string(text)
  }
}
