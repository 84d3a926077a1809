import Dispatch
import JSON
import JobStore
import OperatingSystem
import Spool
import Synchronization

/// Runs the hooks, one after the other, beside the work.
///
/// They follow the history: an event of its own says which end was acted on last, so a hook that a
/// crash or a stop kept from running runs after the next start. A crash in the middle of one lets
/// it run twice: at least once is the promise.
final class Hooks: Sendable {
  /// How long a hook that runs is waited for when the runner was told to end.
  private static let patience = 10_000

  private let loop: JobLoop
  private let line = DispatchQueue(label: "nightloom.hooks")
  private let isAtWork = Atomic<Bool>(false)
  private let followed = Mutex<(commands: HookCommands?, cursor: Int64)>((nil, 0))

  init(_ loop: JobLoop) { self.loop = loop }

  /// Begins to run what is due, if nothing runs yet.
  ///
  /// - Parameter summary: What the run did, when nothing is left to do and `on_idle` is due.
  /// - Returns: `false` when hooks still run, so that nothing was begun.
  @discardableResult
  func begin(idle summary: JSONValue?) -> Bool {
    let commands = loop.configuration.hooks
    guard commands != followed.withLock({ $0.commands }) || commands != HookCommands() else {
      return true
    }
    guard !isAtWork.exchange(true, ordering: .acquiringAndReleasing) else { return false }
    loop.ground.beside(line) { @Sendable in
      self.work(commands, summary)
      self.isAtWork.store(false, ordering: .releasing)
    }
    return true
  }

  /// Runs what is due to its end; after a wish to stop only what runs already is waited for.
  func end(idle summary: JSONValue?) {
    if !loop.stop.isRaised {
      line.sync {}
      _ = begin(idle: summary)
      return line.sync {}
    }
    let turn = DispatchSemaphore(value: 0)
    line.async { @Sendable in turn.signal() }
    _ = turn.wait(timeout: .now() + .milliseconds(Self.patience))
  }

  // MARK: - On the hooks' own queue

  private func work(_ commands: HookCommands, _ summary: JSONValue?) {
    do {
      try follow(commands)
      while !loop.stop.isRaised, commands.followsJobs, let end = try next() {
        try run(commands, end)
      }
      if let summary, !commands.onIdle.isEmpty, !loop.stop.isRaised {
        try report(HookProcess(name: "on_idle", command: commands.onIdle, input: summary), nil)
      }
    } catch {
      // The hook whose end could not be written down runs again after the next start.
      loop.output.note("the queue does not take the end of a hook: \(error)")
    }
  }

  /// Who begins to follow begins now, not with the whole history.
  private func follow(_ commands: HookCommands) throws {
    guard followed.withLock({ $0.commands }) != commands else { return }
    let cursor = try loop.queue.sync { queue in
      guard commands.followsJobs else {
        if try queue.endCursor() != nil { try queue.setEndCursor(nil) }
        return Int64(0)
      }
      if let cursor = try queue.endCursor() { return cursor }
      let last = try queue.lastEvent()
      try queue.setEndCursor(last)
      return last
    }
    followed.withLock { $0 = (commands, cursor) }
  }

  private func next() throws -> JobEnd? {
    let cursor = followed.withLock { $0.cursor }
    let (end, last) = try loop.queue.sync { queue in
      (try queue.firstEnd(after: cursor), try queue.lastEvent())
    }
    // Nothing ended up to here, which need not be looked through again.
    followed.withLock { $0.cursor = end?.event ?? last }
    return end
  }

  private func run(_ commands: HookCommands, _ end: JobEnd) throws {
    let isDone = end.state == .done
    let command = isDone ? commands.onDone : commands.onDead
    guard !command.isEmpty else { return }
    let name = isDone ? "on_done" : "on_dead"
    try report(
      HookProcess(name: name, command: command, input: Self.input(name, end, loop.spool)), end)
  }

  private func report(_ hook: HookProcess, _ end: JobEnd?) throws {
    let outcome = hook.run()
    if !outcome.isGood {
      loop.output.note((end.map { "\($0.job.folderName): " } ?? "") + outcome.sentence)
    }
    let now = loop.clocks.wall.now
    try loop.queue.sync { queue in try queue.recordHook(end, outcome.sentence, now: now) }
  }

  /// What a hook of a job reads.
  static func input(_ name: String, _ end: JobEnd, _ spool: SpoolDirectory) -> JSONValue {
    let job = end.job
    let place = end.state == .done ? "outbox" : "dead"
    return [
      "schema": "nightloom.hook/1", "hook": .string(name),
      "path": .string("\(spool.path)/\(place)/\(job.folderName)"),
      "job": [
        "row": .int(Int(job.row)), "id": .string(job.id), "key": .string(job.key),
        "name": .string(job.slug), "folder": .string(job.folderName),
        "custom_id": job.customID.map { .string($0) } ?? .null,
        "tags": .array(job.tags.map { .string($0) }), "state": .string(end.state.rawValue),
        "reason": job.reason.map { .string($0.rawValue) } ?? .null,
        "detail": job.detail.map { .string($0) } ?? .null,
        "score": job.bestScore.map { .double($0) } ?? .null,
        "flags": .array(job.flags.map { .string($0.rawValue) }), "attempts": .int(job.attempts),
        "accepted": .string(CalendarTime.text(utc: job.acceptedAt)),
        "ended": job.endedAt.map { .string(CalendarTime.text(utc: $0)) } ?? .null,
      ],
    ]
  }
}
