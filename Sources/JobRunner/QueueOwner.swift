import Dispatch
public import JobStore
import Synchronization

/// Owns the process's only writable connection and lets one piece of work at a time use it.
///
/// The serial Dispatch queue gives the order; the mutex inside never waits and only shows the
/// compiler that the connection stays in here.
public final class QueueOwner: Sendable {
  private let line = DispatchQueue(label: "nightloom.queue")
  private let held: Mutex<Box>

  private final class Box {
    let queue: JobQueue
    init(_ queue: JobQueue) { self.queue = queue }
  }

  /// Opens the database and brings it up to date.
  init(path: String) throws {
    held = Mutex(Box(try JobQueue(path: path)))
  }

  /// Whether everything asked before is through within this time.
  func answers(within milliseconds: Int) -> Bool {
    let turn = DispatchSemaphore(value: 0)
    line.async { @Sendable in turn.signal() }
    return turn.wait(timeout: .now() + .milliseconds(milliseconds)) == .success
  }

  /// Takes over a queue that nobody else uses.
  public init(_ queue: sending JobQueue) { held = Mutex(Box(queue)) }

  /// Runs `work` alone.
  /// - Throws: what `work` throws.
  public func sync<Result: Sendable>(
    _ work: @Sendable (JobQueue) throws -> Result
  ) throws -> Result {
    try line.sync {
      try held.withLock { box in try work(box.queue) }
    }
  }
}
