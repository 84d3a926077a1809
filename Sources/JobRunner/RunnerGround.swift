public import Dispatch
public import OperatingSystem
public import Spool

/// What a loop stands on beside its folders, as values, so that a simulation can replace it.
public struct RunnerGround: Sendable {
  /// Opens the queue of a spool whose lock is held; `nil` opens its file.
  public var queue: (@Sendable (SpoolDirectory) throws -> QueueOwner)?
  /// Watches an inbox.
  public var watch: @Sendable (DirectoryHandle) throws(SpoolError) -> any InboxNotices = {
    (inbox) throws(SpoolError) in try InboxWatch(inbox)
  }
  /// Runs hooks beside the work, on a queue of their own.
  public var beside: @Sendable (DispatchQueue, @escaping @Sendable () -> Void) -> Void = {
    queue, work in queue.async(execute: work)
  }
  /// The id of the process that holds leases: another one for each loop.
  public var owner: @Sendable () -> String = {
    var random = SystemRandomNumberGenerator()
    return String(random.next() as UInt64, radix: 16)
  }

  /// Makes the ground of the machine.
  public init() {}
}
