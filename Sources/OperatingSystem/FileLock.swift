import Glibc

/// An exclusive lock on a file, held as long as this object and this process live.
///
/// The file keeps the holder's process number, so that a second process can name it. The kernel
/// drops the lock when the holder dies, by whatever cause: a lock that is free proves that the
/// previous holder is gone.
public final class FileLock: Sendable {
  /// What came of asking for the lock.
  public enum Attempt: Sendable {
    /// It is ours.
    case taken(FileLock)
    /// Another process has it; its number when the file tells.
    case busy(process: Int?)
  }

  /// The file, as it was reached.
  public let path: String
  private let disk: any Disk
  private let descriptor: Int32

  private init(_ path: String, _ disk: any Disk, _ descriptor: Int32) {
    self.path = path
    self.disk = disk
    self.descriptor = descriptor
  }

  deinit { disk.close(descriptor) }

  /// Whether the path still leads to the locked file.
  ///
  /// When somebody has removed or replaced the file, or moved its folder away, another process can
  /// lock the file that stands there now: then this lock proves nothing any more.
  /// - Throws: the failed call, when it tells neither.
  public func stands() throws(SystemCallError) -> Bool {
    try leads { () throws(SystemCallError) in
      try disk.status(in: disk.workingFolder, Array(path.utf8))
    }
  }

  /// The number of the locked file: while this object lives, no lock on another file has it.
  /// - Throws: the failed look.
  public func number() throws(SystemCallError) -> UInt64 { try disk.status(descriptor).inode }

  private func leads(
    _ look: () throws(SystemCallError) -> FileStatus
  ) throws(SystemCallError) -> Bool {
    let own = try disk.status(descriptor)
    do throws(SystemCallError) {
      let found = try look()
      return found.device == own.device && found.inode == own.inode
    } catch {
      guard error.isMissing || error.isNoFolder else { throw error }
      return false
    }
  }

  /// Asks for the lock `name` in `folder` without waiting.
  /// - Throws: the failed call.
  public static func take(_ name: [UInt8], in folder: DirectoryHandle, mode: UInt32 = 0o640)
    throws(SystemCallError) -> Attempt
  {
    let disk = folder.disk
    while true {
      let descriptor = try folder.open(name, [.read, .write, .create], mode: mode)
      let lock = FileLock(folder.path + "/" + displayName(name), disk, descriptor)
      guard try disk.lock(descriptor) else {
        let holder = try disk.readAll(descriptor, name, limit: 64)
        let digits = holder.prefix { $0 >= 0x30 && $0 <= 0x39 }
        return .busy(process: Int(String(decoding: digits, as: UTF8.self)))
      }
      // Removed between open and lock: the lock of a file without a name keeps nobody away.
      let isNamed = try lock.leads { () throws(SystemCallError) in try folder.status(name) }
      guard isNamed else { continue }
      try disk.empty(descriptor)
      try disk.writeAll(descriptor, Array("\(getpid())\n".utf8))
      return .taken(lock)
    }
  }
}
