import Faulting
import Foundation
import JSON
import JobStore
import OperatingSystem
import Spool
import Synchronization

@testable import JobRunner

/// A spool of its own for one test, with everything a test asks of it.
final class RunnerFolder: Sendable {
  let path: String
  let told = Told()

  /// Makes the folder; in memory where a test asks for the disk's order but not for the disk.
  init(inMemory: Bool = false) {
    let isThere = FileManager.default.isWritableFile(atPath: "/dev/shm")
    let root = inMemory && isThere ? "/dev/shm/" : NSTemporaryDirectory()
    path = root + "nightloom-runner-" + UUID().uuidString
    try? FileManager.default.createDirectory(
      atPath: path + "/inbox/tmp", withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Puts a file into the inbox.
  func drop(_ name: String, _ text: String) throws { try drop(name, Array(text.utf8)) }

  func drop(_ name: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path + "/inbox/" + name))
  }

  func spool(_ disk: any Disk = LinuxDisk()) throws -> SpoolDirectory {
    try SpoolDirectory(path, user: ThisProcess.user, disk: disk)
  }

  /// Settings for tests: no waiting, no minimum of free space.
  static func settings(_ edit: (inout RunnerConfiguration) -> Void = { _ in })
    -> RunnerConfiguration
  {
    var settings = RunnerConfiguration()
    settings.settling.quiet = 0
    settings.settling.odd = 0
    settings.minimumFreeBytes = 0
    settings.outageInterval = 50
    settings.outagePatience = 3000
    edit(&settings)
    return settings
  }

  /// One loop over the folder, not started.
  func loop(
    _ settings: RunnerConfiguration = RunnerFolder.settings(), mode: JobLoop.Mode = .once,
    delay: Int = 0, stop: StopSignal = StopSignal(), disk: any Disk = LinuxDisk()
  ) throws -> JobLoop {
    try JobLoop(
      spool(disk), settings, mode: mode, stop: stop,
      output: RunnerOutput { [told] line in told.add(line) }
    ) { StubGenerator(delayMilliseconds: delay) }
  }

  /// One run to its end.
  @discardableResult
  func once(
    _ edit: (inout RunnerConfiguration) -> Void = { _ in }, disk: any Disk = LinuxDisk()
  ) throws -> RunSummary {
    // The lock belongs to the open file, which a child that another test starts shares between
    // its fork and its exec; so a lock held by nobody can look held for a moment.
    for _ in 0..<100 {
      do {
        return try loop(RunnerFolder.settings(edit), disk: disk).run()
      } catch RunnerError.locked {
        Thread.sleep(forTimeInterval: 0.05)
      }
    }
    return try loop(RunnerFolder.settings(edit), disk: disk).run()
  }

  // MARK: - What is there afterwards

  func names(_ folder: String) -> [String] {
    let found = try? FileManager.default.contentsOfDirectory(atPath: path + "/" + folder)
    return (found ?? []).filter { $0 != "tmp" }.sorted()
  }

  func bytes(_ file: String) -> [UInt8] {
    (FileManager.default.contents(atPath: path + "/" + file)).map { Array($0) } ?? []
  }

  func json(_ file: String) -> JSONValue { (try? JSONValue.parse(bytes(file))) ?? .null }

  /// The only folder in `outbox/` or `dead/` whose name begins so.
  func folder(_ place: String, _ prefix: String) -> String {
    place + "/" + (names(place).first { $0.hasPrefix(prefix) } ?? "missing")
  }

  var history: JobHistory {
    get throws { try JobHistory(path: path + "/state/queue.db") }
  }

  /// All jobs by row.
  func jobs() throws -> [Job] {
    let status = try history.status()
    return (status.live + (try history.history())).sorted { $0.row < $1.row }
  }

  /// What breaks a promise: of the tables, of the folders, and between both; empty when all hold.
  func findings() throws -> [String] {
    try SpoolAudit(path: path, dropped: [], isFinished: false).findings
  }
}

/// Lines that a runner told.
final class Told: Sendable {
  private let held = Mutex<[String]>([])
  func add(_ line: String) { held.withLock { $0.append(line) } }
  var lines: [String] { held.withLock { $0 } }
}
