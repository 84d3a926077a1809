import Glibc

/// A whole file seen as memory, read-only, until the last reference goes.
///
/// `Sendable` because nobody writes: the pages are mapped `PROT_READ`, and address and length
/// never change. A file that another process cuts short while it is mapped ends this process
/// with SIGBUS at the next touch beyond its end, so map only files that are replaced by rename.
public final class MappedFile: Sendable {
  /// The path it was opened by.
  public let path: String
  private let address: UInt
  private let count: Int

  /// Maps the file at `path`; an empty file has no bytes and no address.
  /// - Throws: the failed call.
  public init(_ path: String) throws(SystemCallError) {
    self.path = path
    let disk = LinuxDisk()
    let name = Array(path.utf8)
    let descriptor = try disk.open(in: AT_FDCWD, name, [.read, .followsLinks], mode: 0)
    defer { disk.close(descriptor) }
    let status = try disk.status(descriptor)
    guard status.kind == .regular else {
      throw SystemCallError(
        call: "mmap", path: displayName(name), code: status.kind == .folder ? EISDIR : EINVAL)
    }
    count = status.size
    guard count > 0 else {
      address = 0
      return
    }
    guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else { throw SystemCallError(call: "mmap", path: displayName(name), code: errno) }
    address = UInt(bitPattern: start)
  }

  deinit { if count > 0 { munmap(UnsafeMutableRawPointer(bitPattern: address), count) } }

  /// The bytes; valid as long as this object lives.
  public var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count)
  }

  /// Tells the kernel that all bytes will be needed soon.
  public func willNeed() {
    if count > 0 { madvise(UnsafeMutableRawPointer(bitPattern: address), count, MADV_WILLNEED) }
  }
}
