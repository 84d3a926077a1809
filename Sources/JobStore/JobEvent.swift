/// What an event tells of.
public enum EventKind: String, CaseIterable, Sendable {
  /// A change of state: exactly one event for each.
  case change
  /// The same request was dropped again and makes no new job.
  case duplicateDrop = "duplicate-drop"
  /// A result came after its lease or shipment had ended, and was thrown away.
  case lateResult = "late-result"
  /// Another result stood in the place where this one was to be published.
  case publishConflict = "publish-conflict"
  /// A hook was run.
  case hook
  /// Claiming or intake was paused or resumed; belongs to no job.
  case control
  /// Anything else worth keeping, such as a new priority.
  case note
}

/// One line of the history that is only ever added to.
public struct JobEvent: Equatable, Sendable {
  /// Number in order.
  public let row: Int64
  /// UTC milliseconds.
  public let time: Int64
  /// Row number of the job.
  public let job: Int64?
  /// What it tells of.
  public let kind: EventKind
  /// State before a change; `nil` for a new job.
  public let from: JobState?
  /// State after a change.
  public let to: JobState?
  /// The job's claim number after the event.
  public let claim: Int64
  /// Why.
  public let reason: JobReason?
  /// A sentence.
  public let detail: String?
}

// MARK: - Reading rows

extension JobEvent {
  static let columns = "row, time, job, kind, from_state, to_state, claim, reason, detail"

  init(_ row: Statement) throws(SQLiteError) {
    let word = row.text(3) ?? ""
    guard let kind = EventKind(rawValue: word) else {
      throw SQLiteError.unknownWord(column: "event.kind", word: word)
    }
    self.row = row.integer(0) ?? 0
    time = row.time(1) ?? 0
    job = row.integer(2)
    self.kind = kind
    from = try Stored.optionalState(row.text(4), "event.from_state")
    to = try Stored.optionalState(row.text(5), "event.to_state")
    claim = row.integer(6) ?? 0
    reason = try Stored.reason(row.text(7), "event.reason")
    detail = row.text(8)
  }
}
