import Dispatch
import JSON
import JobStore
public import OperatingSystem
public import Spool
import Synchronization

/// The runner: accepts prompt files, lets workers make results, publishes and records them.
///
/// One at a time per state folder. The calling thread watches the inbox and keeps order; workers
/// generate on queues of their own; every change of the queue goes through its one owner.
///
///     inbox file -> Intake -> queue row -> JobWorker -> stage -> outbox folder -> row done
///                (commit, then unlink)              (rename, then commit with the fence)
public final class JobLoop: Sendable {
  /// When the loop ends.
  public enum Mode: String, Sendable {
    /// When nothing can be claimed any more.
    case once
    /// When it is told to.
    case run
  }

  /// The clocks, as values for tests.
  public struct Clocks: Sendable {
    /// Points in time.
    public var wall: WallClock
    /// Durations.
    public var boot: BootClock
    /// Lets milliseconds pass where nothing is to be done.
    public var pause: @Sendable (Int64) -> Void

    /// Makes clocks, of the machine when nothing else is given.
    public init(
      wall: WallClock = .system, boot: BootClock = .system,
      pause: @escaping @Sendable (Int64) -> Void = { ThisProcess.pause(milliseconds: $0) }
    ) {
      self.wall = wall
      self.boot = boot
      self.pause = pause
    }
  }

  let spool: SpoolDirectory
  let generator: any JobGenerator
  let mode: Mode
  let stop: StopSignal
  let clocks: Clocks
  let ground: RunnerGround
  let output: RunnerOutput
  let links: RunnerLinks
  let owner: String
  let queue: QueueOwner
  let state = Mutex(LoopState())
  private let settings: Mutex<RunnerConfiguration>
  private let wake = DispatchSemaphore(value: 0)
  private let startedAt: Int64

  /// Takes the lock, loads the model, opens the queue and recovers what a dead process left.
  ///
  /// - Parameters:
  ///   - spool: The folders.
  ///   - configuration: The settings.
  ///   - mode: When the loop ends.
  ///   - stop: Asked at every token.
  ///   - clocks: The clocks.
  ///   - ground: Queue and notices.
  ///   - output: Who is told what happens.
  ///   - links: The service manager, and settings that may be read again.
  ///   - load: Loads the model; nothing was touched yet when it throws.
  /// - Throws: ``RunnerError`` or what `load` throws.
  public init(
    _ spool: SpoolDirectory, _ configuration: RunnerConfiguration, mode: Mode,
    stop: StopSignal = StopSignal(), clocks: Clocks = Clocks(),
    ground: RunnerGround = RunnerGround(), output: RunnerOutput = .silent,
    links: RunnerLinks = RunnerLinks(), loading load: () throws -> any JobGenerator
  ) throws {
    startedAt = clocks.boot.now
    if let path = configuration.controlSocket { try ControlServer.check(path) }
    try Self.takeLock(spool)
    generator = try load()
    self.spool = spool
    settings = Mutex(configuration)
    self.links = links
    self.mode = mode
    self.stop = stop
    self.clocks = clocks
    self.ground = ground
    self.output = output
    owner = ground.owner()
    let opening = QueueOpening(spool, now: clocks.wall.now, note: output.note)
    queue = try ground.queue?(spool) ?? opening.open()
    queue.fence(by: spool)
    do {
      try recover()
      try opening.reconcile(queue, owner: owner)
    } catch let error as SpoolError {
      throw RunnerError.spool(error)
    } catch SQLiteError.damaged(let path, let message) {
      QueueOpening.noteDamage(spool)
      throw RunnerError.queue(.damaged(path: path, message: message))
    }
  }

  private static func takeLock(_ spool: SpoolDirectory) throws(RunnerError) {
    let holder: LockHolder?
    do {
      holder = try spool.takeLock()
    } catch {
      throw .spool(error)
    }
    if let holder { throw .locked(process: holder.process, path: spool.path) }
  }

