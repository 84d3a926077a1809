public import JSON
public import OperatingSystem

/// Publishes results as whole folders, so that none is ever torn, doubled or replaced.
///
/// Stage: every file is created, written and synced in `.stage-<id>-<claim>-<lock>`, the record
/// last, then the stage itself. Publish: one rename to the final name, then the parent is synced. A
/// rename can only take the place of an empty folder, and a published folder never is empty; so
/// "the name is taken" means that somebody published before. The key in their record decides:
/// equal, theirs is kept; anything else is moved to `hold/`.
///
/// A process whose lock was lost must not publish what its successor has given up: it looks at the
/// lock after staging, and the successor sweeps all stages after it took the lock and before it
/// judges any job. So a rename either comes before the successor's look, or finds no stage.
///
/// The same machine serves `outbox/` (record `manifest.json`, of a batch `batch.json`) and `dead/`
/// (record `reason.json`).
public struct Outbox: Sendable {
  /// What came of a publish that did not fail.
  public enum Outcome: Equatable, Sendable {
    /// Ours is there.
    case published
    /// One with the same key was there; it is kept, ours is dropped.
    case alreadyPublished
  }

  /// The folder that results appear in.
  public let folder: DirectoryHandle
  /// The name of the record file.
  public let record: String
  /// The spool whose lock the publisher must hold; none where several hosts publish.
  private let spool: SpoolDirectory?
  private let hold: Hold
  private let fileMode: UInt32
  private let folderMode: UInt32

  /// Results of a spool: `outbox/` with `manifest.json`.
  public static func results(_ spool: SpoolDirectory) -> Outbox {
    Outbox(spool, spool.outbox, record: "manifest.json")
  }

  /// Collected results of batches: `outbox/` with `batch.json`.
  public static func batches(_ spool: SpoolDirectory) -> Outbox {
    Outbox(spool, spool.outbox, record: "batch.json")
  }

  /// Failed jobs of a spool: `dead/` with `reason.json`.
  public static func deadLetters(_ spool: SpoolDirectory) -> Outbox {
    Outbox(spool, spool.dead, record: "reason.json")
  }

  /// Results of jobs that were sent away: a folder that several hosts publish into.
  ///
  /// - Parameters:
  ///   - folder: Where results appear.
  ///   - hold: Where goes what stands in the place of a result and is none.
  /// - Returns: The outbox, with `manifest.json` as record.
  public static func shared(_ folder: DirectoryHandle, hold: DirectoryHandle) -> Outbox {
    Outbox(folder, Hold(hold), record: "manifest.json", fileMode: 0o640, folderMode: 0o750)
  }

  private init(
    _ folder: DirectoryHandle, _ hold: Hold, lockOf spool: SpoolDirectory? = nil, record: String,
    fileMode: UInt32, folderMode: UInt32
  ) {
    self.folder = folder
    self.hold = hold
    self.record = record
    self.spool = spool
    self.fileMode = fileMode
    self.folderMode = folderMode
  }

  private init(_ spool: SpoolDirectory, _ folder: DirectoryHandle, record: String) {
    self.init(
      folder, Hold(spool.hold), lockOf: spool, record: record, fileMode: spool.fileMode,
      folderMode: spool.folderMode)
  }

  /// Publishes the files and a record of `members`, with `schema`, `job`, `key` and `claim` in front
  /// and `files` and `end` behind.
  ///
  /// - Parameters:
  ///   - job: The job's names.
  ///   - claim: The job's claim number.
  ///   - schema: For example `nightloom.manifest/1`.
  ///   - members: What else the record says.
  ///   - files: All other files; none may have the record's name.
  ///   - now: UTC milliseconds, for what must be moved to `hold/`.
  /// - Returns: Whose result is there now.
  /// - Throws: the first failure. Then nothing is published, or a whole result that a repetition
  ///   finds; the stage is removed if the disk allows it.
  public func publish(
    _ job: JobName, claim: Int, schema: String, _ members: JSONObject, _ files: [ResultFile],
    now: Int64
  ) throws(SpoolError) -> Outcome {
    if let bad = files.first(where: { $0.components == nil || $0.name == record }) {
      throw .badName(bad.name)
    }
    let recordFile = ResultFile(record, recordBytes(job, claim, schema, members, files))
    let stage = StageName.of(job, claim: claim, lock: try spool?.lockNumber())
    do {
      try system { () throws(SystemCallError) in try write(files + [recordFile], to: stage) }
      return try move(stage, to: job, now: now)
    } catch {
      try? folder.removeFolder(stage)
      throw error
    }
  }

