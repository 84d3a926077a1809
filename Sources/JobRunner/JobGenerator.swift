public import Generation
public import JSON
public import JobStore
public import Spool

/// What turns requests into results: one for the process, shared by all workers.
public protocol JobGenerator: Sendable {
  /// Digest of all that decides the bytes of a result beside the request: weights, knowledge,
  /// templates.
  var engine: String { get }
  /// What manifests say about the engine.
  var facts: JSONObject { get }
  /// Makes the part that belongs to one worker.
  func makeWorker() -> any JobWorking
}

/// The part of a generator that belongs to one worker.
public protocol JobWorking {
  /// Makes the result of one request.
  ///
  /// - Parameters:
  ///   - request: The wish.
  ///   - isStopped: Asked at every token; `true` ends with what there is.
  ///   - progress: Told the round, counted from 1, and the tokens written in it.
  /// - Returns: Files and what the queue keeps.
  /// - Throws: ``GenerationFailure``, or anything else as a fault of the product.
  func work(
    _ request: GenerationRequest, isStopped: () -> Bool,
    progress: (_ attempt: Int, _ tokens: Int) -> Void
  ) throws -> JobOutcome
}

/// What a request gave.
public struct JobOutcome: Sendable {
  /// The files to publish, without `prompt.txt` and manifest.
  public var files: [ResultFile]
  /// The rounds with their answers; their times are filled in by the worker loop.
  public var attempts: [Attempt]
  /// Metric of the best answer that passed every gate; `nil` when none did.
  public var bestMetric: Double?
  /// What the policy on workflows says of the published answers.
  public var policy: PolicyVerdict

  /// Makes an outcome from its parts.
  public init(
    files: [ResultFile], attempts: [Attempt], bestMetric: Double?,
    policy: PolicyVerdict = PolicyVerdict()
  ) {
    self.files = files
    self.attempts = attempts
    self.bestMetric = bestMetric
    self.policy = policy
  }

  /// Tokens written over all rounds.
  public var tokens: Int { attempts.reduce(0) { $0 + $1.outputTokens } }
}

/// Why a request cannot give a result.
public enum GenerationFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// The wish does not fit the model's context.
  case inputTooLong(String)

  /// The sentence.
  public var description: String {
    switch self {
    case .inputTooLong(let sentence): sentence
    }
  }
}
