import Dispatch
import OperatingSystem

/// Turns signals into wishes: the first SIGTERM or SIGINT drains, the second leaves at once.
public final class SignalWatch {
  private let sources: [any DispatchSourceSignal]

  /// Listens as long as it lives.
  ///
  /// - Parameters:
  ///   - stop: Raised by the first signal.
  ///   - leave: Called by the second one with its number added to 128.
  ///   - reload: Called for SIGHUP.
  public init(
    _ stop: StopSignal, leave: @escaping @Sendable (Int32) -> Void,
    reload: @escaping @Sendable () -> Void = {}
  ) {
    let line = DispatchQueue(label: "nightloom.signals")
    Signal.pipe.ignore()
    sources = [Signal.terminate, .interrupt, .hangUp].map { signal in
      signal.ignore()
      let source = DispatchSource.makeSignalSource(signal: signal.number, queue: line)
      source.setEventHandler { @Sendable in
        if signal == .hangUp { return reload() }
        if stop.isRaised { return leave(128 + signal.number) }
        stop.raise(to: .drain)
      }
      source.resume()
      return source
    }
  }

  deinit { for source in sources { source.cancel() } }
}