  /// The record that a publish of the same writes.
  public func record(
    _ job: JobName, claim: Int, schema: String, _ members: JSONObject, _ files: [ResultFile]
  ) -> JSONObject {
    let bytes = recordBytes(job, claim, schema, members, files)
    return (try? JSONValue.parse(bytes))?.object ?? members
  }

  private func recordBytes(
    _ job: JobName, _ claim: Int, _ schema: String, _ members: JSONObject, _ files: [ResultFile]
  ) -> [UInt8] {
    var start = JSONObject([
      ("schema", .string(schema)), ("job", .string(job.id)), ("key", .string(job.key)),
      ("claim", .int(claim)),
    ])
    for member in members where start[member.key] == nil { start[member.key] = member.value }
    return FolderRecord.bytes(start, files)
  }

  /// What stands under a job's name.
  /// - Throws: failures of the disk, not of the folder.
  public func check(_ job: JobName) throws(SpoolError) -> FolderCheck {
    try check(Array(job.folder.utf8))
  }

  /// What stands under a name, every digest compared.
  /// - Throws: failures of the disk, not of the folder.
  public func check(_ name: [UInt8]) throws(SpoolError) -> FolderCheck {
    try system { () throws(SystemCallError) in
      do throws(SystemCallError) {
        return try FolderRecord.check(try folder.folder(name), record: record)
      } catch {
        if error.isMissing { return .missing }
        guard error.isNoFolder || error.isLink else { throw error }
        return .torn("not a folder")
      }
    }
  }

  /// The files that a record lists, as they stand.
  /// - Throws: the failed call, also for a file that vanished meanwhile.
  public func files(_ job: JobName, _ record: JSONObject) throws(SpoolError) -> [ResultFile] {
    try system { () throws(SystemCallError) in
      let place = try folder.folder(Array(job.folder.utf8))
      var files: [ResultFile] = []
      for entry in record["files"]?.array ?? [] {
        let name = entry["name"]?.string ?? ""
        guard let parts = ResultFile(name, []).components, let size = entry["size"]?.int,
          let last = parts.last
        else { continue }
        let parent = parts.count == 2 ? try place.folder(parts[0]) : place
        files.append(ResultFile(name, try parent.read(last, limit: size)))
      }
      return files
    }
  }

  /// Moves what stands in the place of a job's result, and is none, to `hold/`.
  /// - Throws: failures of the disk.
  public func holdTorn(_ job: JobName, now: Int64) throws(SpoolError) {
    let name = Array(job.folder.utf8)
    guard let judged = try standing(name), case .torn = try check(job) else { return }
    try spool?.checkLock()
    try putAside(name, judged, now: now)
  }

  /// The names of all published folders, sorted by bytes: what a lost queue is rebuilt from.
  /// - Throws: the failed call.
  public func published() throws(SpoolError) -> [[UInt8]] {
    try system { () throws(SystemCallError) in try folder.list().filter { $0.first != 0x2E } }
  }

  /// Sets a failed job's folder aside as `.old-<job>-<n>` before it is tried again; none is no error.
  /// - Throws: the failed call.
  public func setAside(_ job: JobName) throws(SpoolError) {
    try system { () throws(SystemCallError) in
      guard folder.contains(Array(job.folder.utf8)) else { return }
      var number = 1
      while folder.contains(Array(".old-\(job.folder)-\(number)".utf8)) { number += 1 }
      let aside = Array(".old-\(job.folder)-\(number)".utf8)
      try folder.rename(Array(job.folder.utf8), to: folder, aside)
      try folder.sync()
    }
  }

