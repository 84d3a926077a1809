import JobStore
import OperatingSystem
import Spool
import Synchronization

/// Opens the queue of a spool: checks it, restores it when it is damaged, backs it up before its
/// tables change.
///
///     check -> sound ------------------------------------------> open
///           -> damaged -> marker -> set aside -> newest backup -> open -> folders -> requests
///
/// The marker `state/rescue.json` names the file that is set aside. It stands until the queue is
/// whole again, so a process that is killed in between goes on where it stopped.
final class QueueOpening: Sendable {
  private static let name = Array("queue.db".utf8)
  /// Bytes of a database of some hundred thousand jobs.
  private static let quicklyChecked = 256 << 20
  private static let met = Array("damage-met".utf8)

  private let spool: SpoolDirectory
  /// UTC milliseconds.
  private let now: Int64
  private let note: @Sendable (String) -> Void
  /// What has to be brought in line after recovery.
  private let work = Mutex(Work.none)

  private enum Work: Sendable {
    case none
    /// The last process was cut off: the end of its log may be lost.
    case unclean
    case rescue(QueueRescue)
  }

  init(_ spool: SpoolDirectory, now: Int64, note: @escaping @Sendable (String) -> Void) {
    self.spool = spool
    self.now = now
    self.note = note
  }

  private var path: String { spool.state.path + "/queue.db" }

  /// Lets the next start restore the queue: damage was met that a look at the pages may not find.
  static func noteDamage(_ spool: SpoolDirectory) {
    // Without the marker the next start still finds what a look at the pages finds.
    try? spool.state.create(met, [], mode: 0o640)
  }

  // MARK: - Opening

  /// Opens the queue, after a restore where it is damaged.
  /// - Throws: ``RunnerError``.
  func open() throws -> QueueOwner {
    do {
      do {
        return try opened()
      } catch SQLiteError.damaged {
        Self.noteDamage(spool)
        return try opened()
      }
    } catch let error as SystemCallError {
      throw RunnerError.spool(.system(error))
    } catch let error as SQLiteError {
      throw RunnerError.queue(error)
    }
  }

  private func opened() throws -> QueueOwner {
    let logBytes = (try? spool.state.status(Array("queue.db-wal".utf8)))?.size ?? 0
    if logBytes > 0 { work.withLock { $0 = .unclean } }
    var rescue = try QueueRescue.pending(spool)
    if rescue == nil {
      let lost = try lostFile()
      try makeFile()
      if let finding = try lost ?? finding() {
        note("the queue is damaged (\(finding)); restoring it")
        rescue = try QueueRescue.begin(spool, now: now)
      }
    }
    if let rescue {
      note(try rescue.restore())
      try makeFile()
      work.withLock { $0 = .rescue(rescue) }
    }
    if spool.state.contains(Self.met) { try spool.state.remove(Self.met) }
    try backUpBeforeMigration()
    let owner = try QueueOwner(path: path)
    let renewed = try owner.sync { queue in
      try queue.renewRequests(RequestRecord.sealedForm, RequestRecord.renewed)
    }
    if renewed > 0 { note("\(renewed) requests of an earlier build were given their digests") }
    return owner
  }

  /// What is wrong when there is no file, or an empty one: nothing, unless jobs were here before.
  private func lostFile() throws -> String? {
    let size = (try? spool.state.status(Self.name))?.size
    guard size ?? 0 == 0 else { return nil }
    let hasBackup = try !QueueBackup(spool).names().isEmpty
    let hasFolders =
      try !Outbox.results(spool).published().isEmpty
      || !Outbox.deadLetters(spool).published().isEmpty
    guard hasBackup || hasFolders else { return nil }
    return size == nil ? "the file is gone" : "the file is empty"
  }

  /// The log files take the mode of the database, so the empty file comes first, with its mode
  /// whatever the umask says.
  private func makeFile() throws {
    guard !spool.state.contains(Self.name) else { return }
    let file = try spool.state.open(Self.name, [.write, .create, .exclusive], mode: 0o640)
    defer { spool.state.disk.close(file) }
    try spool.state.disk.setMode(file, 0o640)
  }

  /// What is wrong with the file, or `nil`.
  /// - Throws: what keeps from looking, such as a full disk.
  private func finding() throws -> String? {
    // A file that may not be written is no damaged one.
    spool.state.disk.close(try spool.state.open(Self.name, [.read, .write]))
    if spool.state.contains(Self.met) { return "damage was met at work" }
    do throws(SQLiteError) {
      let connection = try Connection(path: path, .readWrite)
      if let finding = try SchemaSeal.finding(connection) { return finding }
      // After a crash every entry of every index is looked at, where that does not take long.
      let isUnclean = if case .unclean = work.withLock({ $0 }) { true } else { false }
      let size = (try? spool.state.status(Self.name))?.size ?? .max
      guard isUnclean, size <= Self.quicklyChecked else { return try connection.quickCheck().first }
      return try connection.integrityCheck().first
    } catch {
      guard error.tellsDamage else { throw error }
      return "\(error)"
    }
  }

  private func backUpBeforeMigration() throws {
    let connection = try Connection(path: path, .readWrite)
    let version = try Migrations.version(of: connection)
    guard version > 0, version < Migrations.newest else { return }
    try QueueBackup(spool).make(connection, now: now)
    note("the queue was backed up before its tables change from version \(version)")
  }

  // MARK: - Afterwards

  /// Brings rows in line with what is published, where the queue may have lost its last changes.
  ///
  /// - Throws: failures of disk and database; the next start goes on.
  func reconcile(_ queue: QueueOwner, owner: String) throws {
    let rebuild = QueueRebuild(spool, owner: owner, now: now)
    switch work.withLock({ $0 }) {
    case .none: return
    case .unclean:
      let count = try queue.sync { queue in try rebuild.results(queue) }
      if count > 0 {
        note("\(count) published results were missing in the queue; it knows them now")
      }
    case .rescue(let rescue):
      let (folders, requests) = try queue.sync { queue in
        let results = try rebuild.results(queue) + rebuild.deadLetters(queue)
        let requests = try rebuild.requests(queue, from: rescue.damagedPath)
        try queue.connection.checkpoint()
        return (results, requests)
      }
      try rescue.end()
      note(
        "the queue was rebuilt: \(folders) jobs from their folders, \(requests) waiting requests"
          + " from the damaged file, which is kept as state/\(rescue.damagedName)")
    }
  }
}

extension SQLiteError {
  /// Whether the file itself is at fault: pages, schema, or a length that cannot be.
  var tellsDamage: Bool {
    switch self {
    case .damaged, .unknownWord, .noWriteAheadLog: true
    // An error in the schema, a version that only reads, a read behind the end (522), a mismatch.
    case .failed(let code, _, _): [1, 8, 20, 522].contains(code) || code & 0xFF == 24
    case .cannotOpen, .newerVersion, .olderVersion, .tookTooLong: false
    }
  }
}
