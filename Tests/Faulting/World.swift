import Glibc
import JobRunner
import JobStore
import OperatingSystem
import Spool
import TestSupport

/// One process of a simulation: its faults, and what it holds.
final class Life: @unchecked Sendable {
  let number: Int
  let owner: String
  var isDead = false
  /// The step at which it dies, before that step has any effect.
  var diesAt = Int.max
  /// Steps that fail with an `errno`, once each.
  var faults: [Int: Int32] = [:]
  /// Asked at every step, for fail points: a number of `errno` lets it fail.
  var judge: ((_ site: String) -> Int32?)?
  /// Steps so far: calls of the disk and commits.
  var steps = 0
  var descriptors: Set<Int32> = []

  init(_ number: Int) {
    self.number = number
    owner = "life\(number)"
  }
}

/// A machine in memory: disk, queue, clocks, notices, and the processes that come and go on it.
///
/// Everything happens on one thread. A process is real code (``JobLoop`` and all below it) over
/// ``LossyDisk`` and SQLite in memory, in which what was committed is durable. It dies between any
/// two steps: all its later calls fail and its commits are undone, so that nothing it does any more
/// has an effect.
final class World: @unchecked Sendable {
  static let path = "/spool"
  static let lockPath = Array((path + "/state/lock").utf8)

  let disk = LossyDisk()
  let connection: Connection
  /// The queue as who looks from outside uses it.
  let queue: QueueOwner
  var random: TestGenerator
  /// Milliseconds.
  var boot: Int64 = 1_000_000
  /// Milliseconds from the boot clock to UTC.
  var wallOffset: Int64 = 1_800_000_000_000
  /// The process that runs now.
  var life: Life?
  private(set) var lives = 0
  /// Files that must be accounted for.
  var dropped: [DroppedPrompt] = []
  /// Files that may have been seen, and need not.
  var optional: [DroppedPrompt] = []
  /// Folders that a user put where results go, with a file of his own or empty.
  var foreign: [String: Bool] = [:]
  /// What was found to break a promise.
  var findings: [String] = []
  /// Told what happens, for a person who looks into one seed.
  var trace: ((String) -> Void)?
  /// Called at steps of the disk, before they take effect.
  var onStep: ((Life, DiskCall, _ place: () -> String) -> Void)?
  /// How many notices a queue of the kernel holds.
  var noticeCapacity = 1000
  private var watches: [Notices] = []
  private let spare: SpareQueue

  init(seed: UInt64) throws {
    random = TestGenerator(state: seed)
    spare = try SpareQueue.take()
    nonisolated(unsafe) let jobs = spare.jobs
    connection = jobs.connection
    queue = QueueOwner(jobs)
    disk.now = { [unowned self] in (boot + wallOffset) * 1_000_000 }
    disk.notices = { [unowned self] folder, name, isMoved in
      for watch in watches where watch.folder === folder { watch.notice(name, isMoved) }
    }
    connection.askBeforeCommits { [unowned self] in mayCommit() }
    _ = try SpoolDirectory(Self.path, user: ThisProcess.user, disk: WorldDisk(self, Life(0)))
    disk.settleAll()
  }

  deinit { spare.giveBack() }

  /// Sets the queue back by hand, in one transaction that may remove events.
  func setBack(_ statements: [String]) throws(SQLiteError) {
    try spare.forgetting { () throws(SQLiteError) in
      for statement in statements { try connection.execute(statement) }
    }
  }

  // MARK: - Steps

  /// Takes one step of a process: time passes, and it may fail or die.
  func step(_ life: Life, _ call: DiskCall, _ place: @autoclosure () -> String)
    throws(SystemCallError)
  {
    guard !life.isDead else { throw SystemCallError(call: call.rawValue, path: "", code: EIO) }
    boot += 1
    if let onStep { onStep(life, call, place) }
    life.steps += 1
    if life.steps >= life.diesAt { life.isDead = true }
    var code = life.isDead ? EIO : life.faults.removeValue(forKey: life.steps)
    if code == nil, let judge = life.judge { code = judge("\(call.rawValue) \(place())") }
    if life.isDead { code = EIO }
    if let trace { trace("  \(life.owner) \(life.steps) \(call) \(place()) \(code ?? 0)") }
    if let code { throw SystemCallError(call: call.rawValue, path: "", code: code) }
  }

  private func mayCommit() -> Bool {
    guard let life else { return true }
    do throws(SystemCallError) {
      try step(life, .commit, "queue")
      return true
    } catch {
      return false
    }
  }