  private func write(_ files: [ResultFile], to stage: [UInt8]) throws(SystemCallError) {
    // A stage of the same name can only be what an earlier, failed publish of ours left.
    if folder.contains(stage) { try folder.removeFolder(stage) }
    try folder.makeFolder(stage, mode: 0o700)
    let place = try folder.folder(stage)
    var inner: [[UInt8]: DirectoryHandle] = [:]
    for file in files {
      let parts = file.components ?? []
      guard let last = parts.last else { continue }
      guard parts.count == 2 else {
        try place.create(last, file.bytes, mode: fileMode)
        continue
      }
      if inner[parts[0]] == nil {
        try place.makeFolder(parts[0], mode: 0o700)
        inner[parts[0]] = try place.folder(parts[0])
      }
      try inner[parts[0]]?.create(last, file.bytes, mode: fileMode)
    }
    for name in inner.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      try inner[name]?.setMode(folderMode)
      try inner[name]?.sync()
    }
    try place.setMode(folderMode)
    try place.sync()
  }

  /// Gives a stage its job's name, for ever, unless a result of the same key stands there.
  func move(_ stage: [UInt8], to job: JobName, now: Int64) throws(SpoolError) -> Outcome {
    let target = Array(job.folder.utf8)
    for _ in 0..<3 {
      try spool?.checkLock()
      do throws(SystemCallError) {
        // Replaces an empty folder at most; what holds anything is refused by the kernel.
        try folder.rename(stage, to: folder, target, replacing: true)
      } catch {
        guard error.isTaken || error.isNoFolder else { throw .system(error) }
        guard let judged = try standing(target) else { continue }
        if try isOurs(target, job, stage) { return .alreadyPublished }
        try spool?.checkLock()
        try putAside(target, judged, now: now)
        continue
      }
      try syncOrTakeBack(target, stage)
      return .published
    }
    throw .taken(path: folder.path + "/" + job.folder)
  }

  /// Moves what was judged to be no result to `hold/`; a successor may have published there by now.
  ///
  /// So it is moved within the folder first and looked at again, and a result is put back at once;
  /// after a death in between, the next sweep does either.
  private func putAside(_ name: [UInt8], _ judged: FileStatus, now: Int64) throws(SpoolError) {
    let aside = StageName.aside(name)
    // One that could not be moved on.
    if folder.contains(aside) { try holdAside(aside, now: now) }
    let isJudged = try system { () throws(SystemCallError) in
      do throws(SystemCallError) {
        try folder.rename(name, to: folder, aside)
      } catch {
        guard error.isMissing else { throw error }
        return false
      }
      let moved = try folder.status(aside)
      if moved.device == judged.device, moved.inode == judged.inode { return true }
      try folder.rename(aside, to: folder, name)
      try folder.sync()
      return false
    }
    if isJudged { try holdAside(aside, now: now) }
  }

  /// Moves to `hold/` what was moved within the folder before.
  func holdAside(_ aside: [UInt8], now: Int64) throws(SpoolError) {
    // Its last name lasts first, so that no power cut shows it under two.
    try system { () throws(SystemCallError) in try folder.sync() }
    try hold.put(
      aside, from: folder, .internalConflict, knownAs: StageName.original(aside), now: now)
  }

  /// What stands under a name, or `nil`.
  private func standing(_ name: [UInt8]) throws(SpoolError) -> FileStatus? {
    try system { () throws(SystemCallError) in
      do throws(SystemCallError) {
        return try folder.status(name)
      } catch {
        guard error.isMissing else { throw error }
        return nil
      }
    }
  }

  /// Whether a whole result of the same key stands there; then our stage is dropped.
  private func isOurs(_ target: [UInt8], _ job: JobName, _ stage: [UInt8]) throws(SpoolError)
    -> Bool
  {
    guard try check(target).key == job.key else { return false }
    try system { () throws(SystemCallError) in
      try folder.removeFolder(stage)
      try folder.sync()
    }
    return true
  }

  /// A failed sync is a failed publish: the result is taken back, and a new one will be written.
  ///
  /// That it is taken back has to last before its files are removed, else a power cut could leave
  /// some of them under the final name. What a successor may have recorded by then is put back, and
  /// has to last there; after a death in between, the next sweep puts it back. So it is the stage
  /// again, which its publisher removes, only when it is known to be nobody else's.
  private func syncOrTakeBack(_ target: [UInt8], _ stage: [UInt8]) throws(SpoolError) {
    do {
      try folder.sync()
    } catch {
      try spool?.checkLock()
      let back = StageName.back(target)
      try? folder.rename(target, to: folder, back)
      do throws(SpoolError) {
        try spool?.checkLock()
      } catch {
        try? folder.rename(back, to: folder, target)
        try? folder.sync()
        throw error
      }
      try? folder.sync()
      try? folder.rename(back, to: folder, stage)
      throw .system(error)
    }
  }
}
