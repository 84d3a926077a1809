public import Distribution
import Generation
import JSON
import JobStore
import OperatingSystem
import Spool

/// Works off one chunk of a shipment, on whatever host: each job that has no result yet is
/// generated and published into the shipment's own folder of results.
///
/// It may be begun again, and run twice at the same time: what exists is skipped, and a publish
/// cannot replace. A job without a result is told in the segment; the head takes it back.
public struct ChunkRunner {
  /// What one run of a chunk did.
  public struct Summary: Equatable, Sendable {
    /// Results published.
    public var done = 0
    /// Jobs whose result was there.
    public var skipped = 0
    /// Jobs that gave no result.
    public var failed = 0
    /// Whether it was told to end before the last job.
    public var isCutShort = false
  }

  /// Where a chunk runs, for its segment.
  public struct Place: Sendable {
    /// The name of the machine.
    public var host: String
    /// The scheduler's task, when there is one.
    public var task: String?
    /// How often the scheduler began it again.
    public var restart: Int

    /// Makes a place from its parts.
    public init(host: String, task: String? = nil, restart: Int = 0) {
      self.host = host
      self.task = task
      self.restart = restart
    }
  }

  private let shipment: Shipment
  private let generator: any JobGenerator
  private let place: Place
  private let stop: StopSignal
  private let clocks: JobLoop.Clocks

  /// Prepares a chunk.
  ///
  /// - Parameters:
  ///   - shipment: The shipment.
  ///   - generator: This host's engine.
  ///   - place: Where it runs.
  ///   - stop: Raised to end: the present job is dropped.
  ///   - clocks: The clocks.
  public init(
    _ shipment: Shipment, _ generator: any JobGenerator, place: Place,
    stop: StopSignal = StopSignal(), clocks: JobLoop.Clocks = JobLoop.Clocks()
  ) {
    self.shipment = shipment
    self.generator = generator
    self.place = place
    self.stop = stop
    self.clocks = clocks
  }

  /// Works off the chunk with this number, counted from 0.
  ///
  /// - Returns: What was done.
  /// - Throws: ``DistributionError`` before anything was written when the shipment is damaged or
  ///   was made for another engine; else failures of the disk.
  public func run(_ number: Int) throws -> Summary {
    let manifest = try shipment.manifest()
    try manifest.require(engine: generator.engine, facts: generator.facts, path: shipment.path)
    let chunk = try manifest.chunk(number)
    let results = try shipment.results()
    let segment = try SegmentFile(shipment, host: place.host, process: ThisProcess.id)
    let worker = generator.makeWorker()
    var summary = Summary()
    for entry in chunk {
      let name = JobName(slug: entry.slug, key: entry.key)
      if try results.check(name).key == entry.key {
        summary.skipped += 1
        continue
      }
      guard !stop.isRaised else { break }
      let start = clocks.wall.now
      let failure = try work(entry, name, worker, results)
      if stop.isRaised, failure != nil { break }
      if failure == nil { summary.done += 1 } else { summary.failed += 1 }
      try segment.append(line(entry, failure, start))
    }
    summary.isCutShort = summary.done + summary.skipped + summary.failed < chunk.count
    return summary
  }

  /// - Returns: Why there is no result, or `nil` when it is published.
  private func work(
    _ entry: ShipmentManifest.Entry, _ name: JobName, _ worker: any JobWorking, _ results: Outbox
  ) throws -> String? {
    guard let shipped = ShippedJob(entry) else { return "its line cannot be read" }
    var times = RoundTimes(boot: clocks.boot.now)
    let start = clocks.wall.now
    var isPastBudget = false
    var outcome: JobOutcome
    do {
      outcome = try worker.work(
        shipped.request,
        isStopped: {
          isPastBudget = isPastBudget || times.arePast(budget: shipped.timeBudget)
          return stop.isRaised || isPastBudget
        }, progress: { times.progress($0, $1, boot: clocks.boot.now) })
    } catch {
      return "\(error)"
    }
    guard !stop.isRaised else { return "it was told to end" }
    times.complete(&outcome.attempts, boot: clocks.boot.now, wall: clocks.wall.now)
    guard let best = outcome.bestMetric else { return "no answer passed every rule" }
    let isLow = best < shipped.request.retryBelow
    if isLow, shipped.failsLow { return "the best metric stayed low" }
    var flags: [JobFlag] = isLow ? [.lowScore] : []
    if isPastBudget { flags.append(.cutShort) }
    if outcome.policy.isFlagged { flags.append(.policy) }
    let draft = ResultDraft(
      job: shipped.job, record: shipped.record, request: shipped.request, outcome: outcome,
      flags: flags, generator: generator, startedAt: start, now: clocks.wall.now)
    // Another task may work on the same job: each has a stage of its own.
    _ = try results.publish(
      name, claim: Int.random(in: 1...(1 << 52)), schema: "nightloom.manifest/1", draft.members,
      draft.files, now: clocks.wall.now)
    return nil
  }

  private func line(
    _ entry: ShipmentManifest.Entry, _ failure: String?, _ start: Int64
  ) -> JSONObject {
    JSONObject([
      ("custom_id", .string(entry.id)), ("outcome", failure == nil ? "done" : "failed"),
      ("reason", failure.map { .string($0) } ?? .null), ("host", .string(place.host)),
      ("task", place.task.map { .string($0) } ?? .null), ("restart", .int(place.restart)),
      ("started", .string(CalendarTime.text(utc: start))),
      ("finished", .string(CalendarTime.text(utc: clocks.wall.now))),
    ])
  }
}
