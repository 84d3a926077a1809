import Glibc

/// An open folder; every call on a name inside it is relative to its descriptor.
///
/// Names are single components of bytes: `/`, NUL, the empty name, `.` and `..` are refused with
/// EINVAL, and the last component is never followed when it is a symbolic link. So no name, however
/// hostile, reaches outside the folder, and renaming the folder itself does not lead astray.
public final class DirectoryHandle: Sendable {
  /// The path it was opened by, for messages.
  public let path: String
  /// The disk its calls go through.
  public let disk: any Disk
  /// The descriptor, open as long as this object lives.
  public let descriptor: Int32

  /// Whether it was opened only to reach what is in it; such a folder cannot be synced.
  public let isLookupOnly: Bool

  /// Opens the folder at `path`; links on the way are followed.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - lookupOnly: Opens also what may be entered and written to, but not read.
  ///   - disk: The disk.
  /// - Throws: the failed call.
  public init(
    _ path: String, lookupOnly: Bool = false, disk: any Disk = LinuxDisk()
  ) throws(SystemCallError) {
    self.path = path
    self.disk = disk
    isLookupOnly = lookupOnly
    descriptor = try disk.open(
      in: disk.workingFolder, Array(path.utf8), Self.options(lookupOnly).union(.followsLinks),
      mode: 0)
  }

  private init(path: String, disk: any Disk, descriptor: Int32, isLookupOnly: Bool) {
    self.path = path
    self.disk = disk
    self.descriptor = descriptor
    self.isLookupOnly = isLookupOnly
  }

  private static func options(_ lookupOnly: Bool) -> OpenOptions {
    lookupOnly ? [.folder, .lookup] : [.read, .folder]
  }

  deinit { disk.close(descriptor) }

  /// Opens a folder inside this one.
  /// - Throws: the failed call.
  public func folder(_ name: [UInt8]) throws(SystemCallError) -> DirectoryHandle {
    let opened = try open(name, Self.options(isLookupOnly))
    return DirectoryHandle(
      path: path + "/" + displayName(name), disk: disk, descriptor: opened,
      isLookupOnly: isLookupOnly)
  }

  /// Opens a name; the caller closes the descriptor with ``Disk/close(_:)``.
  /// - Throws: the failed call.
  public func open(_ name: [UInt8], _ options: OpenOptions, mode: UInt32 = 0o600)
    throws(SystemCallError) -> Int32
  {
    try named("open", name) { () throws(SystemCallError) in
      try disk.open(in: descriptor, name, options, mode: mode)
    }
  }

  /// Reads a whole regular file.
  /// - Throws: the failed call; ``SystemCallError/isTooLarge`` above `limit` bytes.
  public func read(_ name: [UInt8], limit: Int) throws(SystemCallError) -> [UInt8] {
    let file = try open(name, .read)
    defer { disk.close(file) }
    return try named("read", name) { () throws(SystemCallError) in
      guard try disk.status(file).kind == .regular else {
        throw SystemCallError(call: "read", path: "", code: EINVAL)
      }
      return try disk.readAll(file, name, limit: limit)
    }
  }

  /// Creates a file that must not exist, writes it, sets its mode and syncs it.
  /// - Throws: the failed call; the file may then exist in part.
  public func create(_ name: [UInt8], _ bytes: [UInt8], mode: UInt32) throws(SystemCallError) {
    let file = try open(name, [.write, .create, .exclusive])
    defer { disk.close(file) }
    try named("write", name) { () throws(SystemCallError) in
      try disk.writeAll(file, bytes)
      try disk.setMode(file, mode)
      try disk.sync(file, name)
    }
  }

  /// The names inside, sorted by bytes.
  /// - Throws: the failed call.
  public func list() throws(SystemCallError) -> [[UInt8]] {
    do {
      return try disk.list(descriptor)
    } catch {
      throw SystemCallError(call: error.call, path: path, code: error.code)
    }
  }

  /// What is known of a name; a link is not followed.
  /// - Throws: the failed call.
  public func status(_ name: [UInt8]) throws(SystemCallError) -> FileStatus {
    try named("stat", name) { () throws(SystemCallError) in
      try disk.status(in: descriptor, name)
    }
  }

  /// What is known of the folder itself.
  /// - Throws: the failed call.
  public func status() throws(SystemCallError) -> FileStatus { try disk.status(descriptor) }

  /// Whether the name is there.
  public func contains(_ name: [UInt8]) -> Bool { (try? status(name)) != nil }

  /// Renames into `folder`; when not `replacing`, a taken name is refused.
  /// - Throws: the failed call.
  public func rename(
    _ name: [UInt8], to folder: DirectoryHandle, _ newName: [UInt8], replacing: Bool = false
  ) throws(SystemCallError) {
    try named("rename", newName) { () throws(SystemCallError) in }
    try named("rename", name) { () throws(SystemCallError) in
      try disk.rename(
        in: descriptor, name, to: folder.descriptor, newName, replacing: replacing)
    }
  }

  /// Removes a file.
  /// - Throws: the failed call.
  public func remove(_ name: [UInt8]) throws(SystemCallError) {
    try named("unlink", name) { () throws(SystemCallError) in
      try disk.remove(in: descriptor, name, isFolder: false)
    }
  }

  /// Removes a folder and all that is in it, links unfollowed.
  /// - Throws: the failed call; part of the contents may then be gone.
  public func removeFolder(_ name: [UInt8]) throws(SystemCallError) {
    let inner = try folder(name)
    for child in try inner.list() {
      if try inner.status(child).kind == .folder {
        try inner.removeFolder(child)
      } else {
        try inner.remove(child)
      }
    }
    try named("rmdir", name) { () throws(SystemCallError) in
      try disk.remove(in: descriptor, name, isFolder: true)
    }
  }

  /// Makes a folder.
  /// - Throws: the failed call.
  public func makeFolder(_ name: [UInt8], mode: UInt32) throws(SystemCallError) {
    try named("mkdir", name) { () throws(SystemCallError) in
      try disk.makeFolder(in: descriptor, name, mode: mode)
    }
  }

  /// Sets the folder's own mode, whatever the umask.
  /// - Throws: the failed call.
  public func setMode(_ mode: UInt32) throws(SystemCallError) {
    do {
      try disk.setMode(descriptor, mode)
    } catch {
      throw SystemCallError(call: error.call, path: path, code: error.code)
    }
  }

  /// Waits until the folder's entries are on the medium; of one that may only be entered the kernel
  /// writes them in its own time.
  /// - Throws: the failed call.
  public func sync() throws(SystemCallError) {
    if !isLookupOnly { try disk.sync(descriptor, Array(path.utf8)) }
  }

  /// The file system that holds the folder.
  /// - Throws: the failed call.
  public func fileSystem() throws(SystemCallError) -> FileSystemStatus {
    try disk.fileSystem(descriptor)
  }

  /// Refuses names that are not one component, and puts the folder's path before the name.
  private func named<Result>(
    _ call: String, _ name: [UInt8], _ body: () throws(SystemCallError) -> Result
  ) throws(SystemCallError) -> Result {
    func shown() -> String { path + "/" + displayName(name) }
    let isComponent =
      !name.isEmpty && name != [0x2E] && name != [0x2E, 0x2E] && !name.contains(0x2F)
    guard isComponent else { throw SystemCallError(call: call, path: shown(), code: EINVAL) }
    do {
      return try body()
    } catch {
      throw SystemCallError(call: error.call, path: shown(), code: error.code)
    }
  }
}
