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

  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { LinuxDisk().close(descriptor) }

  /// Asks for the lock `name` in `folder` without waiting.
  /// - Throws: the failed call.
  public static func take(_ name: [UInt8], in folder: DirectoryHandle, mode: UInt32 = 0o640)
    throws(SystemCallError) -> Attempt
  {
    let disk = LinuxDisk()
    let descriptor = try disk.open(
      in: folder.descriptor, name, [.read, .write, .create], mode: mode)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      defer { disk.close(descriptor) }
      guard code == EWOULDBLOCK else {
        throw SystemCallError(call: "flock", path: displayName(name), code: code)
      }
      let holder = try disk.readAll(descriptor, name, limit: 64)
      let digits = holder.prefix { $0 >= 0x30 && $0 <= 0x39 }
      return .busy(process: Int(String(decoding: digits, as: UTF8.self)))
    }
    let lock = FileLock(descriptor: descriptor)
    _ = try checked("ftruncate", name) { ftruncate(descriptor, 0) }
    try disk.writeAll(descriptor, Array("\(getpid())\n".utf8))
    return .taken(lock)
  }
}
