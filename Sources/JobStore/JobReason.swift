/// Why a job ended or went back to the queue: a closed list, also used by `history --reason`.
///
/// A new reason is an addition here, to the table's CHECK list by a migration, and to the manual.
public enum JobReason: String, CaseIterable, Sendable {
  case invalidUTF8 = "invalid-utf8"
  case empty
  case tooLarge = "too-large"
  case notRegular = "not-regular"
  case unreadable
  case unknownType = "unknown-type"
  case stillChanging = "still-changing"
  case hardLinked = "hard-linked"
  case badHeader = "bad-header"
  case badLine = "bad-line"
  case tooManyVariants = "too-many-variants"
  case inputTooLong = "input-too-long"
  case poison
  case noValidAnswer = "no-valid-answer"
  case lowScore = "low-score"
  case policy
  case inputOutput = "io"
  case memory
  case model
  case stalled
  case expired
  case cancelled
  case duplicate
  case `internal`
}

/// What is worth knowing about a job that ended well.
public enum JobFlag: String, CaseIterable, Sendable {
  /// The best score is below the job's threshold.
  case lowScore = "low-score"
  /// Deadline or time budget ended it before all attempts were made.
  case cutShort = "cut-short"
  /// The prompt file was taken because it stood still, not because its writer closed it.
  case settledWithoutClose = "settled-without-close"
  /// A published answer runs code or reaches beyond ComfyUI's folders; the policy only flags it.
  case policy
}

/// Why a ready job waits; computed when asked for, never stored.
public enum WaitReason: String, CaseIterable, Sendable {
  case window
  case paused
  case backoff
  case notBefore = "not-before"
  case disk
  case outboxUnwritable = "outbox-unwritable"
  case model
  case priority
}
