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
  private let window: String
  /// The settings as they were when it began.
  let configuration: RunnerConfiguration
  private var times: RoundTimes
  /// UTC milliseconds.
  let startedAtWall: Int64
  /// Why it goes back to the queue, uncounted.
  private(set) var handBackReason: String?
  /// No token came for too long.
  private(set) var isStalled = false
  /// A user ended it.
  private(set) var isCancelled = false
  /// Deadline or time budget ended it.
  private(set) var isCutShort = false

  init(_ loop: JobLoop, _ worker: Int, _ job: Job) {
    self.loop = loop
    self.worker = worker
    deadline = job.deadline
    configuration = loop.configuration
    window = job.window ?? configuration.window
    times = RoundTimes(boot: loop.clocks.boot.now)
    startedAtWall = loop.clocks.wall.now
  }

  /// Whether the job's deadline has passed.
  var isPastDeadline: Bool { deadline.map { loop.clocks.wall.now >= $0 } ?? false }

  /// Whether to stop at this token.
  func isStopped() -> Bool {
    let (isUnwanted, isSilent) = loop.state.withLock { state in
      let live = state.running[worker]
      return (live?.isCancelled ?? false, live?.stalledAt != nil)
    }
    if isUnwanted {
      isCancelled = true
    } else if loop.stop.level == .handBack {
      handBackReason = "the runner was told to end"
    } else if isSilent {
      isStalled = true
    } else if isPastDeadline || times.arePast(budget: configuration.timeBudget) {
      isCutShort = true
    } else if isPastWindow {
      handBackReason = "its window \(window) closed"
    }
    return isCancelled || handBackReason != nil || isStalled || isCutShort
  }

  private var isPastWindow: Bool {
    configuration.stopsAtWindowEnd && !LocalTime.isOpen(window, now: loop.clocks.wall.now)
  }

  /// Takes note of a token.
  func progress(_ round: Int, _ tokens: Int) {
    let now = loop.clocks.boot.now
    times.progress(round, tokens, boot: now)
    let before = times.tokensBefore
    loop.state.withLock { state in
      state.running[worker]?.lastTokenAt = now
      state.running[worker]?.round = round
      state.running[worker]?.tokens = tokens
      state.running[worker]?.tokensBefore = before
    }
  }

  /// Fills in when the rounds ended and how long they took.
  func complete(_ attempts: inout [Attempt]) {
    times.complete(&attempts, boot: loop.clocks.boot.now, wall: loop.clocks.wall.now)
  }
}
