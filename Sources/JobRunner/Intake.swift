import Hashing
import JSON
import JobStore
import OperatingSystem
import PromptSyntax
import Spool

/// Takes prompt files out of the inbox: notices and scans, settling, reading, accepting, removing.
///
/// Used by one thread. The order for each file is fixed: read, parse, publish what goes to `dead/`,
/// commit, and only then remove the file. A crash before the commit leaves the file; after it the
/// file is recognised and only removed.
final class Intake {
  /// What was taken since the start.
  struct Counts: Sendable, Equatable {
    var accepted = 0
    var dead = 0
    var duplicate = 0
    var held = 0
    /// Full looks through the inbox.
    var rescans = 0
    /// Lost change notices.
    var overflows = 0
  }

  private let spool: SpoolDirectory
  private let queue: QueueOwner
  private var configuration: RunnerConfiguration
  private let engine: String
  private let note: @Sendable (String) -> Void
  private let deadLetters: Outbox
  private let hold: Hold
  private var watch: (any InboxNotices)?
  private var settling: Settling
  /// Names whose age alone told that they are complete.
  private var quiet: Set<[UInt8]> = []
  /// Names that a notice told to be complete, in this step.
  private var noticed: Set<[UInt8]> = []
  private var nextScan: Int64 = 0
  private var waiting: [(item: Drop, keys: [RequestIdentity], status: FileStatus)] = []
  private var waitingBytes = 0
  /// Accepted files that could not be removed, by what the queue knows of them.
  private var stuck: [Int64: NewSource] = [:]
  private var nextRemoval: Int64 = 0
  private(set) var counts = Counts()

  /// Files beyond this size are moved to `hold/` instead of copied to `dead/`.
  static let largestBurial = 64 << 20

  init(
    _ spool: SpoolDirectory, _ queue: QueueOwner, _ configuration: RunnerConfiguration,
    engine: String, watch: (DirectoryHandle) throws(SpoolError) -> any InboxNotices,
    note: @escaping @Sendable (String) -> Void
  ) throws {
    self.spool = spool
    self.queue = queue
    self.configuration = configuration
    self.engine = engine
    self.note = note
    deadLetters = .deadLetters(spool)
    hold = Hold(spool.hold)
    settling = Settling(configuration.settling)
    let device = try spool.inbox.status().device
    try queue.sync { queue in try queue.inboxIs(on: device) }
    do {
      // Watch first, then scan: what arrives in between is seen twice, never missed.
      self.watch = try watch(spool.inbox)
    } catch {
      note("changes in \(spool.inbox.path) are not told (\(error)); looking every 5 s instead")
    }
  }

  /// Lets other settings hold from the next step on.
  func replace(_ configuration: RunnerConfiguration) {
    self.configuration = configuration
    settling.rules = configuration.settling
  }

  /// Whether no file waits to settle.
  var isQuiet: Bool { settling.nextTime == nil && waiting.isEmpty }

  /// The number of files that wait to settle.
  var unsettled: Int { settling.nextTime == nil ? 0 : settling.count }

  /// Waits until something may be to do, at most `milliseconds`.
  func wait(milliseconds: Int64, now: Int64) -> Bool {
    let next = min(settling.nextTime ?? .max, nextScan)
    let time = Int32(clamping: max(0, min(milliseconds, next - now)))
    guard let watch else { return false }
    return watch.wait(milliseconds: time)
  }

  /// Whether waiting needs another way, because changes are not told.
  var isPolling: Bool { watch == nil }

  /// Looks at everything that deserves a look now.
  /// - Throws: failures of disk and database; what was not accepted is found again.
  func step(boot: Int64, wall: Int64) throws {
    do {
      try removeStuck(boot: boot, wall: wall)
      try takeNotices(boot: boot)
      if boot >= nextScan { try scan(boot: boot, wall: wall) }
      for name in settling.due(now: boot) { try judge(name, boot: boot, wall: wall) }
      try flush(wall: wall)
    } catch {
      waiting = []
      waitingBytes = 0
      nextScan = 0
      throw error
    }
  }

  // MARK: - What is there

  private func takeNotices(boot: Int64) throws {
    guard let watch else { return }
    let changes = try watch.drain()
    noticed = Set(changes.signs.filter { $0.sign > .seen }.map(\.name))
    for change in changes.signs { settling.notice(change.name, change.sign, now: boot) }
    if changes.mustScan {
      counts.overflows += 1
      nextScan = 0
    }
    if changes.isGone { throw SpoolError.system(inboxGone) }
  }

  private var inboxGone: SystemCallError {
    SystemCallError(call: "inotify", path: spool.inbox.path, code: 2)
  }

