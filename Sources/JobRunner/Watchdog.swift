import Dispatch

/// Tells the service manager that the process lives, at half the interval that it asked for.
///
/// Only if that is true: the owner of the queue answers within 20 s, and no worker is stuck. When
/// the messages stay out the manager restarts the process, and recovery needs no hand.
final class Watchdog {
  private let timer: any DispatchSourceTimer

  /// Begins; `nil` when nobody wants to hear it.
  ///
  /// - Parameters:
  ///   - notice: Where the messages go.
  ///   - answers: Whether the owner of the queue answers within so many milliseconds.
  ///   - isStuck: Whether a worker does not obey any more.
  init?(
    _ notice: ServiceNotice, answers: @escaping @Sendable (Int) -> Bool,
    isStuck: @escaping @Sendable () -> Bool
  ) {
    guard notice.isHeard, let interval = notice.watchdogInterval else { return nil }
    let line = DispatchQueue(label: "nightloom.watchdog")
    timer = DispatchSource.makeTimerSource(queue: line)
    let half = DispatchTimeInterval.milliseconds(Int(max(1, interval / 2)))
    timer.schedule(deadline: .now() + half, repeating: half)
    timer.setEventHandler { @Sendable in
      if !isStuck(), answers(20_000) { notice.alive() }
    }
    timer.resume()
  }

  deinit { timer.cancel() }
}
