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

  private let disk: any Disk
  private let descriptor: Int32

  private init(_ disk: any Disk, _ descriptor: Int32) {
    self.disk = disk
    self.descriptor = descriptor
  }

  deinit { disk.close(descriptor) }

  /// Asks for the lock `name` in `folder` without waiting.
  /// - Throws: the failed call.
  public static func take(_ name: [UInt8], in folder: DirectoryHandle, mode: UInt32 = 0o640)
    throws(SystemCallError) -> Attempt
  {
    let disk = folder.disk
    let descriptor = try folder.open(name, [.read, .write, .create], mode: mode)
    let lock = FileLock(disk, descriptor)
    guard try disk.lock(descriptor) else {
      let holder = try disk.readAll(descriptor, name, limit: 64)
      let digits = holder.prefix { $0 >= 0x30 && $0 <= 0x39 }
      return .busy(process: Int(String(decoding: digits, as: UTF8.self)))
    }
    try disk.empty(descriptor)
    try disk.writeAll(descriptor, Array("\(getpid())\n".utf8))
    return .taken(lock)
  }
}