  /// The scan is the truth; a file that has not changed for the settling time has stood still.
  private func scan(boot: Int64, wall: Int64) throws {
    counts.rescans += 1
    for entry in try InboxScan.run(spool.inbox) {
      let age = wall - entry.status.changed / 1_000_000
      if age >= configuration.settling.quiet {
        if !noticed.contains(entry.name) { quiet.insert(entry.name) }
        settling.notice(entry.name, .still, now: boot)
      } else {
        settling.notice(entry.name, .seen, now: boot)
      }
    }
    let interval = configuration.scanInterval
    nextScan = boot + (watch == nil ? min(5000, interval) : interval)
  }

  // MARK: - One file

  private func judge(_ name: [UInt8], boot: Int64, wall: Int64) throws {
    let entry = try InboxScan.look(at: name, in: spool.inbox)
    if let entry, isStuck(entry.status) {
      _ = settling.look(name, nil, now: boot)
      return
    }
    switch settling.look(name, entry?.status, now: boot) {
    case nil: quiet.remove(name)
    case .wait, .ignore: break
    case .hold(let reason): try putAside(name, reason, wall: wall)
    case .ready(let withoutClose):
      let isQuiet = quiet.remove(name) != nil
      guard PromptParser.form(name) != nil else {
        return try putAside(name, .unknownType, wall: wall)
      }
      guard let seen = entry?.status else { return }
      try read(name, seen, withoutClose: withoutClose || isQuiet, boot: boot, wall: wall)
    }
  }

  /// Reads what stood still as `seen`; what was written to since then begins anew.
  private func read(
    _ name: [UInt8], _ seen: FileStatus, withoutClose: Bool, boot: Int64, wall: Int64
  ) throws {
    let limit = configuration.parser.maximumBytes(name)
    switch try PromptFileReader.read(name, in: spool.inbox, limit: limit) {
    case .gone: break
    case .read(_, let status) where status != seen: settling.restart(name, now: boot)
    case .changed: settling.restart(name, now: boot)
    case .hold(let reason): try putAside(name, reason, wall: wall)
    case .read(let bytes, let status):
      try take(assembly(name, bytes, wall, withoutClose), status, wall: wall) { assembly in
        assembly.items(configuration.parser.parse(bytes, fileName: name))
      }
    case .tooLarge(let size, _) where size > Self.largestBurial:
      try putAsideLarge(name, size: size, limit: limit, wall: wall)
    case .tooLarge(let size, _):
      let whole = try PromptFileReader.read(name, in: spool.inbox, limit: Self.largestBurial)
      guard case .read(let bytes, let status) = whole else {
        return settling.restart(name, now: boot)
      }
      try take(assembly(name, bytes, wall, withoutClose), status, wall: wall) { assembly in
        [assembly.tooLarge(size, limit: limit)]
      }
    }
  }

  private func assembly(_ name: [UInt8], _ bytes: [UInt8], _ wall: Int64, _ withoutClose: Bool)
    -> DropAssembly
  {
    DropAssembly(
      name: name, bytes: bytes, configuration: configuration, now: wall,
      isSettledWithoutClose: withoutClose)
  }

  private func take(
    _ assembly: DropAssembly, _ status: FileStatus, wall: Int64,
    _ make: (DropAssembly) -> [DropAssembly.Item]
  ) throws {
    let items = make(assembly)
    let source = NewSource(
      name: assembly.name, device: status.device, inode: status.inode, size: Int64(status.size),
      modifiedNanoseconds: status.modified, changedNanoseconds: status.changed,
      sha256: SHA256.hex(assembly.bytes))
    if items.contains(where: { $0.burial != nil }) {
      // Drop numbers of burials are decided before the commit: nothing may wait in front.
      try flush(wall: wall)
      let isKnown = try queue.sync { queue in try queue.recognises(source) }
      if !isKnown { try bury(items, wall: wall) }
    }
    waiting.append((Drop(source: source, jobs: items.map(\.job)), items.map(\.identity), status))
    waitingBytes += assembly.bytes.count
    if waiting.count >= 1000 || waitingBytes > 8 << 20
      || items.contains(where: { $0.burial != nil })
    {
      try flush(wall: wall)
    }
  }

  // MARK: - dead/ and hold/

  private func bury(_ items: [DropAssembly.Item], wall: Int64) throws {
    for item in items {
      guard let burial = item.burial else { continue }
      let identity = item.job.identity
      let (engine, dedupe) = (engine, deduplication)
      let decision = try queue.sync { queue in
        try queue.decide(identity: identity, engine: engine, dedupe: dedupe)
      }
      guard case .new(let drop) = decision else { continue }
      let names = item.identity.names(drop: drop)
      let facts = Burying.facts(
        identity: identity, drop: drop, customID: item.job.customID, accepted: wall)
      _ = try deadLetters.bury(
        names, claim: 0, burial.reason, facts, input: burial.input, now: wall)
      note("\(names.folder): \(burial.reason.sentence) (\(burial.reason.reason))")
    }
  }

