import JobStore
import OperatingSystem
public import Report
public import Spool
import Synchronization

/// Writes `metrics_file` for a monitor that reads files, as node_exporter's textfile collector.
///
/// The file is written under another name in its own folder and renamed, at most every 15 s; a
/// failure is counted and changes nothing else. Used by the control thread.
struct MetricsFile {
  static let interval: Int64 = 15_000

  private let loop: JobLoop
  private let path: String?
  private var tally = QueueTally()
  private var isCounted = false
  private var next: Int64 = 0

  init(_ loop: JobLoop) {
    self.loop = loop
    path = loop.configuration.metricsFile
  }

  /// Counts further events, and writes when it is time.
  mutating func step(_ boot: Int64, tokensPerSecond: Double?) {
    guard path != nil, boot >= next || !isCounted else { return }
    do {
      try count()
      guard isCounted, boot >= next else { return }
      next = boot + Self.interval
      try write(isUp: true, tokensPerSecond: tokensPerSecond)
    } catch {
      next = boot + Self.interval
      loop.state.withLock { $0.errors["metrics", default: 0] += 1 }
    }
  }

  /// Says that the runner is gone.
  mutating func end() {
    guard path != nil else { return }
    do {
      repeat { try count() } while !isCounted
      try write(isUp: false, tokensPerSecond: nil)
    } catch {
      loop.output.note("the metrics file could not be written at the end: \(error)")
    }
  }

  private mutating func count() throws {
    let known = tally
    (tally, isCounted) = try loop.queue.sync { queue in
      var tally = known
      let isComplete = try queue.advance(&tally)
      return (tally, isComplete)
    }
  }

  private func write(isUp: Bool, tokensPerSecond: Double?) throws {
    guard let path else { return }
    let (loop, now) = (loop, loop.clocks.wall.now)
    let gauges = try loop.queue.sync { queue in
      try queue.gauges(try loop.windowRules(queue, now: now), now: now)
    }
    let state = loop.state.withLock { $0 }
    var metrics = Metrics(tally, gauges)
    metrics.isUp = isUp
    metrics.version = loop.configuration.version
    metrics.tokensPerSecond = tokensPerSecond
    metrics.hindrance = state.hindrance.flatMap { WaitReason(rawValue: $0.reason) }
    metrics.overflows = state.overflows
    metrics.rescans = state.rescans
    metrics.errors = state.errors
    metrics.take(SpoolMeasures(loop.spool.path, statePath: loop.spool.state.path))
    try AtomicFile.write(Array(metrics.text(now: now).utf8), to: path, mode: 0o644)
  }
}

extension Metrics {
  /// Takes over what was measured of the places.
  public mutating func take(_ measures: SpoolMeasures) {
    logBytes = measures.logBytes
    heldFiles = measures.heldFiles
    backupAt = measures.backupTime.map { $0 / 1_000_000 }
    freeBytes["outbox"] = measures.outboxFreeBytes
    freeBytes["state"] = measures.stateFreeBytes
  }
}
