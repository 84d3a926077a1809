import JobStore
import OperatingSystem
import Spool

/// Looks over the database of a queue without writing to it.
public struct QueueCheckup {
  /// A log above this size is held up by a reader.
  static let longestLog = 64 << 20
  /// A backup older than this was missed.
  static let oldestBackup: Int64 = 2 * 86_400_000

  private let path: String
  /// UTC milliseconds.
  private let now: Int64
  private let isDeep: Bool

  /// Looks over the queue of the spool at `path`.
  ///
  /// - Parameters:
  ///   - path: The spool.
  ///   - now: UTC milliseconds.
  ///   - isDeep: Whether every entry of every index is compared, too.
  public init(_ path: String, now: Int64, isDeep: Bool = false) {
    self.path = path
    self.now = now
    self.isDeep = isDeep
  }

  private var database: String { path + "/state/queue.db" }
  private var restart: String {
    "nightloom once --max-jobs 0 --spool \(CheckFinding.quoted(path))"
  }

  /// Everything about the database, its log, its backups and its clock.
  public func findings() -> [CheckFinding] {
    do throws(SystemCallError) {
      _ = try readFile(database, limit: 0)
    } catch {
      guard error.isTooLarge else {
        guard error.isMissing else {
          return [CheckFinding("database", .problem, "\(error)", repair: error.hint)]
        }
        return [CheckFinding("database", .note, "there is none yet; the first run makes it")]
      }
    }
    do {
      let connection = try Connection(path: database, .readOnly)
      let found = isDeep ? try connection.integrityCheck() : try connection.quickCheck()
      if let finding = found.first { return [damaged(finding)] }
      let history = try JobHistory(path: database)
      let jobs = try history.counts().reduce(0) { $0 + $1.count }
      return [CheckFinding("database", .good, "sound, \(jobs) jobs"), library]
        + (try pending(history)) + log() + (try backup(history)) + (try clock(history))
    } catch {
      if case .damaged = error { return [damaged("\(error)")] }
      return [CheckFinding("database", .problem, "\(error)", repair: restart)]
    }
  }

  private func damaged(_ finding: String) -> CheckFinding {
    CheckFinding(
      "database", .problem,
      "\(database) is damaged (\(finding)); the next start sets it aside and rebuilds the queue"
        + " from backup and results", repair: restart)
  }

  /// One process writes, so the known fault of older libraries cannot strike.
  private var library: CheckFinding {
    let version = Connection.libraryVersion
    let repaired =
      Connection.hasLogFix
      ? "with" : "without"
    return CheckFinding(
      "sqlite", .good,
      "version \(version), \(repaired) the repair of WAL resets; only the runner writes, so either"
        + " will do")
  }

  private func pending(_ history: JobHistory) throws(SQLiteError) -> [CheckFinding] {
    let pending = try history.status(limit: 0).unlinkPending.filter { $0.error != nil }
    return pending.prefix(5).map { unlink in
      let name = displayName(unlink.file.name)
      return CheckFinding(
        "inbox", .problem,
        "\(name) was accepted but cannot be removed: \(unlink.error ?? "")",
        repair: "rm -- \(CheckFinding.quoted(path + "/inbox/" + name))")
    }
  }

  private func log() -> [CheckFinding] {
    guard let bytes = SpoolMeasures(path).logBytes, bytes > Self.longestLog else { return [] }
    let holders = LockTable.readers(of: database + "-shm").filter { $0 != ThisProcess.id }
    let shown = holders.map(String.init).joined(separator: " ")
    return [
      CheckFinding(
        "log", .problem,
        "the database's log has \(bytes >> 20) MiB, because "
          + (holders.isEmpty ? "no run moved it yet" : "a reader holds it: process \(shown)"),
        repair: holders.isEmpty ? restart : "kill \(shown)")
    ]
  }

  private func backup(_ history: JobHistory) throws(SQLiteError) -> [CheckFinding] {
    guard let first = try history.events(after: 0, limit: 1).first else { return [] }
    guard let time = SpoolMeasures(path).backupTime.map({ $0 / 1_000_000 }) else {
      guard now - first.time > Self.oldestBackup else { return [] }
      return [
        CheckFinding("backup", .problem, "there is no backup of the queue yet", repair: restart)
      ]
    }
    let hours = max(0, now - time) / 3_600_000
    guard now - time > Self.oldestBackup else {
      return [CheckFinding("backup", .good, "the newest is \(hours) h old")]
    }
    return [
      CheckFinding(
        "backup", .problem, "the newest backup is \(hours) h old, one a day is made",
        repair: restart)
    ]
  }

  private func clock(_ history: JobHistory) throws(SQLiteError) -> [CheckFinding] {
    let last = try history.lastEvent()
    guard last > 0, let event = try history.events(after: last - 1, limit: 1).first,
      event.time > now + 120_000
    else { return [] }
    return [
      CheckFinding(
        "clock", .problem,
        "the clock was set back: the last event lies \((event.time - now) / 1000) s ahead of now",
        repair: "timedatectl set-ntp true")
    ]
  }
}
