import Synchronization

/// A value that is made at the first question and kept.
public final class Once<Value: Sendable>: Sendable {
  private let kept = Mutex<Value?>(nil)

  /// Holds nothing yet.
  public init() {}

  /// The value; `make` runs at the first call only, and others wait for it.
  public func value(_ make: () -> Value) -> Value {
    kept.withLock { kept in
      if let kept { return kept }
      let made = make()
      kept = made
      return made
    }
  }
}
