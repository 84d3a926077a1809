import JSON
public import JobStore
import OperatingSystem
public import Spool

/// The one checker of all harnesses: what a spool promises, held against its folders and tables.
///
/// With A what was accepted (dropped, or in the queue), R the whole results and H the history:
///
/// - *lost*: of A neither in R nor dead, cancelled, expired, held, or still in the inbox;
/// - *double*: one request with two jobs or two results, or a job with two `done` events;
/// - *torn*: a published folder that differs from its record or from the words that were dropped;
/// - *phantom*: a published folder without the job that says so, or with another digest;
/// - *others*: `integrity_check`, ``StoreAudit`` (events are the changes of state), stages left
///   behind, jobs not ended, poison without three starts.
public struct SpoolAudit: Sendable {
  /// How many drops the producer vouches for.
  public var dropped = 0
  /// How many jobs the queue holds.
  public var jobs = 0
  /// How many whole results stand in `outbox/`.
  public var results = 0
  /// How many whole folders stand in `dead/`.
  public var dead = 0
  /// Sentences, one for each breach.
  public var lost: [String] = []
  /// Sentences, one for each breach.
  public var double: [String] = []
  /// Sentences, one for each breach.
  public var torn: [String] = []
  /// Sentences, one for each breach.
  public var phantom: [String] = []
  /// Sentences, one for each breach.
  public var others: [String] = []

  private var foreign: Set<String> = []
  /// Contents of files that may have left the inbox before their jobs were committed: overwritten
  /// by their producer, or held.
  private var withoutJob: Set<[UInt8]> = []

  /// All breaches, each with its kind in front.
  public var findings: [String] {
    lost.map { "lost: \($0)" } + double.map { "double: \($0)" } + torn.map { "torn: \($0)" }
      + phantom.map { "phantom: \($0)" } + others
  }

  /// Checks a spool in which nothing runs.
  ///
  /// - Parameters:
  ///   - path: The spool folder.
  ///   - dropped: What was dropped; a file dropped twice stands there twice.
  ///   - isFinished: Whether everything should have ended.
  /// - Throws: when folders or database cannot be read.
  public init(path: String, dropped: [DroppedPrompt], isFinished: Bool = true) throws {
    let spool = try SpoolDirectory(path, user: ThisProcess.user)
    let connection = try Connection(path: path + "/state/queue.db", .readOnly)
    try self.init(spool, connection, dropped: dropped, isFinished: isFinished)
  }

  /// Checks a spool through an open connection.
  ///
  /// - Parameters:
  ///   - spool: The folders.
  ///   - connection: The queue.
  ///   - dropped: What was dropped; a file dropped twice stands there twice.
  ///   - optional: What may have been seen before it was overwritten.
  ///   - foreign: Folders that a user put into `outbox/`, which need not be results.
  ///   - isFinished: Whether everything should have ended.
  /// - Throws: when folders or database cannot be read.
  public init(
    _ spool: SpoolDirectory, _ connection: Connection, dropped: [DroppedPrompt],
    optional: [DroppedPrompt] = [], foreign: Set<String> = [], isFinished: Bool = true
  ) throws {
    self.dropped = dropped.count
    self.foreign = foreign
    withoutJob = Set(optional.map(\.bytes)).union(try Self.heldContents(spool))
    let rows = try AuditedJob.all(connection)
    jobs = rows.count
    // No fault reaches the pages of a database in memory.
    if connection.path != ":memory:" {
      let integrity = try connection.word("PRAGMA integrity_check") ?? "no answer"
      if integrity != "ok" { others.append("integrity_check: \(integrity)") }
    }
    others += try StoreAudit.findings(connection)
    try checkFolders(spool, rows)
    try checkDrops(spool, rows, dropped, optional, isFinished)
    checkJobs(rows, isFinished)
  }

  // MARK: - Folders

  private mutating func checkFolders(_ spool: SpoolDirectory, _ rows: [AuditedJob]) throws {
    let outbox = try check(spool.outbox, "manifest.json", "done", rows)
    let graves = try check(spool.dead, "reason.json", "dead", rows)
    (results, dead) = (outbox.count, graves.count)
    for row in rows {
      let folder = row.folder
      if row.state == "done", outbox[folder] == nil { lost.append("\(folder) has no result") }
      if row.state == "dead", graves[folder] == nil { lost.append("\(folder) has no grave") }
    }
  }

