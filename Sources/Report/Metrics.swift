public import JSON
public import JobStore

/// What a runner tells a monitor, in numbers and closed words: no prompt, name or tag.
public struct Metrics: Equatable, Sendable {
  /// Counters from the events.
  public var tally: QueueTally
  /// How the queue stands.
  public var gauges: QueueGauges
  /// Whether a runner is at work.
  public var isUp = false
  /// The program's version.
  public var version = ""
  /// Speed of the running jobs.
  public var tokensPerSecond: Double?
  /// What keeps every ready job waiting, when something does: `disk`, `outbox-unwritable`, `model`.
  public var hindrance: WaitReason?
  /// Lost change notices since the runner's start.
  public var overflows: Int?
  /// Full looks through the inbox since the runner's start.
  public var rescans: Int?
  /// What went wrong since the runner's start, by kind.
  public var errors: [String: Int] = [:]
  /// Size of the database's log.
  public var logBytes: Int?
  /// Free space by place.
  public var freeBytes: [String: Int] = [:]
  /// Files in `hold/`, reasons not counted.
  public var heldFiles: Int?
  /// Time of the newest backup; UTC milliseconds.
  public var backupAt: Int64?

  /// Metrics of a queue alone.
  public init(_ tally: QueueTally, _ gauges: QueueGauges) {
    self.tally = tally
    self.gauges = gauges
  }

  /// The text for Prometheus, without times of its own.
  ///
  /// Source: prometheus/docs: Exposition formats, text-based format.
  public func text(now: Int64) -> String {
    families(now).map { family in
      "# HELP nightloom_\(family.name) \(family.help)\n"
        + "# TYPE nightloom_\(family.name) \(family.kind.rawValue)\n"
        + family.samples.map(\.line).joined()
    }.joined()
  }

  /// The schema `nightloom.metrics/1`: the same samples as numbers.
  public func json(now: Int64) -> JSONValue {
    JobObject.envelope(
      "nightloom.metrics/1", now: now,
      [
        "samples": .array(families(now).flatMap(\.samples).map(\.json))
      ])
  }

  private func families(_ now: Int64) -> [MetricFamily] {
    let families = queueFamilies(now) + workFamilies + placeFamilies(now)
    return families.filter { !$0.samples.isEmpty }
  }

  private func queueFamilies(_ now: Int64) -> [MetricFamily] {
    let ready = gauges.counts.first { $0.state == .ready }?.count ?? 0
    let waiting = hindrance.map { ready > 0 ? [$0: ready] : [:] } ?? gauges.waiting
    return [
      .gauge("up", "Whether a runner is at work.", isUp ? 1 : 0),
      MetricFamily(
        "build_info", .gauge, "The program's version.",
        [MetricSample("build_info", [("version", version)], 1)]),
      MetricFamily(
        "jobs", .gauge, "Jobs by state.",
        gauges.counts.map {
          MetricSample("jobs", [("state", $0.state.rawValue)], Double($0.count))
        }),
      MetricFamily(
        "waiting", .gauge, "Ready jobs by what they wait for.",
        WaitReason.allCases.map {
          MetricSample("waiting", [("reason", $0.rawValue)], Double(waiting[$0] ?? 0))
        }),
      .gauge(
        "oldest_ready_seconds", "Age of the oldest ready job.",
        gauges.oldestReadyAt.map { Double(max(0, now - $0)) / 1000 } ?? 0),
    ]
  }

  private var workFamilies: [MetricFamily] {
    let ends = tally.ended.map { end, count in
      (end.state.rawValue, end.reason?.rawValue ?? "", Double(count))
    }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    let attempts = tally.attempts.sorted { $0.key < $1.key }
    return [
      MetricFamily(
        "jobs_ended_total", .counter, "Ends of jobs by state and reason.",
        ends.map {
          MetricSample("jobs_ended_total", [("state", $0.0), ("reason", $0.1)], $0.2)
        }),
      MetricFamily(
        "attempts_total", .counter, "Generation rounds by verdict.",
        attempts.map {
          MetricSample("attempts_total", [("verdict", $0.key)], Double($0.value))
        }),
      .counter("tokens_total", "Tokens written.", Double(tally.tokens)),
      .gauge("tokens_per_second", "Speed of the running jobs.", tokensPerSecond ?? 0),
      .histogram("job_seconds", "Time from claim to end.", tally.jobSeconds),
      .histogram("score", "Best score of done jobs.", tally.scores),
      .gauge(
        "last_done_timestamp_seconds", "When a job was done last.",
        tally.lastDoneAt.map { Double($0) / 1000 }),
    ]
  }

  private func placeFamilies(_ now: Int64) -> [MetricFamily] {
    [
      .counter(
        "inotify_overflows_total", "Lost change notices since the start.",
        overflows.map(Double.init)),
      .counter(
        "rescans_total", "Full looks through the inbox since the start.",
        rescans.map(Double.init)),
      MetricFamily(
        "errors_total", .counter, "What went wrong since the start, by kind.",
        errors.sorted { $0.key < $1.key }.map {
          MetricSample("errors_total", [("kind", $0.key)], Double($0.value))
        }),
      .gauge("wal_bytes", "Size of the database's log.", logBytes.map(Double.init)),
      MetricFamily(
        "free_bytes", .gauge, "Free space by place.",
        freeBytes.sorted { $0.key < $1.key }.map {
          MetricSample("free_bytes", [("place", $0.key)], Double($0.value))
        }),
      .gauge("hold_files", "Files in hold.", heldFiles.map(Double.init)),
      .gauge(
        "backup_timestamp_seconds", "Time of the newest backup.",
        backupAt.map { Double($0) / 1000 }),
    ]
  }
}
