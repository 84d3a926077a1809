import JSON
import JobStore
import OperatingSystem
import Spool
import Synchronization

/// What the calling thread does while workers generate: intake, deadlines, space, progress, end.
struct ControlLoop {
  private let loop: JobLoop
  private let intake: Intake
  private var progress: LiveProgress
  private var metrics: MetricsFile
  private var attendance: Attendance
  private var duties: DailyDuties
  private var shipments: ShipmentMerge
  private let startedAt: Int64
  private var nextIntake: Int64 = 0
  private var nextUpkeep: Int64 = 0
  private var waiting = 0

  init(_ loop: JobLoop, _ intake: Intake) {
    self.loop = loop
    self.intake = intake
    startedAt = loop.clocks.boot.now
    metrics = MetricsFile(loop)
    attendance = Attendance(loop, intake)
    duties = DailyDuties(loop)
    shipments = ShipmentMerge(loop)
    progress = LiveProgress(
      state: loop.spool.state, command: loop.mode.rawValue, output: loop.output)
  }

  /// Runs until the mode or the stop signal ends it.
  /// - Throws: what makes going on impossible.
  mutating func run() throws {
    while !loop.stop.isRaised {
      let boot = loop.clocks.boot.now
      if try turn(boot) { return }
      rest(boot)
    }
  }

  /// No further job begins.
  func stopping() { attendance.stopping() }

  /// What remains to be done while running jobs come to their end.
  mutating func attend() {
    show()
    do {
      try attendance.step(waiting: waiting)
    } catch {
      loop.fail(error)
    }
  }

  /// Does what is due at this time.
  /// - Returns: Whether the run is over.
  mutating func turn(_ boot: Int64) throws -> Bool {
    if boot >= nextUpkeep { try upkeep(boot) }
    if boot >= nextIntake { try takeFiles(boot) }
    shipments.step(boot)
    attendance.ready()
    show()
    try attendance.step(waiting: waiting)
    return try isOver(boot)
  }

  /// Shows how it stands, if it is time.
  private mutating func show() {
    let state = loop.state.withLock { $0 }
    progress.show(
      state, waiting: waiting, boot: loop.clocks.boot.now, wall: loop.clocks.wall.now)
  }

  /// Takes the progress away, after the last hooks.
  mutating func end() {
    attendance.end()
    progress.end()
    duties.step(loop.clocks.boot.now)
    do {
      // An empty log tells the next start that this one ended in good order.
      try loop.queue.sync { queue in _ = try queue.connection.checkpoint() }
    } catch {
      loop.output.note("the queue's log stays as it is: \(error)")
    }
    metrics.end()
  }

  private func rest(_ boot: Int64) {
    // The stop signal is to be seen within 100 ms while jobs run or one-shot runs wait for the end.
    let isIdle = loop.mode == .run && loop.state.withLock { $0.running.isEmpty }
    let time: Int64 = isIdle ? 250 : 20
    if intake.isPolling || boot < nextIntake {
      loop.clocks.pause(time)
    } else {
      _ = intake.wait(milliseconds: time, now: boot)
    }
  }

  // MARK: - Intake

  private mutating func takeFiles(_ boot: Int64) throws {
    let before = intake.counts
    do {
      guard try !isPaused() else { return }
      try intake.step(boot: boot, wall: loop.clocks.wall.now)
      loop.clear(.intake)
    } catch SpoolError.lockLost(let path) {
      throw SpoolError.lockLost(path: path)
    } catch let error as SpoolError {
      hinder(error, boot)
    } catch let error as SQLiteError where error.isFull || error.isBusy {
      loop.hinder(.intake, "disk", "\(error)")
      nextIntake = boot + loop.configuration.outageInterval
    }
    if intake.counts != before { loop.wakeAll() }
    let counts = intake.counts
    loop.state.withLock { ($0.rescans, $0.overflows) = (counts.rescans, counts.overflows) }
  }

  private func isPaused() throws -> Bool {
    // Too little space is no time to accept, and a pause is kept over restarts.
    if loop.state.withLock({ $0.hindrances[.space] != nil }) { return true }
    return try loop.queue.sync { queue in
      try queue.pauses().contains { $0.what == .intake }
    }
  }

  private mutating func hinder(_ error: SpoolError, _ boot: Int64) {
    let isDenied = if case .system(let call) = error { call.isDenied } else { false }
    loop.hinder(.intake, isDenied ? "outbox-unwritable" : "disk", "\(error)")
    nextIntake = boot + loop.configuration.outageInterval
  }

  // MARK: - Upkeep

  private mutating func upkeep(_ boot: Int64) throws {
    nextUpkeep = boot + 1000
    metrics.step(boot, tokensPerSecond: progress.speed)
    do {
      try loop.spool.checkPlaces()
    } catch {
      throw RunnerError.spool(error)
    }
    try checkSpace()
    let (loop, now) = (loop, loop.clocks.wall.now)
    do {
      let found = try loop.queue.sync { queue in
        if try loop.claimable(queue, now: now).count == 0 { try queue.connection.checkpoint() }
        let ready = try queue.connection.integer("SELECT count(*) FROM job WHERE state = 'ready'")
        return Int(ready ?? 0)
      }
      waiting = found
      try expire(now: now)
    } catch let error as SQLiteError where error.isFull || error.isBusy {
      loop.hinder(.queue, "disk", "\(error)")
      return
    }
    loop.clear(.queue)
    duties.step(boot)
  }

  private func expire(now: Int64) throws {
    let expired = try loop.queue.sync { queue in try queue.expire(now: now).map(\.folderName) }
    loop.state.withLock { $0.summary.expired += expired.count }
    for name in expired { loop.output.note("\(name): its deadline passed (expired)") }
  }

  private func checkSpace() throws {
    let free = try loop.spool.freeBytes()
    let least = min(free.outbox, free.state)
    guard least < loop.configuration.minimumFreeBytes else { return loop.clear(.space) }
    loop.hinder(
      .space, "disk",
      "only \(least >> 20) MiB are free in \(loop.spool.path), less than the"
        + " \(loop.configuration.minimumFreeBytes >> 20) MiB of min_free; free some space")
  }

  // MARK: - The end

  private func isOver(_ boot: Int64) throws -> Bool {
    let now = loop.clocks.wall.now
    let state = loop.state.withLock { $0 }
    let isLate = loop.configuration.deadline.map { now >= $0 } ?? false
    let isFull = loop.configuration.jobLimit.map { state.claimed >= $0 } ?? false
    if isLate || (isFull && state.running.isEmpty) { return true }
    guard loop.mode == .once else { return false }
    if let hindrance = state.hindrance {
      guard boot - hindrance.since >= loop.configuration.outagePatience else { return false }
      loop.stop.raise(to: .handBack)
      return true
    }
    guard intake.isQuiet || boot - startedAt >= loop.configuration.patience else { return false }
    guard !shipments.isAtWork, try hasNothingToDo(now: now) else { return false }
    try expire(now: now)
    return true
  }

  private func hasNothingToDo(now: Int64) throws -> Bool {
    let loop = loop
    return try loop.queue.sync { queue in
      // Claims are made under the same order, so no job can slip between the two looks.
      guard loop.state.withLock({ $0.running.isEmpty }) else { return false }
      let ready = try loop.claimable(queue, now: now)
      guard ready.count == 0 else { return false }
      guard let backoff = ready.backoff else { return true }
      return backoff - now > loop.configuration.backoffPatience
    }
  }
}
