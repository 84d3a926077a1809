import JSON
import JobStore
import OperatingSystem
import Spool
import Synchronization

/// What the control thread looks after beside files and jobs: settings, the clock, stalled workers
/// and the service manager.
struct Attendance {
  /// A stalled worker has so long to obey.
  static let obedience: Int64 = 60_000

  private let loop: JobLoop
  private let intake: Intake
  private let watchdog: Watchdog?
  private let hooks: Hooks
  /// Ends that `on_idle` has heard of.
  private var reported = 0
  private var clock = ClockWatch()
  /// A jump that the queue does not know of yet.
  private var jump: Int64 = 0
  private var next: Int64 = 0
  private var nextStatus: Int64 = 0
  private var status = ""
  private var isReady = false
  private var isStuckTold = false
  private var tokens = 0

  init(_ loop: JobLoop, _ intake: Intake) {
    self.loop = loop
    self.intake = intake
    hooks = Hooks(loop)
    watchdog = Watchdog(
      loop.links.notice, answers: { loop.queue.answers(within: $0) },
      isStuck: { Self.isStuck(loop.state.withLock { $0.running }, loop.clocks.boot.now) })
  }

  /// Looks at everything that deserves a look now, most of it once a second.
  /// - Throws: failures of the database.
  mutating func step(waiting: Int) throws {
    if loop.links.reload.take() { reload() }
    let boot = loop.clocks.boot.now
    guard boot >= next else { return }
    next = boot + 1000
    try checkClock(boot)
    checkStalls(boot)
    tell(boot, waiting: waiting)
    if loop.goesOn { try runHooks() }
  }

  /// The run is over: what hooks are still due.
  func end() {
    var summary: JSONValue?
    do {
      summary = try idleSummary()
    } catch {
      loop.output.note("on_idle was not run: \(error)")
    }
    hooks.end(idle: summary)
  }

  /// The inbox was looked through for the first time.
  mutating func ready() {
    guard !isReady else { return }
    isReady = true
    status = "watching \(loop.spool.path)/inbox"
    loop.links.notice.ready(status)
  }

  /// No further job begins.
  func stopping() {
    let count = loop.state.withLock { $0.running.count }
    loop.links.notice.stopping(count == 0 ? "ending" : "finishing what runs (\(count))")
  }

  // MARK: - Settings

  private func reload() {
    guard let read = loop.links.readSettings else { return }
    loop.links.notice.reloading()
    defer { loop.links.notice.ready(status) }
    do {
      let new = try read()
      let configuration = new.configuration.taken(over: loop.configuration)
      loop.replace(configuration)
      intake.replace(configuration)
      loop.state.withLock { $0.settingsError = nil }
      loop.output.note("the settings were read again and hold from the next job on")
      for name in new.needRestart {
        loop.output.note("\(name) was changed, which needs a restart")
      }
    } catch {
      loop.state.withLock { $0.settingsError = "\(error)" }
      loop.output.note("the settings stay as they were: \(error)")
    }
    loop.wakeAll()
  }

  // MARK: - Clock

  private mutating func checkClock(_ boot: Int64) throws {
    let now = loop.clocks.wall.now
    jump += clock.jump(wall: now, boot: boot) ?? 0
    guard jump != 0 else { return }
    do {
      let moved = try loop.queue.sync { [jump] queue in
        try queue.clockWasSet(by: jump, now: now)
      }
      loop.output.note(
        "the clock was set by \(jump / 1000) s; windows and deadlines are looked at anew,"
          + " \(moved) backoffs moved")
      jump = 0
      loop.wakeAll()
    } catch let error as SQLiteError where error.isFull || error.isBusy {
      loop.hinder(.queue, "disk", "\(error)")
    }
  }

  // MARK: - Stalls

  private mutating func checkStalls(_ boot: Int64) {
    let limit = loop.configuration.stallTimeout
    let stalled = loop.state.withLock { state in
      state.running.compactMap { worker, job -> String? in
        guard job.isGenerating, job.stalledAt == nil,
          boot - (job.lastTokenAt ?? job.startedAt) >= limit
        else { return nil }
        state.running[worker]?.stalledAt = boot
        return job.folder
      }
    }
    for folder in stalled.sorted() {
      loop.output.note("\(folder): no token for \(limit / 1000) s, so its worker is told to stop")
    }
    giveUp(boot)
  }

  /// A thread cannot be taken away from a worker, so the process has to go; the next one counts the
  /// start, and gives the job up when it did this three times.
  private mutating func giveUp(_ boot: Int64) {
    guard !isStuckTold, Self.isStuck(loop.state.withLock({ $0.running }), boot) else { return }
    isStuckTold = true
    let sentence = "a worker did not stop within \(Self.obedience / 1000) s"
    if watchdog != nil {
      loop.output.note("\(sentence), so the watchdog hears nothing any more")
    } else if let leave = loop.links.leave {
      leave(sentence)
    } else {
      loop.output.note(sentence)
    }
  }

  /// Whether a worker that was told to stop has not obeyed.
  static func isStuck(_ running: [Int: LiveJob], _ boot: Int64) -> Bool {
    running.values.contains { job in job.stalledAt.map { boot - $0 >= obedience } ?? false }
  }

  // MARK: - Hooks

  private mutating func runHooks() throws {
    let summary = try idleSummary()
    if hooks.begin(idle: summary), summary != nil { reported = ended }
  }

  private var ended: Int {
    let summary = loop.state.withLock { $0.summary }
    return summary.done + summary.dead + summary.expired + intake.counts.dead
  }

  /// What `on_idle` reads when it is due: something ended since the last time, and nothing is left.
  private func idleSummary() throws -> JSONValue? {
    guard !loop.configuration.hooks.onIdle.isEmpty, ended > reported, intake.isQuiet,
      loop.state.withLock({ $0.running.isEmpty })
    else { return nil }
    let summary = try loop.summary(intake)
    guard summary.left == 0 else { return nil }
    return [
      "schema": "nightloom.hook/1", "hook": "on_idle", "path": .string(loop.spool.path),
      "summary": summary.json(loop.mode.rawValue),
    ]
  }

  // MARK: - Service manager

  private mutating func tell(_ boot: Int64, waiting: Int) {
    guard loop.links.notice.isHeard, isReady else { return }
    let state = loop.state.withLock { $0 }
    if state.isEnding, state.tokens > tokens { loop.links.notice.extend(15_000) }
    tokens = state.tokens
    let sentence = Self.sentence(state, waiting: waiting)
    guard !state.isEnding, sentence != status, boot >= nextStatus else { return }
    nextStatus = boot + 5000
    status = sentence
    loop.links.notice.status(sentence)
  }

  static func sentence(_ state: LoopState, waiting: Int) -> String {
    if let error = state.settingsError { return "the settings were not read again: \(error)" }
    if let hindrance = state.hindrance { return "waits: \(hindrance.sentence)" }
    let summary = state.summary
    return "\(state.running.count) running, \(waiting) waiting, \(summary.done) done,"
      + " \(summary.dead) dead"
  }
}
