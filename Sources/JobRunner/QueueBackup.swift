import JobStore
import OperatingSystem
import Spool

/// Copies of the queue in `state/backup/`, the newest seven.
///
/// A copy is written under a hidden name, synced by us (SQLite does not promise that it has reached
/// the disk), checked, renamed to `queue-<UTC time>.db`, and the folder synced.
struct QueueBackup {
  static let kept = 7
  private static let draft = Array(".draft.db".utf8)

  private let folder: DirectoryHandle
  private let path: String

  init(_ spool: SpoolDirectory) throws(SpoolError) {
    path = spool.state.path + "/backup"
    do throws(SystemCallError) {
      folder = try spool.state.folder(Array("backup".utf8))
    } catch {
      throw .system(error)
    }
  }

  /// The names of whole copies, newest first.
  func names() throws -> [[UInt8]] {
    try folder.list().filter { $0.starts(with: Array("queue-".utf8)) }.reversed()
  }

  /// Writes a copy and removes the oldest ones.
  /// - Throws: failures of disk and database, and ``RunnerError/damagedQueue(path:finding:)`` when
  ///   the copy is not sound; the older copies are untouched then.
  func make(_ connection: Connection, now: Int64) throws {
    let disk = folder.disk
    if folder.contains(Self.draft) { try folder.remove(Self.draft) }
    // VACUUM INTO takes an empty file, and so the mode is ours.
    disk.close(try folder.open(Self.draft, [.write, .create, .exclusive], mode: 0o640))
    let draftPath = path + "/.draft.db"
    try connection.backUp(to: draftPath)
    let file = try folder.open(Self.draft, [.read, .write])
    defer { disk.close(file) }
    try disk.sync(file, Self.draft)
    if let finding = try Self.finding(draftPath) {
      throw RunnerError.damagedQueue(path: draftPath, finding: finding)
    }
    let time = CalendarTime.text(utc: now).filter { $0 != ":" && $0 != "-" && $0 != "." }
    try folder.rename(Self.draft, to: folder, Array("queue-\(time).db".utf8), replacing: true)
    try folder.sync()
    for name in try names().dropFirst(Self.kept) { try folder.remove(name) }
  }

  /// Copies the newest sound backup to a name in `state/`, synced.
  /// - Returns: The name of the backup, or `nil` when none is sound.
  func restore(to name: [UInt8], in state: DirectoryHandle) throws -> String? {
    for backup in try names() {
      try? state.remove(name)
      try copy(backup, to: name, in: state)
      let copyPath = state.path + "/" + String(decoding: name, as: UTF8.self)
      let isSound = (try? Self.finding(copyPath) == nil) ?? false
      if isSound { return String(decoding: backup, as: UTF8.self) }
      try state.remove(name)
    }
    return nil
  }

  private static func finding(_ path: String) throws -> String? {
    let connection = try Connection(path: path, .readOnly)
    return try SchemaSeal.finding(connection) ?? connection.quickCheck().first
  }

  private func copy(_ backup: [UInt8], to name: [UInt8], in state: DirectoryHandle) throws {
    let disk = folder.disk
    let source = try folder.open(backup, .read)
    defer { disk.close(source) }
    let target = try state.open(name, [.write, .create, .exclusive], mode: 0o640)
    defer { disk.close(target) }
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { chunk.deallocate() }
    while true {
      let count = try disk.read(source, into: chunk)
      guard count > 0 else { break }
      try disk.writeAll(target, Array(chunk[..<count]))
    }
    try disk.sync(target, name)
  }
}
