public import JSON
import OperatingSystem

/// Names in `outbox/` and `dead/` of what is not published; readers pass over them.
enum StageName {
  static let any = Array(".stage-".utf8)
  static let swept = Array(".stage-swept-".utf8)
  private static let aside = Array(".stage-aside-".utf8)

  /// Where a job's folder is written, by the holder of the lock of this number.
  ///
  /// The claim alone does not tell processes apart: refused files have none, and a queue that was
  /// put back counts again.
  static func of(_ job: JobName, claim: Int, lock: UInt64?) -> [UInt8] {
    Array(".stage-\(job.id)-\(claim)\(lock.map { "-\($0)" } ?? "")".utf8)
  }

  /// Where what stood under a published name waits for its move to `hold/`.
  static func aside(_ name: [UInt8]) -> [UInt8] { aside + name }

  /// Where a result is that was published and may not last.
  static func back(_ name: [UInt8]) -> [UInt8] { Array(".stage-back-".utf8) + name }

  /// The published name of what waits for its move to `hold/`; `nil` for other stages.
  static func original(_ name: [UInt8]) -> [UInt8]? {
    name.starts(with: aside) ? Array(name.dropFirst(aside.count)) : nil
  }
}

extension Outbox {
  /// Clears away what a crash left unpublished; call it only while no worker runs.
  ///
  /// Stages are removed. Each gets another name first: a process that lost its lock may be about
  /// to rename its own, and must find it whole or not at all. What was on its way to `hold/` goes
  /// there. But such a process may have died, or lost its last rename to a power cut, after it
  /// moved away a folder that its successor had recorded: that one is put back.
  ///
  /// - Parameters:
  ///   - now: UTC milliseconds.
  ///   - recorded: The job that ended with the folder of this record, if the queue has it so.
  /// - Throws: the failed call, and what `recorded` throws; a repetition goes on.
  public func sweepStages(now: Int64, _ recorded: (JSONObject) throws -> JobName?) throws {
    let stages = try system { () throws(SystemCallError) in
      try folder.list().filter { $0.starts(with: StageName.any) }
    }
    for name in stages where name.starts(with: StageName.swept) {
      try clear(name, now: now, recorded)
    }
    for name in stages where !name.starts(with: StageName.swept) {
      guard StageName.original(name) == nil else {
        try clear(name, now: now, recorded)
        continue
      }
      let newName = StageName.swept + name.dropFirst(StageName.any.count)
      if try isRenamed(name, newName) { try clear(newName, now: now, recorded) }
    }
  }

  private func isRenamed(_ name: [UInt8], _ newName: [UInt8]) throws(SpoolError) -> Bool {
    try system { () throws(SystemCallError) in
      do throws(SystemCallError) {
        try folder.rename(name, to: folder, newName)
        return true
      } catch {
        guard error.isMissing else { throw error }
        return false
      }
    }
  }

  private func clear(
    _ stage: [UInt8], now: Int64, _ recorded: (JSONObject) throws -> JobName?
  ) throws {
    if case .whole(let record) = try check(stage), let job = try recorded(record) {
      // As before a move to hold/.
      try system { () throws(SystemCallError) in try folder.sync() }
      _ = try move(stage, to: job, now: now)
      return
    }
    if StageName.original(stage) != nil { return try holdAside(stage, now: now) }
    do throws(SystemCallError) {
      try folder.removeFolder(stage)
    } catch {
      // What is still written into stays until the next start.
      guard error.isTaken else { throw SpoolError.system(error) }
    }
  }
}
