import JSON
import JobRunner
import JobStore
import Report
import Spool

/// `nightloom metrics`: what a monitor wants to know, as numbers.
enum MetricsCommand: Subcommand {
  static let name = "metrics"
  static let summary = "Prints counters and gauges of the queue for Prometheus."
  static let usage = "[--json]"
  static let options = QueueReader.options

  static func run(_ arguments: Arguments) throws -> ExitStatus {
    let reader = try QueueReader(arguments)
    let window = try RunnerSetup(arguments).configuration().window
    let rules = ClaimRules(
      window: window, windows: try reader.history.waitingWindows(), now: reader.now)
    var metrics = Metrics(
      try reader.history.tally(), try reader.history.gauges(rules, now: reader.now))
    metrics.version = Nightloom.version
    take(reader.runner, &metrics)
    metrics.take(SpoolMeasures(reader.spoolPath))
    if arguments.has("json") {
      Console.output(metrics.json(now: reader.now).text() + "\n")
    } else {
      Console.output(metrics.text(now: reader.now))
    }
    return .success
  }

  /// What only a running process knows.
  private static func take(_ live: JSONValue, _ metrics: inout Metrics) {
    guard live.object != nil else { return }
    metrics.isUp = true
    metrics.tokensPerSecond = live["tokens_per_second"]?.double
    metrics.hindrance = live["waits"]?["reason"]?.string.flatMap(WaitReason.init)
    metrics.overflows = live["overflows"]?.int
    metrics.rescans = live["rescans"]?.int
    for member in live["errors"]?.object?.members ?? [] {
      metrics.errors[member.key] = member.value.int
    }
  }
}
