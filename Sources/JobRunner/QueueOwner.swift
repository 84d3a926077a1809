import Dispatch
public import JobStore
import Spool
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
    var spool: SpoolDirectory?
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

  /// Lets nothing be written any more once the lock of these folders is lost.
  func fence(by spool: SpoolDirectory) { held.withLock { $0.spool = spool } }

  /// Runs `work` alone.
  /// - Throws: what `work` throws; ``SpoolError/lockLost(path:)`` when it wanted to commit after
  ///   the lock was lost, which is undone.
  public func sync<Result: Sendable>(
    _ work: @Sendable (JobQueue) throws -> Result
  ) throws -> Result {
    try line.sync {
      try held.withLock { box in
        guard let spool = box.spool else { return try work(box.queue) }
        do {
          // A failed look is no lost lock: leases stand against the rest.
          return try box.queue.connection.fenced({ !Self.isLost(spool) }) { try work(box.queue) }
        } catch let error as SQLiteError where error.isRefused {
          try spool.checkLock()
          throw error
        }
      }
    }
  }

  private static func isLost(_ spool: SpoolDirectory) -> Bool {
    do throws(SpoolError) {
      try spool.checkLock()
      return false
    } catch {
      if case .lockLost = error { return true }
      return false
    }
  }
}
