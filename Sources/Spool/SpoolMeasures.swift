import OperatingSystem

/// Sizes and times of a spool's places, for metrics and checks; reads only.
public struct SpoolMeasures: Equatable, Sendable {
  /// Free space of the file system of `outbox/`.
  public var outboxFreeBytes: Int?
  /// Free space of the file system of `state/`.
  public var stateFreeBytes: Int?
  /// Size of the database's log.
  public var logBytes: Int?
  /// Things in `hold/`, their reason files not counted.
  public var heldFiles: Int?
  /// When the newest backup was made; nanoseconds since 1970.
  public var backupTime: Int64?

  /// Measures what can be reached of the spool at `path`.
  public init(_ path: String, statePath: String? = nil) {
    let outbox = try? DirectoryHandle(path + "/outbox")
    let state = try? DirectoryHandle(statePath ?? path + "/state")
    let hold = try? DirectoryHandle(path + "/hold")
    outboxFreeBytes = (try? outbox?.fileSystem())?.freeBytes
    stateFreeBytes = (try? state?.fileSystem())?.freeBytes
    logBytes = (try? state?.status(Array("queue.db-wal".utf8)))?.size
    heldFiles = (try? hold?.list())?.count { name in
      name.first != 0x2E && !name.suffix(Self.reason.count).elementsEqual(Self.reason)
    }
    backupTime = state.flatMap(Self.newestBackup)
  }

  private static let reason = Array(".reason.json".utf8)

  private static func newestBackup(_ state: DirectoryHandle) -> Int64? {
    guard let folder = try? state.folder(Array("backup".utf8)), let names = try? folder.list()
    else { return nil }
    let whole = names.filter { $0.first != 0x2E }
    return whole.compactMap { (try? folder.status($0))?.modified }.max()
  }
}
