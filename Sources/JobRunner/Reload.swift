import Synchronization

/// The wish that settings are read again; raised by SIGHUP, taken by the control thread.
public final class ReloadWish: Sendable {
  private let isRaised = Atomic<Bool>(false)

  /// Starts without a wish.
  public init() {}

  /// Wishes it; twice is once.
  public func raise() { isRaised.store(true, ordering: .releasing) }

  /// Whether it was wished since the last call.
  func take() -> Bool { isRaised.exchange(false, ordering: .acquiringAndReleasing) }
}

/// Settings that were read again.
public struct ReloadedSettings: Sendable {
  /// The values.
  public var configuration: RunnerConfiguration
  /// Names of changed directives that hold only after a restart.
  public var needRestart: [String]

  /// Makes them.
  public init(_ configuration: RunnerConfiguration, needRestart: [String] = []) {
    self.configuration = configuration
    self.needRestart = needRestart
  }
}

/// Why settings cannot be read again, in words.
public struct SettingsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  /// Makes an error.
  public init(_ description: String) { self.description = description }
}

/// What connects a runner with its surroundings beside folders and clocks.
public struct RunnerLinks: Sendable {
  /// The service manager.
  public var notice = ServiceNotice.none
  /// Raised when settings are to be read again.
  public var reload = ReloadWish()
  /// Reads them, throwing ``SettingsError``; `nil` when they cannot change.
  public var readSettings: (@Sendable () throws -> ReloadedSettings)?
  /// Ends the process at once, with a sentence, when a worker does not obey and no watchdog is
  /// there to do it; `nil` to go on without that worker.
  public var leave: (@Sendable (String) -> Void)?

  /// Connects it with nothing.
  public init() {}
}

extension RunnerConfiguration {
  /// The new values, but those of the old that a running process cannot change: they stand in
  /// threads, sockets and the command line.
  func taken(over old: RunnerConfiguration) -> RunnerConfiguration {
    var new = self
    new.workers = old.workers
    new.controlSocket = old.controlSocket
    new.deadline = old.deadline
    new.jobLimit = old.jobLimit
    return new
  }
}
