/// A prompt file as it was read; times in nanoseconds since 1970, as the file system gives them.
public struct NewSource: Equatable, Sendable {
  /// Name in the inbox, byte by byte.
  public var name: [UInt8]
  /// Device of the file.
  public var device: UInt64
  /// Inode of the file.
  public var inode: UInt64
  /// Size in bytes.
  public var size: Int64
  /// When its content was changed.
  public var modifiedNanoseconds: Int64
  /// When the inode was changed.
  public var changedNanoseconds: Int64
  /// SHA-256 of the content in hexadecimal digits.
  public var sha256: String
  /// Id of the batch, when the file is one.
  public var batch: String?

  /// Makes the record of a file that was read.
  public init(
    name: [UInt8], device: UInt64, inode: UInt64, size: Int64, modifiedNanoseconds: Int64,
    changedNanoseconds: Int64, sha256: String, batch: String? = nil
  ) {
    self.name = name
    self.device = device
    self.inode = inode
    self.size = size
    self.modifiedNanoseconds = modifiedNanoseconds
    self.changedNanoseconds = changedNanoseconds
    self.sha256 = sha256
    self.batch = batch
  }
}

/// Why a request goes to `dead/` without a try.
public struct Refusal: Equatable, Sendable {
  /// The reason.
  public var reason: JobReason
  /// A sentence for people.
  public var detail: String

  /// Makes a refusal.
  public init(_ reason: JobReason, _ detail: String) {
    self.reason = reason
    self.detail = detail
  }
}

/// One prompt request that is to become a job.
public struct NewJob: Equatable, Sendable {
  /// Digest of what makes the request the same when it is dropped again, drop number left out.
  public var identity: String
  /// Safe name, `[A-Za-z0-9._-]`.
  public var slug: String
  /// The canonical request.
  public var request: [UInt8]
  /// Name of the line in a batch file.
  public var customID: String?
  /// Words to find the job by.
  public var tags: [String] = []
  /// -100 … 100, higher first.
  public var priority = 0
  /// Not to be claimed before; UTC milliseconds.
  public var runAfter: Int64 = 0
  /// To be ended at the latest; UTC milliseconds.
  public var deadline: Int64?
  /// Hours in which it may run; `nil` for those of the configuration.
  public var window: String?
  /// Generation rounds it may take.
  public var attemptLimit = 3
  /// Known at acceptance, kept through the job's life.
  public var flags: [JobFlag] = []
  /// Set when the request is refused: the job is dead from the start.
  public var refusal: Refusal?

  /// Makes a request with default settings.
  public init(identity: String, slug: String, request: [UInt8], refusal: Refusal? = nil) {
    self.identity = identity
    self.slug = slug
    self.request = request
    self.refusal = refusal
  }
}

/// One prompt file with its requests.
public struct Drop: Equatable, Sendable {
  /// The file.
  public var source: NewSource
  /// The requests in it.
  public var jobs: [NewJob]

  /// Makes a drop.
  public init(source: NewSource, jobs: [NewJob]) {
    self.source = source
    self.jobs = jobs
  }
}

/// What became of one request.
public enum RequestOutcome: Equatable, Sendable {
  /// A new job.
  case accepted(row: Int64, key: String)
  /// An earlier drop of the same request stands for it.
  case duplicate(row: Int64, key: String)
}

/// What became of one prompt file.
public enum Acceptance: Equatable, Sendable {
  /// The file was new; one outcome for each request.
  case accepted(source: Int64, requests: [RequestOutcome])
  /// This very file was accepted before and only waits to be removed.
  case recognised(source: Int64)

  /// Row number of the file.
  public var source: Int64 {
    switch self {
    case .accepted(let source, _), .recognised(let source): source
    }
  }
}

/// What a drop of a request would become.
public enum DropDecision: Equatable, Sendable {
  /// A new job with this drop number.
  case new(dropNumber: Int)
  /// Nothing: this job stands for it.
  case duplicate(row: Int64, key: String)
}

/// When a request dropped again makes no new job.
public enum Deduplication: Sendable {
  /// While an earlier job is not ended, or done by the same engine.
  case on
  /// Never.
  case off
}

/// An accepted file that is still to be removed from the inbox.
public struct PendingUnlink: Equatable, Sendable {
  /// Row number of the file.
  public let source: Int64
  /// The file as it was accepted.
  public let file: NewSource
  /// Why the last try failed.
  public let error: String?
}
