import Glibc

/// The real disk.
public struct LinuxDisk: Disk {
  /// Makes the disk.
  public init() {}

  static let workingFolderDescriptor: Int32 = AT_FDCWD

  /// See ``Disk/open(in:_:_:mode:)``.
  /// - Throws: the failed call.
  public func open(in folder: Int32, _ name: [UInt8], _ options: OpenOptions, mode: UInt32)
    throws(SystemCallError) -> Int32
  {
    try withPath(name, "open") { path in
      repeating { Glibc.openat(folder, path, flags(options), mode_t(mode)) }
    }
  }

  /// See ``Disk/close(_:)``.
  public func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

  /// See ``Disk/read(_:into:)``.
  /// - Throws: the failed call.
  public func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer)
    throws(SystemCallError) -> Int
  {
    try checked("read", []) {
      repeating { Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
    }
  }

  /// See ``Disk/write(_:_:)``.
  /// - Throws: the failed call.
  public func write(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer)
    throws(SystemCallError) -> Int
  {
    try checked("write", []) {
      repeating { Glibc.write(descriptor, buffer.baseAddress, buffer.count) }
    }
  }

  /// See ``Disk/sync(_:_:)``.
  /// - Throws: the failed call; it is never tried again, since a second `fsync` may lie.
  public func sync(_ descriptor: Int32, _ name: [UInt8]) throws(SystemCallError) {
    _ = try checked("fsync", name) { fsync(descriptor) }
  }

  /// See ``Disk/status(_:)``.
  /// - Throws: the failed call.
  public func status(_ descriptor: Int32) throws(SystemCallError) -> FileStatus {
    var raw = stat()
    _ = try checked("fstat", []) { fstat(descriptor, &raw) }
    return FileStatus(raw)
  }

  /// See ``Disk/status(in:_:)``.
  /// - Throws: the failed call.
  public func status(in folder: Int32, _ name: [UInt8]) throws(SystemCallError) -> FileStatus {
    var raw = stat()
    _ = try withPath(name, "stat") { fstatat(folder, $0, &raw, AT_SYMLINK_NOFOLLOW) }
    return FileStatus(raw)
  }

  /// See ``Disk/rename(in:_:to:_:replacing:)``.
  /// - Throws: the failed call.
  public func rename(
    in folder: Int32, _ name: [UInt8], to target: Int32, _ newName: [UInt8], replacing: Bool
  ) throws(SystemCallError) {
    let newPath = newName.map { CChar(bitPattern: $0) } + [0]
    guard !newName.contains(0) else {
      throw SystemCallError(call: "rename", path: displayName(newName), code: EINVAL)
    }
    _ = try withPath(name, "rename") { path in
      if replacing { return renameat(folder, path, target, newPath) }
      // The Glibc module of Swift 6.3 lacks renameat2; every Linux glibc since 2.28 has it.
      guard let renameat2 else {
        errno = ENOSYS
        return -1
      }
      return renameat2(folder, path, target, newPath, 1)
    }
  }

  /// See ``Disk/remove(in:_:isFolder:)``.
  /// - Throws: the failed call.
  public func remove(in folder: Int32, _ name: [UInt8], isFolder: Bool) throws(SystemCallError) {
    _ = try withPath(name, isFolder ? "rmdir" : "unlink") {
      unlinkat(folder, $0, isFolder ? AT_REMOVEDIR : 0)
    }
  }

  /// See ``Disk/makeFolder(in:_:mode:)``.
  /// - Throws: the failed call.
  public func makeFolder(in folder: Int32, _ name: [UInt8], mode: UInt32)
    throws(SystemCallError)
  {
    _ = try withPath(name, "mkdir") { mkdirat(folder, $0, mode_t(mode)) }
  }

  /// See ``Disk/setMode(_:_:)``.
  /// - Throws: the failed call.
  public func setMode(_ descriptor: Int32, _ mode: UInt32) throws(SystemCallError) {
    _ = try checked("fchmod", []) { fchmod(descriptor, mode_t(mode)) }
  }

  /// See ``Disk/lock(_:)``.
  /// - Throws: the failed call.
  public func lock(_ descriptor: Int32) throws(SystemCallError) -> Bool {
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
    guard errno != EWOULDBLOCK else { return false }
    throw SystemCallError(call: "flock", path: "", code: errno)
  }

  /// See ``Disk/empty(_:)``.
  /// - Throws: the failed call.
  public func empty(_ descriptor: Int32) throws(SystemCallError) {
    _ = try checked("ftruncate", []) { ftruncate(descriptor, 0) }
  }

  /// See ``Disk/list(_:)``.
  /// - Throws: the failed call.
  public func list(_ descriptor: Int32) throws(SystemCallError) -> [[UInt8]] {
    // A fresh descriptor, so that the read position is not shared with another listing.
    let own = try open(in: descriptor, [0x2E], [.read, .folder], mode: 0)
    guard let stream = fdopendir(own) else {
      let code = errno
      close(own)
      throw SystemCallError(call: "fdopendir", path: "", code: code)
    }
    defer { closedir(stream) }
    let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 19
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      // Not through `pointee`: an entry is shorter in memory than the declared structure.
      let start = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: UInt8.self)
      let name = Array(UnsafeBufferPointer(start: start, count: length(start)))
      if name != [0x2E], name != [0x2E, 0x2E] { names.append(name) }
    }
    guard errno == 0 else { throw SystemCallError(call: "readdir", path: "", code: errno) }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// See ``Disk/fileSystem(_:)``.
  /// - Throws: the failed call.
  public func fileSystem(_ descriptor: Int32) throws(SystemCallError) -> FileSystemStatus {
    var volume = statvfs()
    _ = try checked("fstatvfs", []) { fstatvfs(descriptor, &volume) }
    let free = UInt64(volume.f_bavail).multipliedReportingOverflow(by: UInt64(volume.f_frsize))
    let bytes = free.overflow ? Int.max : Int(clamping: free.partialValue)
    return FileSystemStatus(type: fileSystemType(descriptor), freeBytes: bytes)
  }
}

