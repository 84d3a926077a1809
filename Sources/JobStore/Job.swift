import JSON

/// The right to hold a running job: the claim's number and the process that made it.
///
/// Every change of a running job names its lease; if another claim was made since, nothing is
/// changed. The claim is a fence, never a seed.
public struct Lease: Equatable, Hashable, Sendable {
  /// Row number of the job.
  public let row: Int64
  /// How often the job had been claimed, this time included.
  public let claim: Int64
  /// Random id of the process that claimed it.
  public let owner: String

  /// Makes a lease, for example one read from a result's manifest.
  public init(row: Int64, claim: Int64, owner: String) {
    self.row = row
    self.claim = claim
    self.owner = owner
  }
}

/// One prompt request in the queue, as it stood when it was read.
///
/// Times are UTC milliseconds.
public struct Job: Equatable, Sendable {
  /// Number in order of acceptance.
  public let row: Int64
  /// Digest of the content, 64 hexadecimal digits; unique.
  public let key: String
  /// The digest without drop number: equal for each drop of the same request.
  public let identity: String
  /// Which drop of the request this is, from 1.
  public let dropNumber: Int
  /// Safe name, part of the output folder's name.
  public let slug: String
  /// Row number of the prompt file.
  public let source: Int64?
  /// Name of the line in a batch file.
  public let customID: String?
  /// The request; `nil` in lists, and when it was kept long enough.
  public let request: [UInt8]?
  /// Words to find the job by.
  public let tags: [String]
  /// -100 … 100, higher first.
  public let priority: Int
  /// Not to be claimed before.
  public let runAfter: Int64
  /// To be ended at the latest.
  public let deadline: Int64?
  /// Hours in which it may run, as written; `nil` for those of the configuration.
  public let window: String?
  /// Generation rounds it may take.
  public let attemptLimit: Int
  /// Where it stands.
  public let state: JobState
  /// Why it ended or came back.
  public let reason: JobReason?
  /// A sentence with the reason.
  public let detail: String?
  /// Counts claims; the fence; never reset.
  public let claim: Int64
  /// Counts claims that ended neither well nor by hand-back: a sign of crashes.
  public let starts: Int
  /// Counts transient errors.
  public let failures: Int
  /// Counts finished generation rounds; seeds come from it.
  public let attempts: Int
  /// Process that holds it while running.
  public let owner: String?
  /// Shipment it was last sent with.
  public let shipment: String?
  /// Digest of the published result.
  public let resultDigest: String?
  /// Digest of weights, knowledge bases and settings that made the result.
  public let engine: String?
  /// Best score M.
  public let bestScore: Double?
  /// What is worth knowing about the result.
  public let flags: [JobFlag]
  /// When it was accepted.
  public let acceptedAt: Int64
  /// When it was last claimed.
  public let startedAt: Int64?
  /// When it ended.
  public let endedAt: Int64?

  /// First 12 digits of the key.
  public var id: String { String(key.prefix(12)) }

  /// Name of its folder in `outbox/` or `dead/`.
  public var folderName: String { "\(slug)-\(id)" }

  /// The lease while it runs.
  public var lease: Lease? { owner.map { Lease(row: row, claim: claim, owner: $0) } }

  /// Whether it runs although a user was told that it is stopped.
  public var isEndWished: Bool { state == .running && reason == .cancelled }

  /// Why a ready job waits, as far as the database knows.
  public func waitReason(now: Int64, isClaimingPaused: Bool) -> WaitReason? {
    guard state == .ready else { return nil }
    if isClaimingPaused { return .paused }
    if runAfter > now { return failures > 0 ? .backoff : .notBefore }
    return .priority
  }
}

// MARK: - Reading rows

extension Job {
  /// The columns in the order ``init(_:)`` reads them.
  static let columns =
    listColumns.replacing("NULL AS request", with: "request")

  /// The same without the request, for lists.
  static let listColumns = """
    row, key, identity, drop_number, slug, source, custom_id, NULL AS request, tags, priority, \
    run_after, deadline, window, attempt_limit, state, reason, detail, claim, starts, failures, \
    attempts, owner, shipment, result, engine, score, flags, accepted, started, ended
    """

  init(_ row: Statement) throws(SQLiteError) {
    self.row = row.integer(0) ?? 0
    key = row.text(1) ?? ""
    identity = row.text(2) ?? ""
    dropNumber = row.count(3)
    slug = row.text(4) ?? ""
    source = row.integer(5)
    customID = row.text(6)
    request = row.blob(7)
    tags = TextList.decode(row.text(8))
    priority = row.int(9)
    runAfter = row.time(10) ?? 0
    deadline = row.time(11)
    window = row.text(12)
    attemptLimit = row.count(13)
    state = try Stored.state(row.text(14) ?? "", "job.state")
    reason = try Stored.reason(row.text(15), "job.reason")
    detail = row.text(16)
    claim = row.integer(17) ?? 0
    starts = row.count(18)
    failures = row.count(19)
    attempts = row.count(20)
    owner = row.text(21)
    shipment = row.text(22)
    resultDigest = row.text(23)
    engine = row.text(24)
    bestScore = row.real(25)
    flags = TextList.decode(row.text(26)).compactMap(JobFlag.init)
    acceptedAt = row.time(27) ?? 0
    startedAt = row.time(28)
    endedAt = row.time(29)
  }
}

/// Words of closed lists as they stand in the database.
enum Stored {
  static func state(_ word: String, _ column: String) throws(SQLiteError) -> JobState {
    guard let state = JobState(rawValue: word) else {
      throw SQLiteError.unknownWord(column: column, word: word)
    }
    return state
  }

  static func optionalState(_ word: String?, _ column: String) throws(SQLiteError) -> JobState? {
    guard let word else { return nil }
    return try state(word, column)
  }

  static func reason(_ word: String?, _ column: String) throws(SQLiteError) -> JobReason? {
    guard let word else { return nil }
    guard let reason = JobReason(rawValue: word) else {
      throw SQLiteError.unknownWord(column: column, word: word)
    }
    return reason
  }
}

/// Lists of words in one column, as a JSON array.
enum TextList {
  static func encode(_ words: [String]) -> SQLiteValue {
    .text(JSONValue.array(words.map(JSONValue.string)).text())
  }

  static func decode(_ text: String?) -> [String] {
    guard let text, let list = try? JSONValue.parse(text).array else { return [] }
    return list.compactMap(\.string)
  }
}
