import Foundation
import Glibc
import JobRunner
import JobStore
import OperatingSystem
import Spool
import TestSupport

/// H2: every named step of accept, claim, stage, publish, finish and recover, made to fail.
///
/// The sites are derived from the seams: each call of the disk is named after call and place
/// (`fsync outbox/stage`), each commit after the phase and the call before it. A script passes all
/// of them; then it is run again for each site, each way to fail (death, EIO, ENOSPC)
/// and the first, a middle and the last time that the site is passed. After each run a process
/// without faults ends the work, and the checker judges.
public struct FailPoints: Sendable {
  /// How a site fails.
  enum Action: String, CaseIterable { case abort, EIO, ENOSPC }

  /// Sites that the script has to pass, whatever else it passes.
  public static let required = [
    "flock state/lock", "stat state/lock", "watch inbox", "readdir inbox", "stat inbox/file",
    "open inbox/file", "fstat inbox/file", "read inbox/file", "unlink inbox/file",
    "rename inbox/file to hold/file",
    "open hold/reason", "write hold/reason", "fsync hold/reason", "fsync hold", "fsync inbox",
    "mkdir dead/stage", "open dead/stage/record", "fsync dead/stage/record", "fsync dead/stage",
    "rename dead/stage to dead/result", "fsync dead", "mkdir outbox/stage", "open outbox/stage",
    "open outbox/stage/file", "write outbox/stage/file", "fchmod outbox/stage/file",
    "fsync outbox/stage/file", "open outbox/stage/record", "write outbox/stage/record",
    "fsync outbox/stage/record", "fchmod outbox/stage", "fsync outbox/stage",
    "rename outbox/stage to outbox/result", "fsync outbox",
    "rename outbox/result to outbox/stage", "rename outbox/stage to hold/file",
    "open outbox/result/record", "read outbox/stage/record", "unlink outbox/stage/file",
    "rmdir outbox/stage", "readdir outbox", "readdir dead",
    "commit accept after fstat inbox/file", "commit accept after unlink inbox/file",
    "commit claim", "commit attempt", "commit finish", "commit recover",
  ]

  /// Makes the harness.
  public init() {}

  /// Passes every site, then lets each fail: the first time, or also a middle and the last one.
  public func run(firstOnly: Bool = false) -> HarnessReport {
    let started = Date()
    var report = HarnessReport("failpoints")
    do {
      let hits = try script { _, _ in nil }.hits
      let missed = Self.required.filter { hits[$0] == nil }
      report.findings += missed.map { "the site '\($0)' was never passed" }
      report["sites"] = hits.count
      for (site, count) in hits.sorted(by: { $0.key < $1.key }) {
        for action in Action.allCases {
          for number in Set(firstOnly ? [1] : [1, (count + 1) / 2, count]).sorted() {
            try fail(site, action, number, &report)
          }
        }
      }
    } catch {
      report.findings.append("\(error)")
    }
    report.seconds = Date().timeIntervalSince(started)
    return report
  }

  private func fail(
    _ site: String, _ action: Action, _ number: Int, _ report: inout HarnessReport
  ) throws {
    var passed = 0
    var failed = false
    let script = try script { life, name in
      guard name == site else { return nil }
      passed += 1
      guard passed == number else { return nil }
      failed = true
      if action == .abort { life.isDead = true }
      return action == .ENOSPC ? ENOSPC : EIO
    }
    report["runs"] += 1
    if failed { report["failed calls"] += 1 }
    let place = "\(site):\(action.rawValue)@\(number)"
    if !failed { report.findings.append("\(place): the site was not passed again") }
    report.add(try script.world.audit(), at: place)
    report.findings += script.world.findings.map { "\(place): \($0)" }
  }

  private func script(_ judge: @escaping (Life, String) -> Int32?) throws -> FailPointScript {
    let script = try FailPointScript(judge)
    try script.run()
    return script
  }
}

/// A course that passes every site: prompts of all kinds, a conflict, kills in generation until
/// the job is poison, a kill in the middle of a stage, one between publish and finish, and recovery
/// from each.
private final class FailPointScript: @unchecked Sendable {
  let world: World
  private(set) var hits: [String: Int] = [:]
  private let judge: (Life, String) -> Int32?
  private var phase = "start"
  private var lastSite = ""
  private var commits = 0
  private var published = 0
  private var staged = 0
  private var conflicts = false

