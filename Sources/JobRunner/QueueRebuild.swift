import JSON
import JobStore
import OperatingSystem
import PromptSyntax
import Spool

/// Brings rows in line with what is published, and saves requests from a damaged database.
struct QueueRebuild: Sendable {
  private let results: Outbox
  private let deadBox: Outbox
  private let owner: String
  /// UTC milliseconds.
  private let now: Int64

  init(_ spool: SpoolDirectory, owner: String, now: Int64) {
    results = .results(spool)
    deadBox = .deadLetters(spool)
    self.owner = owner
    self.now = now
  }

  // MARK: - Folders

  /// Every whole folder of `outbox/` has a done job; how many rows were changed for it.
  func results(_ queue: JobQueue) throws -> Int { try adopt(results, .done, queue) }

  /// Every whole folder of `dead/` has a dead job; how many rows were changed for it.
  func deadLetters(_ queue: JobQueue) throws -> Int { try adopt(deadBox, .dead, queue) }

  private func adopt(_ box: Outbox, _ state: JobState, _ queue: JobQueue) throws -> Int {
    var count = 0
    for name in try box.published() {
      guard let (slug, id) = Self.parts(name) else { continue }
      let standing = try queue.standing(idPrefix: id)
      guard standing?.slug != slug || needsLook(standing?.state, state) else { continue }
      guard case .whole(let record) = try box.check(name),
        let job = Self.published(record, slug: slug, id: id, state, now: now)
      else { continue }
      if try queue.adopt(job, owner: owner, now: now) { count += 1 }
    }
    return count
  }

  /// A result wins over every state but done; a grave counts only for a job that is not there.
  private func needsLook(_ standing: JobState?, _ state: JobState) -> Bool {
    guard let standing else { return true }
    return state == .done ? standing != .done : false
  }

  private static func parts(_ name: [UInt8]) -> (slug: String, id: String)? {
    let text = String(decoding: name, as: UTF8.self)
    guard let dash = text.lastIndex(of: "-") else { return nil }
    let id = String(text[text.index(after: dash)...])
    let isID = id.utf8.count == 12 && id.utf8.allSatisfy(isHexadecimal)
    return isID ? (String(text[..<dash]), id) : nil
  }

  private static func published(
    _ record: JSONObject, slug: String, id: String, _ state: JobState, now: Int64
  ) -> PublishedJob? {
    guard let key = record["key"]?.string, key.hasPrefix(id), key.utf8.count == 64 else {
      return nil
    }
    let standing = StandingResult(record: record)
    let accepted = time(record["accepted"]) ?? now
    var job = PublishedJob(
      key: key, identity: record["identity"]?.string ?? "rebuilt-\(key)",
      dropNumber: max(1, record["drop"]?.int ?? 1), slug: slug,
      ending: state == .done ? .done(standing.result) : standing.ending,
      acceptedAt: accepted, endedAt: time(record["finished"]) ?? accepted)
    job.customID = record["custom_id"]?.string
    job.attempts = standing.attempts
    job.claim = record["claim"]?.int ?? 0
    return job
  }

  private static func time(_ text: JSONValue?) -> Int64? {
    text?.string.flatMap(PromptTime.init)?.utcMilliseconds
  }

  // MARK: - Requests

  /// Adds requests that can be proven from a damaged database and that the queue does not have.
  func requests(_ queue: JobQueue, from path: String) throws -> Int {
    var count = 0
    for saved in JobSalvage.live(path) {
      guard let (proven, key) = Self.proven(saved) else { continue }
      do throws(SQLiteError) {
        if try queue.save(proven, key: key, now: now) { count += 1 }
      } catch {
        // A number that no row may have: this one was damaged, too.
        guard error.primaryCode == 19 else { throw error }
      }
    }
    return count
  }

  /// The request with names that follow from its own bytes, or `nil` when those are damaged.
  private static func proven(_ saved: SavedJob) -> (SavedJob, key: String)? {
    guard let record = RequestRecord(saved.job.request), let canonical = record.canonical else {
      return nil
    }
    let isSlug =
      !saved.job.slug.isEmpty && saved.job.slug.utf8.count <= 60
      && JobName.slug(Array(saved.job.slug.utf8)) == saved.job.slug
    let identities = [saved.sourceName ?? [], []].map { name in
      RequestIdentity(
        sourceName: name, customID: saved.job.customID, request: canonical,
        occurrence: record.occurrence, name: record.settings?["name"]?.string, fileName: name)
    }
    var proven = saved
    if !isSlug { proven.job.slug = identities[0].names(drop: 1).slug }
    let stated = identities.first { $0.names(drop: saved.dropNumber).key == saved.key }
    let identity = stated ?? identities[0]
    if stated == nil { proven.dropNumber = 1 }
    proven.job.identity = identity.identity
    return (proven, identity.names(drop: proven.dropNumber).key)
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}