  // MARK: - Processes

  /// The folders as a process sees them.
  func spool(_ life: Life) throws -> SpoolDirectory {
    try SpoolDirectory(Self.path, user: ThisProcess.user, disk: WorldDisk(self, life))
  }

  /// Starts a process: lock, recovery, watch.
  func start(
    _ life: Life, _ settings: RunnerConfiguration, stop: StopSignal = StopSignal(),
    generator: any JobGenerator
  ) throws -> SteppedRun {
    var ground = RunnerGround()
    // Another owner for each process: each is fenced by its own lock.
    nonisolated(unsafe) let jobs = spare.jobs
    let queue = QueueOwner(jobs)
    let owner = life.owner
    ground.queue = { _ in queue }
    ground.owner = { owner }
    ground.beside = { _, work in work() }
    ground.watch = { [unowned self] (inbox) throws(SpoolError) in try watch(inbox, life) }
    let clocks = JobLoop.Clocks(
      wall: WallClock { [unowned self] in boot + wallOffset },
      boot: BootClock { [unowned self] in boot }, pause: { [unowned self] in boot += max(1, $0) })
    let loop = try JobLoop(
      try spool(life), settings, mode: .run, stop: stop, clocks: clocks, ground: ground,
      output: RunnerOutput { [unowned self] note in trace?("\(life.owner): \(note)") }
    ) { generator }
    return try SteppedRun(loop)
  }

  /// Makes a process that is not started yet.
  func newLife() -> Life {
    lives += 1
    return Life(lives)
  }

  /// Runs `body` as the process `life`.
  func run<Result>(as life: Life, _ body: () throws -> Result) rethrows -> Result {
    let before = self.life
    self.life = life
    defer { self.life = before }
    return try body()
  }

  /// A process is gone: its descriptors, locks and watches too.
  func bury(_ life: Life) {
    life.isDead = true
    for descriptor in life.descriptors { disk.close(descriptor) }
    life.descriptors = []
    watches.removeAll { $0.life === life }
  }

  /// The power fails: every process is gone, and what was not synced is forgotten.
  func cutPower(_ life: Life) {
    bury(life)
    watches = []
    disk.cut(&random)
  }

  private func watch(_ inbox: DirectoryHandle, _ life: Life) throws(SpoolError) -> any InboxNotices
  {
    do throws(SystemCallError) {
      try step(life, .watch, "inbox")
      let made = Notices(try disk.node(inbox.descriptor, "watch"), noticeCapacity, life)
      watches.append(made)
      return made
    } catch {
      throw .system(error)
    }
  }

  // MARK: - Judgement

  /// Lets the checker look at everything.
  func audit() throws -> SpoolAudit {
    let life = Life(0)
    return try SpoolAudit(
      try spool(life), connection, dropped: dropped, optional: optional,
      foreign: Set(foreign.keys))
  }
}

/// The kernel's notices of one folder, of which only so many wait.
private final class Notices: InboxNotices {
  let folder: LossyDisk.Node
  let life: Life
  private let capacity: Int
  private var events: [Inotify.Event] = []

  init(_ folder: LossyDisk.Node, _ capacity: Int, _ life: Life) {
    self.folder = folder
    self.capacity = capacity
    self.life = life
  }

  func notice(_ name: [UInt8], _ isMoved: Bool) {
    let changes: [Inotify.Change] = isMoved ? [.movedIn] : [.created, .closed]
    for change in changes {
      if events.count < capacity {
        events.append(Inotify.Event(watch: 1, change: change, name: name))
      } else if events.last?.change != .overflow {
        events.append(Inotify.Event(watch: -1, change: .overflow, name: []))
      }
    }
  }

  func drain() throws(SpoolError) -> InboxWatch.Changes {
    defer { events = [] }
    return InboxWatch.changes(events)
  }

  func wait(milliseconds: Int32) -> Bool { !events.isEmpty }
}

/// The world's disk as one process sees it: every call is a step.
struct WorldDisk: Disk {
  private let world: World
  private let life: Life

  init(_ world: World, _ life: Life) {
    self.world = world
    self.life = life
  }

  private func place(_ descriptor: Int32) -> String {
    (try? world.disk.node(descriptor, ""))?.place ?? "nowhere"
  }

  private func place(_ folder: Int32, _ name: [UInt8]) -> String {
    guard name.first == 0x2F else { return Site.place(name, in: place(folder)) }
    return name == World.lockPath ? "state/lock" : "spool"
  }

