/// How a file is opened; links are refused and the descriptor is never inherited by children.
public struct OpenOptions: OptionSet, Sendable {
  /// The bits.
  public let rawValue: Int
  /// Makes a set from its bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// For reading; the default when `write` is absent.
  public static let read = OpenOptions(rawValue: 1)
  /// For writing.
  public static let write = OpenOptions(rawValue: 2)
  /// Created when it is not there.
  public static let create = OpenOptions(rawValue: 4)
  /// Together with `create`: refused when it is there.
  public static let exclusive = OpenOptions(rawValue: 8)
  /// Emptied first.
  public static let truncate = OpenOptions(rawValue: 16)
  /// Every write goes to the end.
  public static let append = OpenOptions(rawValue: 32)
  /// Must be a folder.
  public static let folder = OpenOptions(rawValue: 64)
  /// A symbolic link in the last place is followed (for paths that the user configured).
  public static let followsLinks = OpenOptions(rawValue: 128)
  /// A folder that may be entered but not read.
  public static let lookup = OpenOptions(rawValue: 256)
}

/// The file operations the product needs, as a value, so that tests can make any of them fail.
///
/// Names are bytes: Linux file names are not text. A relative name is looked up in the folder
/// with descriptor `folder`, ``Disk/workingFolder`` stands for the process's own.
public protocol Disk: Sendable {
  /// Opens `name`.
  func open(in folder: Int32, _ name: [UInt8], _ options: OpenOptions, mode: UInt32)
    throws(SystemCallError) -> Int32
  /// Closes a descriptor; errors are not reported, since ``sync(_:_:)`` came before.
  func close(_ descriptor: Int32)
  /// Reads at most `buffer.count` bytes; 0 is the end.
  func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer)
    throws(SystemCallError) -> Int
  /// Writes some of `buffer` and says how many bytes.
  func write(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) throws(SystemCallError) -> Int
  /// Waits until file or folder is on the medium; `name` is for the error.
  func sync(_ descriptor: Int32, _ name: [UInt8]) throws(SystemCallError)
  /// What is known of an open file.
  func status(_ descriptor: Int32) throws(SystemCallError) -> FileStatus
  /// What is known of a name; a link is not followed.
  func status(in folder: Int32, _ name: [UInt8]) throws(SystemCallError) -> FileStatus
  /// Renames; when not `replacing`, a taken name is refused (``SystemCallError/isTaken``).
  func rename(
    in folder: Int32, _ name: [UInt8], to target: Int32, _ newName: [UInt8], replacing: Bool)
    throws(SystemCallError)
  /// Removes a file, or an empty folder when `isFolder`.
  func remove(in folder: Int32, _ name: [UInt8], isFolder: Bool) throws(SystemCallError)
  /// Makes a folder.
  func makeFolder(in folder: Int32, _ name: [UInt8], mode: UInt32) throws(SystemCallError)
  /// Sets the permission bits, whatever the umask.
  func setMode(_ descriptor: Int32, _ mode: UInt32) throws(SystemCallError)
  /// Takes the exclusive lock of an open file without waiting; `false` when another has it.
  ///
  /// It is held until the descriptor is closed or the process ends, by whatever cause.
  func lock(_ descriptor: Int32) throws(SystemCallError) -> Bool
  /// Cuts an open file to nothing.
  func empty(_ descriptor: Int32) throws(SystemCallError)
  /// The names in an open folder without `.` and `..`, sorted by bytes.
  func list(_ descriptor: Int32) throws(SystemCallError) -> [[UInt8]]
  /// The file system that holds an open file.
  func fileSystem(_ descriptor: Int32) throws(SystemCallError) -> FileSystemStatus
}

extension Disk {
  /// Stands for the process's working folder, or for none before an absolute path.
  public var workingFolder: Int32 { LinuxDisk.workingFolderDescriptor }

  /// Writes all of `bytes`.
  /// - Throws: the failed call.
  public func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) throws(SystemCallError) {
    var done = 0
    while done < bytes.count {
      let start = done
      do {
        done += try bytes.withUnsafeBytes { try write(descriptor, .init(rebasing: $0[start...])) }
      } catch let error as SystemCallError {
        throw error
      } catch {
        throw SystemCallError(call: "write", path: "", code: 0)
      }
    }
  }

  /// Reads to the end, but never more than `limit` bytes.
  /// - Throws: the failed call; ``SystemCallError/isTooLarge`` when the file goes on after `limit`.
  public func readAll(_ descriptor: Int32, _ name: [UInt8], limit: Int)
    throws(SystemCallError) -> [UInt8]
  {
    let expected = try status(descriptor).size
    guard expected <= limit else { throw SystemCallError.tooLarge(name) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(expected)
    let chunk = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(4096, min(expected + 1, 1 << 20)), alignment: 16)
    defer { chunk.deallocate() }
    while true {
      let count = try read(descriptor, into: chunk)
      if count == 0 { return bytes }
      guard bytes.count + count <= limit else { throw SystemCallError.tooLarge(name) }
      bytes.append(contentsOf: chunk[..<count])
    }
  }
}

/// What kind of thing a name stands for.
public enum FileKind: Sendable, Equatable {
  /// A regular file.
  case regular
  /// A folder.
  case folder
  /// A symbolic link.
  case link
  /// A named pipe.
  case pipe
  /// A socket.
  case socket
  /// A character or block device.
  case device
}

/// What `fstat` tells of a file.
public struct FileStatus: Sendable, Equatable {
  /// The kind.
  public var kind: FileKind
  /// The device that holds it.
  public var device: UInt64
  /// Its number on the device.
  public var inode: UInt64
  /// Its length in bytes.
  public var size: Int
  /// How many names it has.
  public var links: Int
  /// Its permission bits, with set-id and sticky bits.
  public var mode: UInt32
  /// The owner's number.
  public var owner: UInt32
  /// Time of the last change of contents, nanoseconds since 1970.
  public var modified: Int64
  /// Time of the last change of contents or status, nanoseconds since 1970.
  public var changed: Int64

  /// Makes a status from its parts.
  public init(
    kind: FileKind = .regular, device: UInt64 = 0, inode: UInt64 = 0, size: Int = 0, links: Int = 1,
    mode: UInt32 = 0o644, owner: UInt32 = 0, modified: Int64 = 0, changed: Int64 = 0
  ) {
    self.kind = kind
    self.device = device
    self.inode = inode
    self.size = size
    self.links = links
    self.mode = mode
    self.owner = owner
    self.modified = modified
    self.changed = changed
  }
}

/// What `statfs` tells of a file system.
public struct FileSystemStatus: Sendable, Equatable {
  /// The magic number of its type.
  public var type: UInt64
  /// Bytes that users without privileges may still write.
  public var freeBytes: Int

  /// Makes a status from its parts.
  public init(type: UInt64, freeBytes: Int) {
    self.type = type
    self.freeBytes = freeBytes
  }

  /// Its name when it is one on which locks and change notices cannot be trusted.
  ///
  /// Source: Linux `include/uapi/linux/magic.h` and `fs/smb/common/smb2pdu.h`.
  public var networkName: String? {
    switch type {
    case 0x6969: "NFS"
    case 0xFF53_4D42, 0xFE53_4D42: "CIFS"
    case 0x6573_5546: "FUSE"
    default: nil
    }
  }
}
