import Synchronization

/// Tells all workers to come to an end; asked at every token.
public final class StopSignal: Sendable {
  /// How urgent the end is.
  public enum Level: Int, Sendable, Comparable {
    /// Go on.
    case none
    /// Take nothing new, finish what runs.
    case drain
    /// Stop at the next token and give running jobs back uncounted.
    case handBack

    /// By urgency.
    public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
  }

  private let value = Atomic<Int>(0)

  /// Starts with no wish to stop.
  public init() {}

  /// The urgency now.
  public var level: Level { Level(rawValue: value.load(ordering: .acquiring)) ?? .handBack }

  /// Whether nothing new may begin.
  public var isRaised: Bool { level > .none }

  /// Raises the urgency; it never falls.
  public func raise(to level: Level) {
    _ = value.max(level.rawValue, ordering: .acquiringAndReleasing)
  }
}
