public import Generation
public import JSON
import JobStore
import Spool

/// The generator of the product: the language model with everything round it.
public struct WorkflowJobGenerator: JobGenerator {
  /// Digest of weights, knowledge and templates.
  public let engine: String
  /// What manifests say about them.
  public let facts: JSONObject
  private let parts: GenerationEngine
  private let threads: Int
  private let isInputTooLong: @Sendable (any Error) -> Bool

  /// Shares an engine among workers.
  ///
  /// - Parameters:
  ///   - parts: Model, knowledge and rules.
  ///   - threads: Threads of one worker.
  ///   - engine: Digest of weights, knowledge and templates.
  ///   - facts: What manifests say about them.
  ///   - isInputTooLong: Whether an error says that the wish does not fit the context.
  public init(
    _ parts: GenerationEngine, threads: Int, engine: String, facts: JSONObject,
    isInputTooLong: @escaping @Sendable (any Error) -> Bool
  ) {
    self.parts = parts
    self.threads = threads
    self.engine = engine
    self.facts = facts
    self.isInputTooLong = isInputTooLong
  }

  /// Makes a worker with a decoding session of its own.
  public func makeWorker() -> any JobWorking {
    WorkflowWorker(
      generator: WorkflowGenerator(parts, threads: threads), files: ResultFiles(parts),
      isInputTooLong: isInputTooLong)
  }
}

private struct WorkflowWorker: JobWorking {
  let generator: WorkflowGenerator
  let files: ResultFiles
  let isInputTooLong: @Sendable (any Error) -> Bool

  func work(
    _ request: GenerationRequest, isStopped: () -> Bool, progress: (Int, Int) -> Void
  ) throws -> JobOutcome {
    let result: GenerationResult
    do {
      result = try generator.run(request, isStopped: isStopped, progress: progress)
    } catch {
      guard isInputTooLong(error) else { throw error }
      throw GenerationFailure.inputTooLong("\(error)")
    }
    let made = files.files(result, request)
    let rank = RankRecord(made.first { $0.name == "rank.json" }?.bytes ?? [])
    return JobOutcome(
      files: made.map { ResultFile($0.name, $0.bytes) },
      attempts: attempts(result, rank, request), bestMetric: rank.best,
      policy: PolicyVerdict(rank: rank.record, places: request.keep))
  }

  private func attempts(
    _ result: GenerationResult, _ rank: RankRecord, _ request: GenerationRequest
  ) -> [Attempt] {
    let numbers = Set(result.answers.map(\.attempt)).sorted()
    return numbers.map { number in
      let answers = result.answers.filter { $0.attempt == number }
      let isGood = number == numbers.last && (rank.best ?? -1) >= request.retryBelow
      let round = number - request.firstAttempt + 1
      return Attempt(
        number: number, seeds: answers.map(\.seed),
        temperature: Double("\(request.temperature(round: round))") ?? 0,
        inputTokens: 0, outputTokens: answers.reduce(0) { $0 + $1.tokens }, milliseconds: 0,
        verdict: isGood ? "accepted" : rank.best == nil ? "no-valid-answer" : "low-score",
        changes: result.rounds.first { $0.hasPrefix("Round \(number):") }, endedAt: 0,
        answers: answers.enumerated().map { place, answer in
          rank.answer(answer.number, place: place + 1, text: answer.text)
        })
    }
  }
}

/// What `rank.json` says of each answer.
///
/// The ranking itself belongs to a room that this one has no door to; the published record is
/// the contract between the two.
private struct RankRecord {
  /// All of it.
  let record: JSONValue
  private var entries: [Int: JSONValue] = [:]
  /// Metric of the first answer that passed every gate.
  var best: Double?

  init(_ bytes: [UInt8]) {
    record = (try? JSONValue.parse(bytes)) ?? .null
    for entry in record["answers"]?.array ?? [] {
      guard let number = entry["answer"]?.int else { continue }
      entries[number] = entry
      if best == nil, entry["failed_rule"]?.isNull == true { best = entry["metric"]?.double }
    }
  }

  /// The parts of a score by their names in `rank.json`.
  private static let parts = [
    "consensus", "selection", "coverage", "probability", "usualness", "example",
  ]

  /// One answer as the queue keeps it; one whose graph stands for another's has no entry.
  func answer(_ number: Int, place: Int, text: String) -> JobStore.Answer {
    guard let entry = entries[number] else {
      return JobStore.Answer(
        number: place, transcript: text, gates: ["merged": true], parts: [:], score: nil,
        graphDigest: nil)
    }
    let hasPassed = entry["failed_rule"]?.isNull == true
    return JobStore.Answer(
      number: place, transcript: text, gates: ["failed_rule": entry["failed_rule"] ?? .null],
      parts: .object(JSONObject(Self.parts.map { ($0, entry[$0] ?? .null) })),
      score: hasPassed ? entry["metric"]?.double : nil, graphDigest: nil)
  }
}
