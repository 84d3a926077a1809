import JobStore
import OperatingSystem
import Spool
import Synchronization

/// What is done once per local date: a backup of the queue, and retention.
///
/// The date of the last time stands in the queue, so restarts and clock changes repeat nothing. A
/// failure is told, counted and tried again after an hour; it never ends the run. Used by the
/// control thread.
struct DailyDuties {
  private static let key = "duties"
  private static let retryInterval: Int64 = 3_600_000
  private static let interval: Int64 = 60_000

  private let loop: JobLoop
  private var next: Int64 = 0

  init(_ loop: JobLoop) { self.loop = loop }

  /// Does what is due.
  mutating func step(_ boot: Int64) {
    guard boot >= next, loop.state.withLock({ $0.hindrance == nil }) else { return }
    do {
      next = boot + (try work() ? Self.interval : 0)
    } catch {
      next = boot + Self.retryInterval
      loop.state.withLock { $0.errors["backup", default: 0] += 1 }
      loop.output.note("the daily backup or clean-up failed, next try in an hour: \(error)")
    }
  }

  /// - Returns: Whether today's duties are done; a queue without jobs has none.
  private func work() throws -> Bool {
    let (loop, now) = (loop, loop.clocks.wall.now)
    let time = CalendarTime(local: now)
    let date = "\(time.year)-\(time.month)-\(time.day)"
    // A queue that a simulation gives has no file.
    let backup = loop.ground.queue == nil ? try QueueBackup(loop.spool) : nil
    let retention = Retention(loop.spool, days: loop.configuration.keepDays, now: now)
    let report = try loop.queue.sync { queue -> Retention.Report? in
      if try queue.meta(Self.key) == date { return Retention.Report() }
      guard try queue.lastRow() > 0 else { return nil }
      try backup?.make(queue.connection, now: now)
      let report = try retention.run(queue)
      try queue.setMeta(Self.key, date)
      return report
    }
    guard let report else { return false }
    if report != Retention.Report() {
      loop.output.note(
        "kept long enough and removed: \(report.graves) from dead/, \(report.held) from hold/,"
          + " the texts of \(report.requests) jobs")
    }
    return true
  }
}