  func open(in folder: Int32, _ name: [UInt8], _ options: OpenOptions, mode: UInt32)
    throws(SystemCallError) -> Int32
  {
    try world.step(life, .open, place(folder, name))
    let descriptor = try world.disk.open(folder, name, options, mode)
    life.descriptors.insert(descriptor)
    return descriptor
  }

  func close(_ descriptor: Int32) {
    if life.descriptors.remove(descriptor) != nil { world.disk.close(descriptor) }
  }

  func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer)
    throws(SystemCallError) -> Int
  {
    try world.step(life, .read, place(descriptor))
    return try world.disk.read(descriptor, buffer)
  }

  func write(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) throws(SystemCallError) -> Int {
    try world.step(life, .write, place(descriptor))
    return try world.disk.write(descriptor, buffer)
  }

  func sync(_ descriptor: Int32, _ name: [UInt8]) throws(SystemCallError) {
    do throws(SystemCallError) {
      try world.step(life, .fsync, place(descriptor))
    } catch {
      if !life.isDead { world.disk.spoil(descriptor) }
      throw error
    }
    try world.disk.sync(descriptor)
  }

  func status(_ descriptor: Int32) throws(SystemCallError) -> FileStatus {
    try world.step(life, .fstat, place(descriptor))
    return world.disk.status(try world.disk.node(descriptor, "fstat"))
  }

  func status(in folder: Int32, _ name: [UInt8]) throws(SystemCallError) -> FileStatus {
    try world.step(life, .stat, place(folder, name))
    return try world.disk.status(folder, name)
  }

  func rename(
    in folder: Int32, _ name: [UInt8], to target: Int32, _ newName: [UInt8], replacing: Bool
  ) throws(SystemCallError) {
    try world.step(
      life, .rename, place(folder, name) + " to " + place(target, newName))
    try world.disk.rename(folder, name, target, newName, replacing: replacing)
  }

  func remove(in folder: Int32, _ name: [UInt8], isFolder: Bool) throws(SystemCallError) {
    try world.step(life, isFolder ? .rmdir : .unlink, place(folder, name))
    try world.disk.remove(folder, name, isFolder: isFolder)
  }

  func makeFolder(in folder: Int32, _ name: [UInt8], mode: UInt32) throws(SystemCallError) {
    try world.step(life, .mkdir, place(folder, name))
    try world.disk.makeFolder(folder, name, mode)
  }

  func setMode(_ descriptor: Int32, _ mode: UInt32) throws(SystemCallError) {
    try world.step(life, .fchmod, place(descriptor))
    try world.disk.setMode(descriptor, mode)
  }

  func lock(_ descriptor: Int32) throws(SystemCallError) -> Bool {
    try world.step(life, .flock, place(descriptor))
    return try world.disk.lock(descriptor)
  }

  func empty(_ descriptor: Int32) throws(SystemCallError) {
    try world.step(life, .ftruncate, place(descriptor))
    try world.disk.empty(descriptor)
  }

  func list(_ descriptor: Int32) throws(SystemCallError) -> [[UInt8]] {
    try world.step(life, .readdir, place(descriptor))
    return try world.disk.list(descriptor)
  }

  func fileSystem(_ descriptor: Int32) throws(SystemCallError) -> FileSystemStatus {
    try world.step(life, .fstatfs, place(descriptor))
    return FileSystemStatus(type: 0xEF53, freeBytes: 1 << 40)
  }
}

/// What a step is.
enum DiskCall: String {
  case open, read, write, fsync, fstat, stat, rename, unlink, rmdir, mkdir, fchmod, flock
  case ftruncate, readdir, fstatfs, watch, commit
}

/// Names for the places of a spool, so that calls on them can be told apart.
enum Site {
  /// The place of `name` inside the place `parent`.
  static func place(_ name: [UInt8], in parent: String) -> String {
    let text = displayName(name)
    switch parent {
    case "root": return "spool"
    case "spool": return text
    case "inbox": return text == "tmp" ? "inbox/tmp" : "inbox/file"
    case "outbox", "dead": return parent + (text.hasPrefix(".stage-") ? "/stage" : "/result")
    case "hold": return text.hasSuffix(".reason.json") ? "hold/reason" : "hold/file"
    case "state": return "state/" + (text == ".live.json.tmp" ? "live draft" : text)
    default:
      let isRecord = text == "manifest.json" || text == "reason.json"
      return parent + (isRecord ? "/record" : "/file")
    }
  }
}
