import Glibc

/// Reads a whole file into memory.
/// - Throws: the failed call; ``SystemCallError/isTooLarge`` above `limit` bytes.
public func readFile(_ path: String, limit: Int = .max, disk: any Disk = LinuxDisk())
  throws(SystemCallError) -> [UInt8]
{
  let name = Array(path.utf8)
  let descriptor = try disk.open(in: disk.workingFolder, name, [.read, .followsLinks], mode: 0)
  defer { disk.close(descriptor) }
  guard try disk.status(descriptor).kind != .folder else {
    throw SystemCallError(call: "read", path: displayName(name), code: EISDIR)
  }
  do {
    return try disk.readAll(descriptor, name, limit: limit)
  } catch {
    throw SystemCallError(call: error.call, path: displayName(name), code: error.code)
  }
}

/// Writes whole files that appear under their name complete or not at all, also after a power cut.
public enum AtomicFile {
  /// Writes to a temporary name in the same folder, syncs, renames over `path`, syncs the folder.
  ///
  /// The temporary name is `.<name>.<process>.tmp`; a crash may leave one behind, and the next
  /// write of the same process number replaces it.
  ///
  /// - Throws: the failed call. The old file is then untouched, unless only the last sync of the
  ///   folder failed: then the new one stands but may vanish in a power cut.
  public static func write(
    _ bytes: [UInt8], to path: String, mode: UInt32 = 0o644, disk: any Disk = LinuxDisk()
  ) throws(SystemCallError) {
    let (folderPath, name) = split(path)
    let folder = try DirectoryHandle(folderPath, disk: disk)
    try write(bytes, in: folder, name, mode: mode)
  }

  /// The same inside an open folder.
  /// - Throws: the failed call.
  public static func write(
    _ bytes: [UInt8], in folder: DirectoryHandle, _ name: [UInt8], mode: UInt32 = 0o644
  ) throws(SystemCallError) {
    let temporary = Array(".\(getpid()).tmp".utf8)
    let draft = [0x2E] + name.prefix(255 - 1 - temporary.count) + temporary
    try? folder.remove(draft)
    do {
      try folder.create(draft, bytes, mode: mode)
      try folder.rename(draft, to: folder, name, replacing: true)
    } catch {
      try? folder.remove(draft)
      throw error
    }
    try folder.sync()
  }

  private static func split(_ path: String) -> (folder: String, name: [UInt8]) {
    let bytes = Array(path.utf8)
    guard let slash = bytes.lastIndex(of: 0x2F) else { return (".", bytes) }
    let folder = slash == 0 ? "/" : String(decoding: bytes[..<slash], as: UTF8.self)
    return (folder, Array(bytes[(slash + 1)...]))
  }
}