// MARK: - Calls

extension FileStatus {
  init(_ raw: stat) {
    let kind: FileKind =
      switch raw.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      case S_IFLNK: .link
      case S_IFIFO: .pipe
      case S_IFSOCK: .socket
      default: .device
      }
    self.init(
      kind: kind, device: UInt64(raw.st_dev), inode: UInt64(raw.st_ino), size: Int(raw.st_size),
      links: Int(raw.st_nlink), mode: UInt32(raw.st_mode & 0o7777), owner: raw.st_uid,
      modified: nanoseconds(raw.st_mtim), changed: nanoseconds(raw.st_ctim))
  }
}

extension SystemCallError {
  static func tooLarge(_ name: [UInt8]) -> SystemCallError {
    SystemCallError(call: "read", path: displayName(name), code: EFBIG)
  }
}

/// Calls again while a signal interrupts.
func repeating<Number: SignedInteger>(_ body: () -> Number) -> Number {
  while true {
    let result = body()
    if result != -1 || errno != EINTR { return result }
  }
}

/// Turns a result of -1 into an error.
func checked<Number: SignedInteger>(_ call: String, _ name: [UInt8], _ body: () -> Number)
  throws(SystemCallError) -> Number
{
  let result = body()
  guard result != -1 else {
    throw SystemCallError(call: call, path: displayName(name), code: errno)
  }
  return result
}

private func withPath(
  _ name: [UInt8], _ call: String, _ body: (UnsafePointer<CChar>) -> Int32
) throws(SystemCallError) -> Int32 {
  guard !name.contains(0) else {
    throw SystemCallError(call: call, path: displayName(name), code: EINVAL)
  }
  let path = name.map { CChar(bitPattern: $0) } + [0]
  return try checked(call, name) { path.withUnsafeBufferPointer { $0.baseAddress.map(body) ?? -1 } }
}

private func flags(_ options: OpenOptions) -> Int32 {
  // O_NONBLOCK: opening a named pipe must not wait for the other end.
  var flags = O_CLOEXEC | O_NONBLOCK
  if options.contains(.write) { flags |= options.contains(.read) ? O_RDWR : O_WRONLY }
  if options.contains(.create) { flags |= O_CREAT }
  if options.contains(.exclusive) { flags |= O_EXCL }
  if options.contains(.truncate) { flags |= O_TRUNC }
  if options.contains(.append) { flags |= O_APPEND }
  if options.contains(.folder) { flags |= O_DIRECTORY }
  // O_PATH, which the Glibc module lacks; the same number on every architecture of Swift on Linux.
  if options.contains(.lookup) { flags |= 0o10_000_000 }
  if !options.contains(.followsLinks) { flags |= O_NOFOLLOW }
  return flags
}

private func nanoseconds(_ time: timespec) -> Int64 {
  Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
}

private func length(_ start: UnsafePointer<UInt8>) -> Int {
  var count = 0
  while start[count] != 0 { count += 1 }
  return count
}

private typealias RenameAt2 =
  @convention(c) (
    Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32
  ) -> Int32
private let renameat2: RenameAt2? = dlsym(nil, "renameat2").map {
  unsafeBitCast($0, to: RenameAt2.self)
}

private typealias StatFS = @convention(c) (Int32, UnsafeMutableRawPointer) -> Int32
private let fstatfs: StatFS? = dlsym(nil, "fstatfs").map { unsafeBitCast($0, to: StatFS.self) }

/// `f_type`, the first word of `struct statfs`, which the Glibc module does not declare.
private func fileSystemType(_ descriptor: Int32) -> UInt64 {
  guard let fstatfs else { return 0 }
  var words = [UInt64](repeating: 0, count: 64)
  let result = words.withUnsafeMutableBytes { buffer in
    buffer.baseAddress.map { fstatfs(descriptor, $0) } ?? -1
  }
  return result == 0 ? words[0] & 0xFFFF_FFFF : 0
}
