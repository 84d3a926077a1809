import Synchronization

/// Another process that holds a lock.
public struct LockHolder: Equatable, Sendable {
  /// Its number, when the lock file tells.
  public let process: Int?
}

/// Keeps one lock from when it is taken as long as this object lives.
public final class LockPlace: Sendable {
  private let kept = Mutex<FileLock?>(nil)

  /// Holds nothing yet.
  public init() {}

  /// Asks for the lock `name` in `folder` without waiting.
  /// - Returns: `nil` when it is ours, else who has it.
  /// - Throws: the failed call.
  public func take(_ name: [UInt8], in folder: DirectoryHandle) throws(SystemCallError)
    -> LockHolder?
  {
    switch try FileLock.take(name, in: folder) {
    case .taken(let lock):
      kept.withLock { $0 = lock }
      return nil
    case .busy(let process): return LockHolder(process: process)
    }
  }

  /// The number of the lock's file, which no process has that lost its lock; `nil` without a lock.
  /// - Throws: the failed look.
  public func number() throws(SystemCallError) -> UInt64? {
    try kept.withLock { $0 }?.number()
  }

  /// The path of the lock, when it is held and leads to its file no more.
  /// - Throws: the failed look.
  public func lostPath() throws(SystemCallError) -> String? {
    guard let lock = kept.withLock({ $0 }) else { return nil }
    return try lock.stands() ? nil : lock.path
  }
}
