import JSON
import JobStore
import OperatingSystem
import Spool

/// Publishes one folder and waits, with the result in memory, where the disk has no room for it.
struct ResultPublisher {
  private let loop: JobLoop
  /// After so many failures that room would not mend, the job counts a failure.
  private static let tries = 3

  init(_ loop: JobLoop) { self.loop = loop }

  /// Publishes a folder and reads the record that stands then.
  ///
  /// - Returns: The record, or `nil` when it could not be published.
  /// - Throws: ``SpoolError`` for names that can never be published, and for a lost lock.
  func publish(
    _ box: Outbox, _ job: Job, schema: String = "nightloom.manifest/1", _ members: JSONObject,
    _ files: [ResultFile]
  ) throws -> StandingResult? {
    let name = JobName(slug: job.slug, key: job.key)
    var failures = 0
    while true {
      do {
        let outcome = try box.publish(
          name, claim: Int(job.claim), schema: schema, members, files, now: loop.clocks.wall.now)
        loop.clear(.publishing)
        let written = box.record(name, claim: Int(job.claim), schema: schema, members, files)
        return try standing(box, name, written, outcome, job)
      } catch SpoolError.lockLost(let path) {
        throw SpoolError.lockLost(path: path)
      } catch let error as SpoolError {
        guard let reason = Self.outage(error) else {
          failures += 1
          loop.output.note("\(job.folderName): \(error); trying again")
          guard failures < Self.tries else { return nil }
          continue
        }
        loop.hinder(.publishing, reason, "\(error)")
        guard waitForDisk() else { return nil }
      }
    }
  }

  /// Waits until the next try; `false` when the runner was told to stop at once.
  func waitForDisk() -> Bool {
    let end = loop.clocks.boot.now + loop.configuration.outageInterval
    while loop.clocks.boot.now < end {
      if loop.stop.level == .handBack { return false }
      loop.clocks.pause(20)
    }
    return loop.stop.level < .handBack
  }

  private static func outage(_ error: SpoolError) -> String? {
    guard case .system(let call) = error else { return nil }
    if call.isFull { return "disk" }
    return call.isDenied || call.isExhausted ? "outbox-unwritable" : nil
  }

  private func standing(
    _ box: Outbox, _ name: JobName, _ written: JSONObject, _ outcome: Outbox.Outcome, _ job: Job
  ) throws -> StandingResult {
    if outcome == .alreadyPublished {
      let (row, now) = (job.row, loop.clocks.wall.now)
      _ = try loop.queue.sync { queue in
        try queue.note(
          .publishConflict, job: row, "a result of the same key stood there and was kept", now: now)
      }
    }
    do {
      if case .whole(let record) = try box.check(name), record["key"]?.string == name.key {
        return StandingResult(record: record, isOurs: outcome == .published)
      }
    } catch {
      guard outcome == .published else { throw error }
    }
    // Ours cannot be read just now, or somebody has taken it away already, which is their right.
    return StandingResult(record: written, isOurs: true)
  }
}