  init(_ judge: @escaping (Life, String) -> Int32?) throws {
    world = try World(seed: 1)
    self.judge = judge
  }

  func run() throws {
    drop("good.txt", "a good wish")
    drop("blank.txt", " \n")
    drop("odd.xyz", "of unknown kind")
    for _ in 0..<6 { live() }
    drop("good.txt", "a good wish")
    drop("later.txt", "a later wish stub:no-answer")
    live()
    live(judged: false)
  }

  private func drop(_ name: String, _ text: String) {
    let drop = DroppedPrompt(name, text)
    world.dropped.append(drop)
    world.disk.drop(drop.bytes, Array(name.utf8), in: world.disk.folder("spool/inbox"))
  }

  /// One process from start to end; the last one is not judged.
  private func live(judged: Bool = true) {
    let life = world.newLife()
    if life.number == 2 {
      drop("kill.txt", "a wish that kills")
      drop("taken.txt", "a wish whose place is taken")
    }
    if judged { life.judge = { [unowned self] site in pass(life, site) } }
    var settings = RunnerConfiguration()
    settings.minimumFreeBytes = 0
    world.run(as: life) {
      do {
        phase = "recover"
        let process = try world.start(life, settings, generator: generator(life))
        for _ in 0..<(judged ? 6 : 40) where !life.isDead && process.failure == nil {
          phase = "accept"
          _ = try process.stepControl()
          phase = "work"
          while process.stepWorker(0) {}
          world.boot += 1_000
        }
        if !judged { try finish(process) }
      } catch {
        if !judged { world.findings.append("the last process failed: \(error)") }
      }
    }
    world.bury(life)
  }

  private func finish(_ process: SteppedRun) throws {
    for _ in 0..<100 {
      let rest = try world.connection.integer(
        "SELECT min(run_after) FROM job WHERE state IN ('ready', 'running')")
      guard let rest else { break }
      world.boot = max(world.boot, rest - world.wallOffset)
      _ = try process.stepControl()
      while process.stepWorker(0) {}
      world.boot += 1_000
    }
    if let failure = process.failure {
      world.findings.append("the last process failed: \(failure)")
    }
  }

  /// Kills in the middle of the job that kills, and puts a user's folder where another goes.
  private func generator(_ life: Life) -> SimulatedGenerator {
    SimulatedGenerator { [unowned self] in
      let slug = try? world.connection.word(
        "SELECT slug || '-' || substr(key, 1, 12) FROM job WHERE state = 'running'")
      guard let slug else { return }
      if slug.hasPrefix("kill-"), life.judge != nil { life.isDead = true }
      if slug.hasPrefix("taken-"), !conflicts {
        conflicts = true
        let folder = world.disk.addFolder(Array(slug.utf8), in: world.disk.folder("spool/outbox"))
        world.disk.drop([1], Array("notes.txt".utf8), in: folder)
        world.foreign[slug] = true
      }
    }
  }

  /// Names a step, and lets the process die between the first publish and its finish.
  private func pass(_ life: Life, _ site: String) -> Int32? {
    var name = site
    if site.hasPrefix("commit") {
      commits += 1
      name = commitName()
    } else if !site.hasSuffix(" state/lock") {
      commits = 0
      lastSite = site
    }
    hits[name, default: 0] += 1
    if let code = judge(life, name) { return code }
    if name == "fsync outbox/stage/record" {
      staged += 1
      if staged == 2 {
        life.isDead = true
        return EIO
      }
    }
    if name == "commit finish" {
      published += 1
      if published == 1 {
        life.isDead = true
        return EIO
      }
    }
    return nil
  }

  private func commitName() -> String {
    switch phase {
    case "recover": return "commit recover"
    case "accept" where lastSite.contains("inbox/file"): return "commit accept after \(lastSite)"
    case "accept": return "commit upkeep"
    default: break
    }
    // In the worker's phase: the claim comes first, then attempts and the end after the publish.
    guard lastSite.contains("/stage/") || lastSite.contains("/result") else {
      return "commit claim"
    }
    return commits == 1 ? "commit attempt" : "commit finish"
  }
}