  private func recover() throws {
    let recovery = Recovery(spool)
    let (owner, now) = (owner, clocks.wall.now)
    let report = try queue.sync { queue in try recovery.run(queue, owner: owner, now: now) }
    guard report != Recovery.Report() else { return }
    state.withLock { $0.summary.dead += report.dead + report.poisoned }
    state.withLock { $0.summary.done += report.finished }
    output.note(
      "recovered from a run that was cut off: \(report.finished) finished, \(report.dead) dead,"
        + " \(report.cancelled) cancelled, \(report.poisoned) given up,"
        + " \(report.released) begun anew")
  }

  /// The settings now; those of a job stay what they were when it began.
  var configuration: RunnerConfiguration { settings.withLock { $0 } }

  /// Lets other settings hold from now on.
  func replace(_ configuration: RunnerConfiguration) {
    settings.withLock { $0 = configuration }
  }

  // MARK: - The run

  /// Works until the mode, the stop signal or a failure ends it.
  ///
  /// - Returns: What was done.
  /// - Throws: What makes going on impossible; every job is then in the queue or published.
  public func run() throws -> RunSummary {
    let intake = try makeIntake()
    let server = try openSocket()
    defer { server?.end() }
    let pool = WorkerPool(count: max(1, configuration.workers)) { [self] number in
      JobWorker(loop: self, number: number, generator: generator.makeWorker()).run()
    }
    var control = ControlLoop(self, intake)
    do {
      try control.run()
    } catch {
      fail(error)
    }
    drain(pool, &control)
    control.end()
    if let failure = state.withLock({ $0.failure }) { throw failure }
    return try summary(intake)
  }

  private func openSocket() throws -> ControlServer? {
    guard let path = configuration.controlSocket else { return nil }
    let desk = ControlDesk(loop: self)
    do throws(SystemCallError) {
      return try ControlServer(path) { @Sendable in desk.answer($0) }
    } catch {
      throw RunnerError.spool(.system(error))
    }
  }

  /// Watches the inbox, and has not looked into it yet.
  func makeIntake() throws -> Intake {
    try Intake(
      spool, queue, configuration, engine: generator.engine, watch: ground.watch,
      note: output.note)
  }

  private func drain(_ pool: WorkerPool, _ control: inout ControlLoop) {
    state.withLock { $0.isEnding = true }
    let limit = clocks.boot.now + configuration.drainTime
    control.stopping()
    wakeAll()
    while !pool.wait(milliseconds: 50) {
      if clocks.boot.now >= limit { stop.raise(to: .handBack) }
      control.attend()
      wakeAll()
    }
  }

  /// What was done so far.
  func summary(_ intake: Intake) throws -> RunSummary {
    let now = clocks.wall.now
    let waiting = try queue.sync { queue in try self.claimable(queue, now: now) }
    var summary = state.withLock { $0.summary }
    summary.accepted = intake.counts.accepted
    summary.dead += intake.counts.dead
    summary.duplicate = intake.counts.duplicate
    summary.held = intake.counts.held
    summary.left = waiting.count + (waiting.backoff == nil ? 0 : 1) + intake.unsettled
    summary.seconds = Double(clocks.boot.now - startedAt) / 1000
    summary.hindrance = state.withLock { $0.hindrance?.sentence }
    return summary
  }

  // MARK: - What workers ask

  /// Whether a worker shall look for a further job.
  var goesOn: Bool { !stop.isRaised && !state.withLock { $0.isEnding } }

  /// Lets a worker wait for something to do.
  func rest() { _ = wake.wait(timeout: .now() + .milliseconds(1000)) }

  /// Wakes every worker that rests.
  func wakeAll() { for _ in 0..<max(1, configuration.workers) { wake.signal() } }