  /// Judges every folder; the keys of the whole ones by name.
  private mutating func check(
    _ box: DirectoryHandle, _ record: String, _ state: String, _ rows: [AuditedJob]
  ) throws -> [String: String] {
    var found: [String: String] = [:]
    var keys: Set<String> = []
    let jobs = Dictionary(rows.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    for name in try box.list() {
      let shown = displayName(name)
      if shown.hasPrefix(".stage-") { others.append("stage left: \(shown)") }
      guard name.first != 0x2E else { continue }
      let proof = FolderProof(name, in: box, record: record)
      if let fault = proof.fault {
        if foreign.contains(shown) { continue }
        torn.append("\(shown): \(fault)")
        continue
      }
      if !keys.insert(proof.key).inserted { double.append("\(shown): its key stands twice") }
      found[shown] = proof.key
      guard let job = jobs[proof.key], job.state == state, job.folder == shown else {
        let actual = jobs[proof.key]?.state ?? "unknown"
        // The grave of a refused file that was overwritten or held before its job was committed.
        if actual == "unknown", state == "dead", let input = proof.input,
          withoutJob.contains(input)
        {
          continue
        }
        phantom.append("\(shown) in \(box.path): the job is \(actual)")
        continue
      }
      if state == "done", job.digest != proof.record["end"]?.string {
        phantom.append("\(shown): the row has the digest of another result")
      }
      // A job that was rebuilt from its folder has no request.
      if state == "done", !job.original.isEmpty, let input = proof.input,
        input != Array(job.original.utf8)
      {
        torn.append("\(shown): the words differ from the job's")
      }
    }
    return found
  }

  // MARK: - Drops

  private mutating func checkDrops(
    _ spool: SpoolDirectory, _ rows: [AuditedJob], _ dropped: [DroppedPrompt],
    _ optional: [DroppedPrompt], _ isFinished: Bool
  ) throws {
    let held = try heldNames(spool)
    var counts: [DroppedPrompt: Int] = [:]
    for drop in dropped { counts[drop, default: 0] += 1 }
    let byDrop = Dictionary(grouping: rows) { DroppedPrompt($0.source, Self.trimmed($0.original)) }
    for (drop, count) in counts.sorted(by: { $0.key.name < $1.key.name }) {
      let trimmed = DroppedPrompt(drop.name, Self.trimmed(drop.text))
      let found = byDrop[trimmed]?.count ?? 0
      if found > count + optional.count(where: { $0 == drop }) {
        double.append("\(drop.name): \(found) jobs of \(count) drops")
      }
      guard found == 0, !held.contains(drop.name) else { continue }
      let name = Array(drop.name.utf8)
      let stands =
        spool.inbox.contains(name)
        && (try? spool.inbox.read(name, limit: 1 << 20)) == drop.bytes
      if try !stands && Self.heldContents(spool).contains(drop.bytes) {
        others.append("\(drop.name): held without its reason")
      } else if !stands {
        lost.append("\(drop.name): no job, not in the inbox, not held")
      } else if isFinished {
        others.append("\(drop.name) is still in the inbox")
      }
    }
    // A job whose words were never dropped: a mixture of two versions of a file.
    let known = Set(
      (dropped + optional).map { DroppedPrompt($0.name, Self.trimmed($0.text)) })
    let names = Set(dropped.map(\.name))
    for (drop, jobs) in byDrop where names.contains(drop.name) && !known.contains(drop) {
      torn.append("\(jobs[0].folder): these words were never dropped")
    }
  }

  private static func heldContents(_ spool: SpoolDirectory) throws -> [[UInt8]] {
    try spool.hold.list().filter { !displayName($0).hasSuffix(".reason.json") }
      .compactMap { try? spool.hold.read($0, limit: 1 << 20) }
  }

  private func heldNames(_ spool: SpoolDirectory) throws -> Set<String> {
    var names: Set<String> = []
    for name in try spool.hold.list() where displayName(name).hasSuffix(".reason.json") {
      let value = try? JSONValue.parse(try spool.hold.read(name, limit: 1 << 16))
      if let original = value?["name"]?.string { names.insert(original) }
    }
    return names
  }

  private static func trimmed(_ text: String) -> String {
    let blank: (Character) -> Bool = { $0 == "\n" || $0 == " " }
    return String(text.drop(while: blank).reversed().drop(while: blank).reversed())
  }

  // MARK: - Jobs

  private mutating func checkJobs(_ rows: [AuditedJob], _ isFinished: Bool) {
    let ended: Set = ["done", "dead", "cancelled", "expired"]
    for row in rows {
      if row.doneEvents > 1 { double.append("\(row.folder): \(row.doneEvents) done events") }
      if isFinished, !ended.contains(row.state) { others.append("\(row.folder): \(row.state)") }
      if row.reason == "poison", row.starts != JobQueue.startLimit {
        others.append("\(row.folder): poison after \(row.starts) starts")
      }
    }
  }
}

/// A job's row as the checker reads it, without the product's own reader.
struct AuditedJob {
  var key = ""
  var slug = ""
  var state = ""
  var reason = ""
  var starts = 0
  var digest: String?
  var original = ""
  var source = ""
  var doneEvents = 0

  var folder: String { "\(slug)-\(key.prefix(12))" }

  static func all(_ connection: Connection) throws -> [AuditedJob] {
    try connection.rows(
      """
      SELECT job.key, slug, state, job.reason, starts, result, request, source.name,
        (SELECT count(*) FROM event WHERE job = job.row AND kind = 'change' AND to_state = 'done')
      FROM job LEFT JOIN source ON source.row = job.source ORDER BY job.row
      """
    ) { (row) throws(SQLiteError) in
      let request = row.blob(6).flatMap { try? JSONValue.parse($0) }
      return AuditedJob(
        key: row.text(0) ?? "", slug: row.text(1) ?? "", state: row.text(2) ?? "",
        reason: row.text(3) ?? "", starts: row.int(4), digest: row.text(5),
        original: request?["source"]?["original"]?.string ?? "",
        source: String(decoding: row.blob(7) ?? [], as: UTF8.self), doneEvents: row.int(8))
    }
  }
}
