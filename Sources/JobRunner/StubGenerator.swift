import Dispatch
import Generation
import Hashing
public import JSON
import JobStore
import OperatingSystem
import Spool

/// A generator without a model, for tests of everything round it, also on the real binary.
///
/// The same prompt and key give the same files. Words in the prompt choose how it goes:
///
/// | Word | Outcome |
/// |---|---|
/// | `stub:no-answer` | no answer passes in any round |
/// | `stub:policy` | the same, for the policy |
/// | `stub:flagged` | metric 0.9, with a finding that the policy only flags |
/// | `stub:low` | metric 0.3 in every round |
/// | `stub:low-once` | metric 0.3 in the first round, 0.9 in the second |
/// | `stub:too-long` | the wish does not fit the context |
/// | `stub:error` | a fault of the product |
/// | `stub:stall` | no token until it is stopped |
/// | `stub:hang` | no token, and it does not stop either |
/// | `stub:abort` | the process ends at once with status 134 |
/// | anything else | metric 0.9 in the first round |
public struct StubGenerator: JobGenerator {
  /// How long one round takes.
  public var delayMilliseconds: Int

  /// Makes a stub.
  public init(delayMilliseconds: Int = 0) { self.delayMilliseconds = delayMilliseconds }

  /// A digest that no real engine has.
  public var engine: String { "stub" }
  /// Says that no model made the result.
  public var facts: JSONObject { JSONObject([("model", "stub")]) }
  /// Makes a worker.
  public func makeWorker() -> any JobWorking { StubWorker(delayMilliseconds: delayMilliseconds) }
}

/// What a stub throws for `stub:error`.
struct StubError: Error, CustomStringConvertible {
  var description: String { "the stub was told to fail" }
}

private struct StubWorker: JobWorking {
  static let tokensPerRound = 40
  static let flagged = PolicyVerdict(
    rank: [
      "policy": ["mode": "flag", "safe_nodes": []],
      "answers": [
        ["failed_rule": nil, "policy": [["rule": "runs-code", "sentence": "The stub runs code."]]]
      ],
    ], places: 1)
  let delayMilliseconds: Int

  func work(
    _ request: GenerationRequest, isStopped: () -> Bool, progress: (Int, Int) -> Void
  ) throws -> JobOutcome {
    let words = Set(request.prompt.split { $0 == " " || $0 == "\n" })
    if words.contains("stub:too-long") {
      throw GenerationFailure.inputTooLong("the wish does not fit the model's context")
    }
    if words.contains("stub:error") { throw StubError() }
    if words.contains("stub:stall") || words.contains("stub:hang") {
      return silence(words.contains("stub:hang") ? { false } : isStopped)
    }
    if words.contains("stub:abort") { ThisProcess.exit(134) }
    var attempts: [Attempt] = []
    var best: Double?
    for round in 1...max(1, request.attempts) {
      guard decode(round, isStopped, progress) else { break }
      let metric: Double? =
        words.contains("stub:no-answer") || words.contains("stub:policy")
        ? nil
        : words.contains("stub:low")
          ? 0.3 : words.contains("stub:low-once") && round == 1 ? 0.3 : 0.9
      best = [best, metric].compactMap { $0 }.max()
      let isGood = (best ?? 0) >= request.retryBelow
      let rule = words.contains("stub:policy") ? "policy" : "parse"
      attempts.append(attempt(round, metric, isGood: isGood, rule, request))
      if isGood { break }
    }
    let policy = words.contains("stub:flagged") ? Self.flagged : PolicyVerdict()
    return JobOutcome(
      files: files(request, best), attempts: attempts, bestMetric: best, policy: policy)
  }

  private func silence(_ isOver: () -> Bool) -> JobOutcome {
    let pause = DispatchSemaphore(value: 0)
    while !isOver() { _ = pause.wait(timeout: .now() + .milliseconds(20)) }
    return JobOutcome(files: [], attempts: [], bestMetric: nil)
  }

  /// Lets the time of one round pass; `false` when it was stopped.
  private func decode(
    _ round: Int, _ isStopped: () -> Bool, _ progress: (Int, Int) -> Void
  ) -> Bool {
    let pause = DispatchSemaphore(value: 0)
    for token in 1...Self.tokensPerRound {
      if isStopped() { return false }
      let microseconds = delayMilliseconds * 1000 / Self.tokensPerRound
      if microseconds > 0 { _ = pause.wait(timeout: .now() + .microseconds(microseconds)) }
      progress(round, token)
    }
    return true
  }

  private func attempt(
    _ round: Int, _ metric: Double?, isGood: Bool, _ rule: String, _ request: GenerationRequest
  ) -> Attempt {
    let number = request.firstAttempt + round - 1
    let seed = SeedDerivation.answer(key: request.key, attempt: number, answer: 1)
    return Attempt(
      number: number, seeds: [seed],
      temperature: Double("\(request.temperature(round: round))") ?? 0,
      inputTokens: 10, outputTokens: Self.tokensPerRound, milliseconds: 0,
      verdict: isGood ? "accepted" : metric == nil ? "no-valid-answer" : "low-score",
      changes: "Round \(number).", endedAt: 0,
      answers: [
        JobStore.Answer(
          number: 1, transcript: "stub",
          gates: ["failed_rule": metric == nil ? .string(rule) : nil],
          parts: [:], score: metric, graphDigest: nil)
      ])
  }

  private func files(_ request: GenerationRequest, _ best: Double?) -> [ResultFile] {
    let seed = request.workflowSeed ?? SeedDerivation.workflow(key: request.key)
    let digest = SHA256.hex(request.key + Array(request.prompt.utf8))
    let api: JSONValue = [
      "1": ["class_type": "Stub", "inputs": ["seed": .int(seed), "digest": .string(digest)]]
    ]
    let rank: JSONValue = [
      "schema": "nightloom.rank/1", "prompt": .string(request.prompt),
      "answers": [["place": 1, "metric": best.map { .double($0) } ?? .null]],
    ]
    var files: [ResultFile] = []
    if best != nil {
      files.append(ResultFile("1.api.json", api.bytes(.pretty) + [0x0A]))
      files.append(ResultFile("1.code.txt", Array("stub = Stub(digest=\"\(digest)\")\n".utf8)))
    }
    files.append(ResultFile("rank.json", rank.bytes(.pretty) + [0x0A]))
    return files
  }
}