  /// Takes the next job for a worker, or `nil` when none may run now.
  func claim(_ worker: Int) throws -> Job? {
    try queue.sync { [self] queue in
      let now = clocks.wall.now
      guard let rules = try rules(queue, now: now),
        let job = try queue.claim(now: now, owner: owner, rules)
      else { return nil }
      let live = LiveJob(
        row: job.row, folder: job.folderName, attemptLimit: job.attemptLimit,
        startedAt: clocks.boot.now)
      state.withLock { state in
        state.running[worker] = live
        state.claimed += 1
        state.isSolo = job.starts > 1
      }
      return job
    }
  }

  private func rules(_ queue: JobQueue, now: Int64) throws -> ClaimRules? {
    let (isFree, isBusy) = state.withLock { state in
      let isBelowLimit = configuration.jobLimit.map { state.claimed < $0 } ?? true
      return (
        !state.isEnding && !state.isSolo && state.hindrances.isEmpty && isBelowLimit,
        !state.running.isEmpty
      )
    }
    guard isFree, !stop.isRaised, configuration.deadline.map({ now < $0 }) ?? true else {
      return nil
    }
    var rules = try windowRules(queue, now: now)
    rules.skipsSuspects = isBusy
    return rules
  }

  func windowRules(_ queue: JobQueue, now: Int64) throws -> ClaimRules {
    ClaimRules(window: configuration.window, windows: try queue.waitingWindows(), now: now)
  }

  /// Ready jobs that nothing but time or hands keeps from running, and the end of the next backoff.
  func claimable(_ queue: JobQueue, now: Int64) throws -> (count: Int, backoff: Int64?) {
    let rules = try windowRules(queue, now: now)
    let closed = JSONValue.array(rules.closedWindows.map { .string($0) }).text()
    let count = try queue.connection.integer(
      """
      SELECT count(*) FROM job WHERE state = 'ready' AND run_after <= ?1
        AND (deadline IS NULL OR deadline > ?1)
        AND CASE WHEN window IS NULL THEN ?2
          ELSE window NOT IN (SELECT value FROM json_each(?3)) END
        AND NOT EXISTS (SELECT 1 FROM control WHERE name = 'claiming')
      """,
      [.integer(now), .integer(rules.isDefaultWindowOpen ? 1 : 0), .text(closed)])
    let backoff = try queue.connection.integer(
      "SELECT min(run_after) FROM job WHERE state = 'ready' AND failures > 0 AND run_after > ?1",
      [.integer(now)])
    return (Int(count ?? 0), backoff)
  }

  /// A worker is through with its job.
  func release(_ worker: Int, _ update: (inout RunSummary) -> Void = { _ in }) {
    state.withLock { state in
      state.running[worker] = nil
      state.isSolo = false
      update(&state.summary)
    }
    wakeAll()
  }

  /// Ends the run as a failure; the first one counts.
  func fail(_ error: any Error) {
    let failure = (error as? SpoolError).map { RunnerError.spool($0) } ?? error
    state.withLock { state in
      if state.failure == nil { state.failure = failure }
    }
    if case SQLiteError.damaged = error { QueueOpening.noteDamage(spool) }
    stop.raise(to: .handBack)
  }

  // MARK: - Hindrances

  /// Nothing begins until the place clears it.
  func hinder(_ place: Hindrance.Place, _ reason: String, _ sentence: String) {
    let now = clocks.boot.now
    let isNew = state.withLock { state in
      guard state.hindrances[place] == nil else { return false }
      state.hindrances[place] = Hindrance(reason: reason, sentence: sentence, since: now)
      state.errors[reason, default: 0] += 1
      return true
    }
    if isNew { output.note("waiting (\(reason)): \(sentence)") }
  }

  /// What hindered at a place is over.
  func clear(_ place: Hindrance.Place) {
    let wasThere = state.withLock { $0.hindrances.removeValue(forKey: place) != nil }
    if wasThere {
      output.note("going on: the hindrance is over")
      wakeAll()
    }
  }
}