  private func putAside(_ name: [UInt8], _ reason: HoldReason, wall: Int64) throws {
    guard let kept = try hold.put(name, from: spool.inbox, reason, now: wall) else { return }
    counts.held += 1
    note("\(displayName(name)) was moved to hold/\(kept): \(reason.sentence); \(reason.hint)")
  }

  /// A file too large to be copied is moved by rename, with a reason beside it.
  private func putAsideLarge(_ name: [UInt8], size: Int, limit: Int, wall: Int64) throws {
    let sentence = "the file has \(size) bytes, more than the limit of \(limit)"
    let hint = "split it into several files"
    let digest = SHA256.hex(name + Array("/\(size)/\(wall)".utf8)).prefix(8)
    let time = CalendarTime.text(utc: wall).filter { $0 != ":" && $0 != "-" }.prefix(15)
    let kept = "\(time)Z-\(JobName.slug(name))-\(digest)"
    let reason: JSONValue = [
      "schema": "nightloom.hold/1", "reason": "too-large", "sentence": .string(sentence),
      "hint": .string(hint), "name": .string(displayName(name)),
      "name_bytes": .string(hex(name)), "time": .string(CalendarTime.text(utc: wall)),
    ]
    try spool.hold.create(
      Array((kept + ".reason.json").utf8), reason.bytes(.pretty) + [0x0A], mode: spool.fileMode)
    try spool.inbox.rename(name, to: spool.hold, Array(kept.utf8))
    try spool.hold.sync()
    try spool.inbox.sync()
    counts.held += 1
    note("\(displayName(name)) was moved to hold/\(kept): \(sentence); \(hint)")
  }

  // MARK: - Accepting

  private var deduplication: Deduplication { configuration.dedupe == .off ? .off : .on }

  /// Accepts what waits in one transaction, then removes the files.
  private func flush(wall: Int64) throws {
    guard !waiting.isEmpty else { return }
    let drops = waiting.map(\.item)
    let identities = waiting.flatMap(\.keys)
    let byIdentity = Dictionary(
      identities.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
    let (engine, dedupe) = (engine, deduplication)
    let outcomes = try queue.sync { queue in
      try queue.accept(drops, engine: engine, dedupe: dedupe, now: wall) { identity, drop in
        byIdentity[identity]?.names(drop: drop).key ?? identity
      }
    }
    let taken = waiting
    waiting = []
    waitingBytes = 0
    count(outcomes, drops)
    try remove(zip(outcomes, taken).map { ($0.source, $1.item.source) }, wall: wall)
  }

  private func count(_ outcomes: [Acceptance], _ drops: [Drop]) {
    for (outcome, drop) in zip(outcomes, drops) {
      guard case .accepted(_, let requests) = outcome else { continue }
      for (request, job) in zip(requests, drop.jobs) {
        switch request {
        case .duplicate: counts.duplicate += 1
        case .accepted:
          counts.accepted += 1
          if job.refusal != nil { counts.dead += 1 }
        }
      }
    }
  }

  // MARK: - Removing accepted files

  /// Tries again to remove files that an earlier run or step could not.
  private func removeStuck(boot: Int64, wall: Int64) throws {
    guard boot >= nextRemoval else { return }
    nextRemoval = boot + 10_000
    let pending = try queue.sync { queue in try queue.unlinkPending() }
    guard !pending.isEmpty else { return }
    try remove(pending.map { ($0.source, $0.file) }, wall: wall)
  }

  private func remove(_ sources: [(row: Int64, file: NewSource)], wall: Int64) throws {
    var removed: [Int64] = []
    for (row, file) in sources {
      let outcome = PromptFileReader.remove(file.name, in: spool.inbox, if: Self.status(file))
      guard case .pending(let error) = outcome else {
        removed.append(row)
        stuck[row] = nil
        continue
      }
      if stuck.updateValue(file, forKey: row) == nil {
        note("\(displayName(file.name)) was accepted but cannot be removed: \(error)")
      }
      try queue.sync { queue in try queue.markUnlinkFailed(row, "\(error)") }
    }
    let rows = removed
    if !rows.isEmpty { try queue.sync { queue in try queue.markUnlinked(rows) } }
  }

  private func isStuck(_ status: FileStatus) -> Bool {
    stuck.values.contains { file in
      file.device == status.device && file.inode == status.inode
        && file.changedNanoseconds == status.changed
    }
  }

  private static func status(_ file: NewSource) -> FileStatus {
    FileStatus(
      device: file.device, inode: file.inode, size: Int(file.size),
      modified: file.modifiedNanoseconds, changed: file.changedNanoseconds)
  }
}
