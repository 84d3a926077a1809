import Foundation
import Glibc
import JSON
import JobRunner
import JobStore
import OperatingSystem
import Spool
import TestSupport

/// H1: the runner's real code on a machine in memory, with everything that may go wrong drawn from
/// a seed.
///
/// A seed gives prompts, then up to four processes after each other that die at any step, by kill
/// or by power cut, or go on after the next one because their lock was lost; calls that fail; files
/// that change while they are read; users who put folders where results go; notices that are lost;
/// clocks that jump; results damaged before the queue knows of them; leases used too late, also
/// against an older copy of the queue. A last process runs undisturbed, and the checker judges.
public struct Simulation: Sendable {
  private let seed: UInt64
  /// Told what happens, step by step.
  public var trace: (@Sendable (String) -> Void)?

  /// Takes the world of a seed.
  public init(seed: UInt64) { self.seed = seed }

  /// What one seed gave.
  public struct Outcome: Sendable {
    /// The judgement; `nil` when the run could not be brought to an end.
    public var audit: SpoolAudit?
    /// Everything that broke a promise.
    public var findings: [String]
    /// Those of the checker too.
    public var allFindings: [String] { findings + (audit?.findings ?? []) }
    /// Processes.
    public var lives: Int
    /// Power cuts among their ends.
    public var cuts: Int
  }

  /// Simulates the seed.
  public func run() -> Outcome {
    do {
      let course = try SimulatedCourse(seed: seed)
      course.world.trace = trace
      return try course.outcome()
    } catch {
      return Outcome(audit: nil, findings: ["seed \(seed): \(error)"], lives: 0, cuts: 0)
    }
  }

  /// Simulates the seeds from `first` on, `lanes` at a time, until `limit` breaches are found.
  public static func run(
    from first: UInt64, count: Int, lanes: Int = 2, limit: Int = 20
  ) -> HarnessReport {
    let started = Date()
    let block = min(50, max(1, count))
    var report = lanesOf(
      HarnessReport("simulation"), lanes, limit: limit, until: { $0["seeds"] >= count }
    ) { number in
      var part = HarnessReport("simulation")
      for seed in (number - 1) * block..<number * block where part.findings.count < limit {
        let outcome = Simulation(seed: first + UInt64(seed)).run()
        part["seeds"] += 1
        part["lives"] += outcome.lives
        part["cuts"] += outcome.cuts
        if let audit = outcome.audit { part.add(audit, at: "seed \(first + UInt64(seed))") }
        part.findings += outcome.findings
      }
      return part
    }
    report.seconds = Date().timeIntervalSince(started)
    report.notes.append(
      "\(Int(Double(report["seeds"]) / report.seconds)) seeds/s with \(lanes) threads")
    return report
  }
}

/// The course of one seed.
final class SimulatedCourse: @unchecked Sendable {
  let world: World
  let seed: UInt64
  private var process: SteppedRun?
  private var depth = 0
  private var cuts = 0
  /// Leases of processes that are gone, until the next one recovers.
  private var lastLeases: [Lease] = []
  /// Leases of processes that are gone, from before the present one recovered.
  private var staleLeases: [Lease] = []
  /// Jobs of which a user was told that they are stopped.
  private var stopped: Set<String> = []
  /// Jobs of an older queue, whose results may stand although nothing but a publish knows it.
  private var setBack: Set<String> = []
  /// Files that users put where results go; several may have stood in one place.
  private var usersFiles = 0
  private var nextName = 0
  private var isCalm = false
  /// The worker in whose work something happens.
  private var working = 0

  init(seed: UInt64) throws {
    self.seed = seed
    world = try World(seed: seed)
    world.noticeCapacity = chance(4) ? 2 : 1000
    world.onStep = { [unowned self] life, call, place in meddle(life, call, place) }
  }

  func outcome() throws -> Simulation.Outcome {
    for _ in 0...roll(3) { dropSomething() }
    for _ in 0..<roll(4) {
      if chance(3) { dropSomething() }
      live()
    }
    try last()
    let audit = try world.audit()
    checkForeign()
    try checkStopped()
    return Simulation.Outcome(
      audit: audit, findings: world.findings.map { "seed \(seed): \($0)" }, lives: world.lives,
      cuts: cuts)
  }

