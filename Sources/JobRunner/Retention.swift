import JobStore
import OperatingSystem
import Spool

/// Removes what was kept long enough: folders in `dead/`, things in `hold/`, texts of ended jobs.
///
/// `outbox/` belongs to its user and is never touched; rows, scores and events stay.
struct Retention {
  /// What was removed.
  struct Report: Equatable, Sendable {
    var graves = 0
    var held = 0
    var requests = 0
  }

  private static let going = Array(".going-".utf8)

  private let dead: DirectoryHandle
  private let hold: DirectoryHandle
  /// Older than this is old; UTC milliseconds.
  private let limit: Int64

  init(_ spool: SpoolDirectory, days: Int, now: Int64) {
    dead = spool.dead
    hold = spool.hold
    limit = now - Int64(days) * 86_400_000
  }

  /// Removes everything old.
  /// - Throws: failures of disk and database; a repetition goes on.
  func run(_ queue: JobQueue) throws -> Report {
    var report = Report()
    report.requests = try queue.forgetContents(endedBefore: limit)
    report.graves = try sweep(dead)
    report.held = try sweep(hold)
    return report
  }

  /// Old entries are renamed first, so that no half of one is ever taken for a whole.
  private func sweep(_ folder: DirectoryHandle) throws(SystemCallError) -> Int {
    var count = 0
    for name in try folder.list() {
      var name = name
      if !name.starts(with: Self.going) {
        guard isOld(try folder.status(name)), !name.starts(with: Array(".stage-".utf8)) else {
          continue
        }
        let aside = Self.going + name.prefix(240)
        try folder.rename(name, to: folder, aside, replacing: true)
        name = aside
      }
      if try folder.status(name).kind == .folder {
        try folder.removeFolder(name)
      } else {
        try folder.remove(name)
      }
      count += 1
    }
    if count > 0 { try folder.sync() }
    return count
  }

  /// By the time of the last rename or change, whichever is later.
  private func isOld(_ status: FileStatus) -> Bool {
    max(status.changed, status.modified) / 1_000_000 < limit
  }
}
