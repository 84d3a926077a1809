/// Where a job stands.
public enum JobState: String, CaseIterable, Sendable {
  /// Waits to be claimed.
  case ready
  /// Held by a worker of this process.
  case running
  /// Sent away with a shipment.
  case remote
  /// Ended with a published result.
  case done
  /// Given up, with a reason.
  case dead
  /// Ended by its user.
  case cancelled
  /// Ended by its deadline.
  case expired

  /// Whether nothing more happens by itself.
  public var hasEnded: Bool {
    switch self {
    case .ready, .running, .remote: false
    case .done, .dead, .cancelled, .expired: true
    }
  }

  /// Whether the queue ever changes a job from `old` (`nil`: not yet there) to `new`.
  public static func isAllowed(from old: JobState?, to new: JobState) -> Bool {
    switch old {
    case nil: new == .ready || new == .dead
    case .ready: [.running, .remote, .cancelled, .expired].contains(new)
    case .running: [.done, .ready, .dead, .cancelled, .expired].contains(new)
    case .remote: [.done, .ready, .cancelled, .expired].contains(new)
    case .dead, .cancelled, .expired: new == .ready
    case .done: false
    }
  }
}
