import JobStore
import OperatingSystem
import Synchronization

/// The course of one job in time: which round it is in, and whether it has to stop.
///
/// Belongs to one worker; asked at every token.
final class JobCourse {
  private let loop: JobLoop
  private let worker: Int
  private let deadline: Int64?
  private let startedAt: Int64
  private var round = 1
  private var roundStarts: [Int64]
  private var tokensBefore = 0
  private var tokens = 0
  /// UTC milliseconds.
  let startedAtWall: Int64
  /// The runner was told to end, and generation obeyed.
  private(set) var isHandedBack = false
  /// A user ended it.
  private(set) var isCancelled = false
  /// Deadline or time budget ended it.
  private(set) var isCutShort = false

  init(_ loop: JobLoop, _ worker: Int, _ job: Job) {
    self.loop = loop
    self.worker = worker
    deadline = job.deadline
    startedAt = loop.clocks.boot.now
    startedAtWall = loop.clocks.wall.now
    roundStarts = [startedAt]
  }

  /// Whether the job's deadline has passed.
  var isPastDeadline: Bool { deadline.map { loop.clocks.wall.now >= $0 } ?? false }

  /// Whether to stop at this token.
  func isStopped() -> Bool {
    if loop.state.withLock({ $0.running[worker]?.isCancelled ?? false }) {
      isCancelled = true
    } else if loop.stop.level == .handBack {
      isHandedBack = true
    } else if isPastDeadline || isPastBudget || isPastWindow {
      isCutShort = true
    }
    return isCancelled || isHandedBack || isCutShort
  }

  /// A round that began in time is finished; one that began later is not.
  private var isPastBudget: Bool {
    round > 1 && (roundStarts.last ?? startedAt) - startedAt >= loop.configuration.timeBudget
  }

  private var isPastWindow: Bool {
    guard loop.configuration.stopsAtWindowEnd else { return false }
    let isOpen = LocalTime.isOpen(loop.configuration.window, now: loop.clocks.wall.now)
    if !isOpen { isHandedBack = true }
    return false
  }

  /// Takes note of a token.
  func progress(_ round: Int, _ tokens: Int) {
    if round > self.round {
      self.round = round
      tokensBefore += self.tokens
      roundStarts.append(loop.clocks.boot.now)
    }
    self.tokens = tokens
    let before = tokensBefore
    loop.state.withLock { state in
      state.running[worker]?.round = round
      state.running[worker]?.tokens = tokens
      state.running[worker]?.tokensBefore = before
    }
  }

  /// Fills in when the rounds ended and how long they took.
  func complete(_ attempts: inout [Attempt]) {
    let (boot, wall) = (loop.clocks.boot.now, loop.clocks.wall.now)
    for index in attempts.indices {
      let start = index < roundStarts.count ? roundStarts[index] : boot
      let end = index + 1 < roundStarts.count ? roundStarts[index + 1] : boot
      attempts[index].milliseconds = end - start
      attempts[index].endedAt = wall - (boot - end)
    }
  }
}
