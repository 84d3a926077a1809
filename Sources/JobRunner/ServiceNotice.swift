import OperatingSystem

/// Tells the service manager how it stands: systemd's notify protocol, without its library.
///
/// Source: sd_notify(3). Each message is one datagram to the socket named in `NOTIFY_SOCKET`, where
/// `@` in front stands for a name in the abstract namespace.
public struct ServiceNotice: Sendable {
  private let address: String?
  /// How often the manager wants to hear that all is well, in milliseconds; `nil` for never.
  let watchdogInterval: Int64?

  /// Talks to nobody.
  public static let none = ServiceNotice(address: nil)

  /// Talks to a manager.
  ///
  /// - Parameters:
  ///   - address: The value of `NOTIFY_SOCKET`; `nil` without a manager.
  ///   - watchdogMicroseconds: The value of `WATCHDOG_USEC`; `nil` without a watchdog.
  public init(address: String?, watchdogMicroseconds: Int64? = nil) {
    self.address = address.flatMap { $0.hasPrefix("/") || $0.hasPrefix("@") ? $0 : nil }
    watchdogInterval = watchdogMicroseconds.flatMap { $0 > 0 ? max(1, $0 / 1000) : nil }
  }

  /// Whether a manager listens.
  public var isHeard: Bool { address != nil }

  /// The first scan is over.
  func ready(_ status: String) { send(["READY=1", "STATUS=\(line(status))"]) }
  /// One sentence.
  func status(_ status: String) { send(["STATUS=\(line(status))"]) }
  /// The settings are being read again; ``ready(_:)`` ends it.
  func reloading() { send(["RELOADING=1", "MONOTONIC_USEC=\(MonotonicClock.microseconds)"]) }
  /// No further job begins.
  func stopping(_ status: String) { send(["STOPPING=1", "STATUS=\(line(status))"]) }
  /// A running job advances: so many more milliseconds, please.
  func extend(_ milliseconds: Int64) { send(["EXTEND_TIMEOUT_USEC=\(milliseconds * 1000)"]) }
  /// All is well.
  func alive() { send(["WATCHDOG=1"]) }

  /// A message is lines, so a sentence holds no line feed.
  private func line(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }

  private func send(_ lines: [String]) {
    guard let address else { return }
    do throws(SystemCallError) {
      try UnixSocket.send(Array(lines.joined(separator: "\n").utf8), to: address)
    } catch {
      // The manager is gone or full. It acts by itself when messages stay out; work goes on.
      return
    }
  }
}