  func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &world.random) }
  func chance(_ sides: Int) -> Bool { roll(sides) == 0 }

  // MARK: - Processes

  private var settings: RunnerConfiguration {
    var settings = RunnerConfiguration()
    settings.minimumFreeBytes = 0
    settings.workers = 2
    return settings
  }

  private var generator: SimulatedGenerator {
    SimulatedGenerator { [unowned self] in meddleAtWork() }
  }

  /// One process from its start to its death.
  private func live() {
    let life = world.newLife()
    if chance(4) {
      life.diesAt = 1 + roll(70)
    } else {
      life.diesAt = 30 + roll(500)
    }
    for _ in 0..<roll(3) {
      life.faults[1 + roll(400)] = [EIO, ENOSPC, EACCES, EMFILE][roll(4)]
    }
    world.run(as: life) { steps(life) }
    end(life)
  }

  private func steps(_ life: Life) {
    let outer = process
    defer { process = outer }
    do {
      let mine = try world.start(life, settings, generator: generator)
      staleLeases += lastLeases
      lastLeases = []
      process = mine
      for _ in 0..<(2 + roll(12)) where !life.isDead && mine.failure == nil {
        _ = try mine.stepControl()
        if chance(6) { dropSomething() }
        for number in 0..<mine.workerCount where chance(2) {
          working = number
          _ = mine.stepWorker(number)
        }
        world.boot += Int64([20, 250, 3_000, 40_000][roll(4)])
        if chance(12) { world.wallOffset += Int64([-3_600_000, 3_600_000, -1_000][roll(3)]) }
      }
    } catch {
      // A process may fail as a whole; what it promised must hold all the same.
      life.isDead = true
    }
  }

  /// The process is gone, and perhaps the power.
  private func end(_ life: Life) {
    collectLeases()
    if depth == 0, chance(2) {
      cuts += 1
      world.trace?("the power is cut after \(life.owner)")
      world.cutPower(life)
    } else {
      world.trace?("\(life.owner) is gone")
      world.bury(life)
    }
    if chance(8) { damageUnrecorded() }
    if depth == 0, chance(8) { restoreOlderQueue() }
  }

  /// The last process: nothing happens but a few more drops at a moment of its start.
  private func last() throws {
    let life = world.newLife()
    isCalm = true
    let dropAt = 20 + roll(60)
    world.onStep = { [unowned self] who, _, _ in
      if who === life, life.steps == dropAt {
        for _ in 0...(world.noticeCapacity < 10 ? roll(6) : 0) { dropSomething() }
      }
    }
    try world.run(as: life) {
      let mine = try world.start(life, settings, generator: generator)
      staleLeases += lastLeases
      lastLeases = []
      process = mine
      for seconds: Int64 in [1, 1, 1, 2, 5, 5] { try turn(mine, seconds: seconds) }
      for name in world.disk.folder("spool/inbox").entries.keys.sorted(by: {
        $0.lexicographicallyPrecedes($1)
      }) where displayName(name) != "tmp" {
        world.findings.append("late: \(displayName(name)) lies in the inbox for 15 s")
      }
      for _ in 0..<200 {
        let rest = try world.connection.integer(
          "SELECT min(run_after) FROM job WHERE state IN ('ready', 'running')")
        guard let rest else { break }
        world.boot = max(world.boot, rest - world.wallOffset)
        try turn(mine)
      }
      if let failure = mine.failure { world.findings.append("the last process failed: \(failure)") }
    }
    process = nil
    world.onStep = nil
  }

  private func turn(_ run: SteppedRun, seconds: Int64 = 1) throws {
    _ = try run.stepControl()
    for number in 0..<run.workerCount { while run.stepWorker(number) {} }
    world.boot += seconds * 1_000
  }

  // MARK: - Producers

  private func dropSomething() {
    let inbox = world.disk.folder("spool/inbox")
    func isFree(_ name: String) -> Bool { inbox.entries[Array(name.utf8)] == nil }
    var drop: DroppedPrompt
    if let old = world.dropped.randomElement(using: &world.random), chance(3), isFree(old.name) {
      drop = chance(2) ? old : DroppedPrompt(old.name, words())
    } else {
      nextName += 1
      drop = DroppedPrompt("p\(nextName).txt", chance(8) ? " \n" : words())
    }
    world.dropped.append(drop)
    world.trace?("dropped \(drop)")
    world.disk.drop(drop.bytes, Array(drop.name.utf8), in: inbox)
  }

  private func words() -> String {
    nextName += 1
    let how = ["", "", "", " stub:low-once", " stub:no-answer", " stub:error"][roll(6)]
    return "wish \(nextName)\(how)"
  }

  // MARK: - What happens at any moment

  /// At calls of the disk: producers drop, and rewrite files while they are read; locks are lost
  /// between any two steps of a publish.
  private func meddle(_ life: Life, _ call: DiskCall, _ place: () -> String) {
    switch call {
    case .read: if place() == "inbox/file", chance(8) { rewrite() }
    case .rename: if depth == 0, chance(12) { freeze(life) }
    case .mkdir, .fsync, .rmdir: if depth == 0, chance(200) { freeze(life) }
    default: break
    }
    if chance(300) { dropSomething() }
  }

  /// A writer that does not keep the contract: it changes a file in place.
  private func rewrite() {
    let inbox = world.disk.folder("spool/inbox")
    let open = world.dropped.indices.filter { index in
      inbox.entries[Array(world.dropped[index].name.utf8)]?.bytes == world.dropped[index].bytes
    }
    guard let index = open.randomElement(using: &world.random) else { return }
    let old = world.dropped[index]
    let new = DroppedPrompt(old.name, words() + " in place of " + old.text)
    world.optional.append(old)
    world.trace?("rewritten \(old) to \(new)")
    world.dropped[index] = new
    world.disk.rewrite(new.bytes, Array(new.name.utf8), in: inbox)
  }

  /// In the middle of a job.
  private func meddleAtWork() {
    guard let life = world.life, !isCalm else {
      if isCalm { useStaleLease() }
      return
    }
    switch roll(24) {
    case 0: usersFolder()
    case 1 where depth == 0: freeze(life)
    case 2, 3: _ = try? process?.stepControl()
    case 4, 5: nested()
    case 6: cancel(life)
    default: useStaleLease()
    }
  }

  /// The other worker works meanwhile.
  private func nested() {
    guard depth == 0 else { return }
    depth += 1
    defer { depth -= 1 }
    _ = process?.stepWorker(1 - working)
  }

  /// The process stops, its lock is lost, and another one works in its place before it goes on.
  private func freeze(_ life: Life) {
    let before = working
    depth += 1
    defer { (depth, working) = (depth - 1, before) }
    world.trace?("\(life.owner) freezes and its lock is lost")
    world.disk.vanish(Array("lock".utf8), in: world.disk.folder("spool/state"))
    live()
  }

  /// A user puts a folder where the result of a running job goes.
  private func usersFolder() {
    let names = try? world.connection.rows("SELECT slug, key FROM job WHERE state = 'running'") {
      (row) throws(SQLiteError) in "\(row.text(0) ?? "")-\((row.text(1) ?? "").prefix(12))"
    }
    guard let name = names?.randomElement(using: &world.random) else { return }
    let outbox = world.disk.folder("spool/outbox")
    guard outbox.entries[Array(name.utf8)] == nil else { return }
    let mine = world.disk.addFolder(Array(name.utf8), in: outbox)
    world.foreign[name] = chance(2)
    guard world.foreign[name] == true else { return }
    usersFiles += 1
    world.disk.drop(Array("the user's own".utf8), Array("notes.txt".utf8), in: mine)
  }

  /// What a user put into the outbox is still there, or in `hold/`.
  private func checkForeign() {
    let places = [world.disk.folder("spool/outbox"), world.disk.folder("spool/hold")]
    let kept = places.flatMap(\.entries.values).count { folder in
      folder.entries[Array("notes.txt".utf8)]?.bytes == Array("the user's own".utf8)
    }
    if kept != usersFiles {
      world.findings.append("of \(usersFiles) files of users \(kept) are there")
    }
  }

  // MARK: - Cancelled jobs

  /// A user asks over the socket for the end of a job that runs or waits.
  private func cancel(_ life: Life) {
    let key = try? world.connection.word(
      "SELECT key FROM job WHERE state IN ('running', 'ready') ORDER BY state DESC, key LIMIT 1")
    guard let key, let process, !setBack.contains(key) else { return }
    let answer = process.answer(ControlRequest.cancel(keys: [key]).json.bytes())
    let outcome = answer["jobs"]?[0]?["outcome"]?.string ?? ""
    world.trace?("\(life.owner) answers to cancel \(key.prefix(12)): \(outcome)")
    if !life.isDead, ["stopping", "changed"].contains(outcome) { stopped.insert(key) }
  }

  /// What a user was told to be stopped has neither a result nor an end of another kind.
  private func checkStopped() throws {
    for key in stopped.sorted() {
      let state = try world.connection.word("SELECT state FROM job WHERE key = ?1", [.text(key)])
      guard state != "cancelled" else { continue }
      world.findings.append("the cancelled job \(key.prefix(12)) is \(state ?? "gone")")
    }
  }

  // MARK: - Leases used too late

  private func collectLeases() {
    let found = try? world.connection.rows(
      "SELECT row, claim, owner FROM job WHERE state = 'running'"
    ) { (row) throws(SQLiteError) in
      Lease(row: row.integer(0) ?? 0, claim: row.integer(1) ?? 0, owner: row.text(2) ?? "")
    }
    lastLeases += found ?? []
  }

  /// A process thought dead ends its job after all: it must be refused.
  private func useStaleLease() {
    guard let life = world.life, depth == 0,
      let lease = staleLeases.randomElement(using: &world.random), lease.owner != life.owner,
      !life.isDead
    else { return }
    let (now, kind) = (world.boot + world.wallOffset, roll(3))
    let isTaken = try? world.queue.sync { queue in
      switch kind {
      case 0: try queue.finish(lease, .expired, now: now)
      case 1: try queue.finish(lease, .dead(.internal, detail: "late"), now: now)
      default: try queue.handBack(lease, "late", now: now)
      }
    }
    if isTaken == true { world.findings.append("fence: the lease \(lease) of a dead process held") }
  }

  /// A copy of the queue from before the last claim is put back.
  private func restoreOlderQueue() {
    guard let lease = lastLeases.last else { return }
    let sql = [
      """
      UPDATE job SET state = 'ready', owner = NULL, claim = claim - 1, starts = starts - 1
      WHERE row = \(lease.row) AND state = 'running' AND claim = \(lease.claim)
      """,
      """
      DELETE FROM event WHERE job = \(lease.row) AND to_state = 'running'
        AND claim = \(lease.claim)
      """,
    ]
    do {
      let isHeld = try world.connection.integer(
        "SELECT count(*) FROM job WHERE row = ?1 AND state = 'running' AND claim = ?2",
        [.integer(lease.row), .integer(lease.claim)])
      guard isHeld == 1 else { return }
      world.trace?("a queue from before claim \(lease.claim) of job \(lease.row) is put back")
      let key = try world.connection.word(
        "SELECT key FROM job WHERE row = ?1", [.integer(lease.row)])
      if let key {
        stopped.remove(key)
        setBack.insert(key)
      }
      try world.setBack(sql)
    } catch {
      world.findings.append("the older queue could not be put back: \(error)")
    }
  }

  /// A published folder is damaged before the queue knows of it.
  private func damageUnrecorded() {
    let names = try? world.connection.rows("SELECT slug, key FROM job WHERE state = 'running'") {
      (row) throws(SQLiteError) in "\(row.text(0) ?? "")-\((row.text(1) ?? "").prefix(12))"
    }
    for name in names ?? [] {
      let folder = world.disk.folder("spool/outbox").entries[Array(name.utf8)]
      guard let file = folder?.entries[Array("1.code.txt".utf8)] else { continue }
      world.trace?("\(name) is damaged")
      file.bytes = Array(file.bytes.dropLast())
      file.durable = file.bytes
    }
  }
}
