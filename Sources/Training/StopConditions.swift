/// When a call that trains returns.
public struct StopConditions {
  /// Steps of the whole run, earlier calls included.
  public var maximumSteps: Int
  /// Seconds of this call.
  public var seconds: Double
  /// Asked before each step.
  public var isRequested: () -> Bool

  /// Stops at whatever comes first.
  public init(
    maximumSteps: Int = .max, seconds: Double = .infinity,
    isRequested: @escaping () -> Bool = { false }
  ) {
    self.maximumSteps = maximumSteps
    self.seconds = seconds
    self.isRequested = isRequested
  }
}

/// Where snapshots go, and how often.
public struct SnapshotPlan {
  /// Seconds between two snapshots; one more follows the last step.
  public var everySeconds: Double
  /// Stores the bytes in one piece or not at all.
  public var store: ([UInt8]) throws -> Void

  /// Describes where snapshots go.
  public init(everySeconds: Double, store: @escaping ([UInt8]) throws -> Void) {
    self.everySeconds = everySeconds
    self.store = store
  }
}
