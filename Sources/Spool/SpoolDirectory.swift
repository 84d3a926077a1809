public import OperatingSystem

/// The folders of the mailbox, open since start.
///
/// All later calls are relative to these descriptors, so that renaming a folder on the way can lead
/// nothing astray. Missing folders are made; the modes of existing ones are left as they are, but
/// a spool or state folder that others may write to, or that belongs to somebody else, is refused.
public final class SpoolDirectory: Sendable {
  /// Who may drop prompts and read results.
  public enum Access: Sendable, Equatable {
    /// Only the user that runs nightloom, and the group may look.
    case user
    /// Members of the group may drop and read.
    case group
    /// Anyone may drop, members of the group may read.
    case anyone

    var inboxMode: UInt32 {
      switch self {
      case .user: 0o750
      case .group: 0o3730
      case .anyone: 0o3733
      }
    }
    /// Without the setgid bit, which only the inbox needs, for what others drop.
    ///
    /// What the process makes belongs to its group anyway, and a sandbox with RestrictSUIDSGID
    /// refuses the bit.
    var folderMode: UInt32 { 0o750 }
  }

  /// The path of the spool folder.
  public let path: String
  /// Who may drop and read.
  public let access: Access
  /// Where prompt files are dropped.
  public let inbox: DirectoryHandle
  /// Where results appear.
  public let outbox: DirectoryHandle
  /// Where failed jobs appear.
  public let dead: DirectoryHandle
  /// Where files are kept that cannot be taken.
  public let hold: DirectoryHandle
  /// Queue, lock and live progress.
  public let state: DirectoryHandle
  private let lock = LockPlace()

  /// Opens the folders and makes the missing ones.
  ///
  /// - Parameters:
  ///   - path: The spool folder.
  ///   - statePath: Where `state/` is, when it is not in the spool folder.
  ///   - access: Who may drop and read.
  ///   - user: The number of the user that runs the process.
  ///   - disk: The disk.
  /// - Throws: ``SpoolError/insecure(path:problem:repair:)``, a network file system under the state
  ///   folder, or the failed call.
  public init(
    _ path: String, statePath: String? = nil, access: Access = .user, user: UInt32,
    disk: any Disk = LinuxDisk()
  ) throws(SpoolError) {
    self.path = path
    self.access = access
    let root = try Self.open(path, mode: 0o755, disk)
    try Self.checkSafety(root, user)
    inbox = try Self.folder("inbox", in: root, mode: access.inboxMode)
    _ = try Self.folder("tmp", in: inbox, mode: access.inboxMode)
    outbox = try Self.folder("outbox", in: root, mode: access.folderMode)
    dead = try Self.folder("dead", in: root, mode: access.folderMode)
    hold = try Self.folder("hold", in: root, mode: access.folderMode)
    if let statePath {
      state = try Self.open(statePath, mode: 0o750, disk)
    } else {
      state = try Self.folder("state", in: root, mode: 0o750)
    }
    _ = try Self.folder("backup", in: state, mode: 0o750)
    try Self.checkSafety(state, user)
    let volume = try system { () throws(SystemCallError) in try state.fileSystem() }
    if let kind = volume.networkName { throw .networkFileSystem(path: state.path, kind: kind) }
  }

  // MARK: - The lock

  /// Asks for the one lock of the folders, which is then held as long as they are open.
  /// - Returns: `nil` when it is ours, else who has it as far as the file tells.
  /// - Throws: the failed call.
  public func takeLock() throws(SpoolError) -> LockHolder? {
    try system { () throws(SystemCallError) in try lock.take(Array("lock".utf8), in: state) }
  }

  /// Makes sure that a lock which was taken still keeps others away.
  /// - Throws: ``SpoolError/lockLost(path:)``, or the failed look.
  public func checkLock() throws(SpoolError) {
    let lost = try system { () throws(SystemCallError) in try lock.lostPath() }
    if let lost { throw .lockLost(path: lost) }
  }

  /// A number that tells our stages from those of a process that lost the lock but goes on;
  /// `nil` when no lock was taken.
  /// - Throws: the failed look.
  func lockNumber() throws(SpoolError) -> UInt64? {
    try system { () throws(SystemCallError) in try lock.number() }
  }

  /// The mode of published files.
  public var fileMode: UInt32 { 0o640 }
  /// The mode of published folders.
  public var folderMode: UInt32 { access.folderMode }

  /// The file system that holds the results and the one that holds the queue.
  /// - Throws: the failed call.
  public func freeBytes() throws(SpoolError) -> (outbox: Int, state: Int) {
    try system { () throws(SystemCallError) in
      (try outbox.fileSystem().freeBytes, try state.fileSystem().freeBytes)
    }
  }

  /// Makes sure that the paths still lead to the open folders: what is written into a folder that
  /// was moved away is found by nobody.
  /// - Throws: ``SpoolError/moved(path:)``, ``SpoolError/lockLost(path:)``; other failures of the
  ///   look are none of its business.
  public func checkPlaces() throws(SpoolError) {
    for folder in [inbox, outbox, dead, hold, state] {
      let own = try system { () throws(SystemCallError) in try folder.status() }
      do throws(SystemCallError) {
        let now = try DirectoryHandle(folder.path, disk: folder.disk).status()
        guard now.device != own.device || now.inode != own.inode else { continue }
      } catch {
        guard error.isMissing || error.isNoFolder else { continue }
      }
      throw .moved(path: folder.path)
    }
    do throws(SpoolError) {
      try checkLock()
    } catch {
      guard case .system = error else { throw error }
    }
  }

  /// Entries of `inbox/tmp/` that have not changed since `limit`, nanoseconds since 1970: they are
  /// reported, never removed.
  /// - Throws: the failed call.
  public func forgottenDrafts(before limit: Int64) throws(SpoolError) -> [[UInt8]] {
    try system { () throws(SystemCallError) in
      let drafts = try inbox.folder(Array("tmp".utf8))
      return try drafts.list().filter { name in
        (try? drafts.status(name)).map { $0.changed < limit } ?? false
      }
    }
  }

  private static func open(_ path: String, mode: UInt32, _ disk: any Disk) throws(SpoolError)
    -> DirectoryHandle
  {
    try system { () throws(SystemCallError) in
      do throws(SystemCallError) {
        try disk.makeFolder(in: disk.workingFolder, Array(path.utf8), mode: mode)
      } catch {
        guard error.isTaken else { throw error }
      }
      return try DirectoryHandle(path, disk: disk)
    }
  }

  private static func folder(_ name: String, in parent: DirectoryHandle, mode: UInt32)
    throws(SpoolError) -> DirectoryHandle
  {
    let name = Array(name.utf8)
    return try system { () throws(SystemCallError) in
      do throws(SystemCallError) {
        try parent.makeFolder(name, mode: 0o700)
      } catch {
        guard error.isTaken else { throw error }
        return try parent.folder(name)
      }
      let folder = try parent.folder(name)
      try folder.setMode(mode)
      try parent.sync()
      return folder
    }
  }

  private static func checkSafety(_ folder: DirectoryHandle, _ user: UInt32) throws(SpoolError) {
    let status = try system { () throws(SystemCallError) in try folder.status() }
    guard status.owner == user || status.owner == 0 else {
      throw .insecure(
        path: folder.path, problem: "it belongs to user \(status.owner)",
        repair: "chown it to the user that runs nightloom")
    }
    guard status.mode & 0o022 == 0 else {
      throw .insecure(
        path: folder.path, problem: "others may write to it", repair: "chmod go-w \(folder.path)")
    }
  }
}
