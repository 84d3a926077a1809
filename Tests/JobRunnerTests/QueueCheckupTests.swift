import Foundation
import JobStore
import OperatingSystem
import Testing

@testable import JobRunner

@Suite("QueueCheckup")
struct QueueCheckupTests {
  private func sentences(_ folder: RunnerFolder, now: Int64? = nil) -> [String] {
    QueueCheckup(folder.path, now: now ?? WallClock.system.now).findings()
      .filter { $0.level == .problem }.map { "\($0.check): \($0.sentence) | \($0.repair ?? "")" }
  }

  private func restart(_ folder: RunnerFolder) -> String {
    "nightloom once --max-jobs 0 --spool \(folder.path)"
  }

  @Test("no database is no problem")
  func none() {
    let findings = QueueCheckup(RunnerFolder().path, now: 0).findings()
    #expect(findings.map(\.level) == [.note])
  }

  @Test("a clock that was set back shows in the events")
  func clock() throws {
    let folder = RunnerFolder()
    try folder.drop("a.txt", "a cat")
    try folder.once()
    let early = WallClock.system.now - 3_600_000
    let found = sentences(folder, now: early)
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("clock: the clock was set back: the last event lies 3") == true)
  }

  @Test("an accepted file that cannot be removed is named with the command that removes it")
  func pending() throws {
    let folder = RunnerFolder()
    try folder.drop("a b.txt", "a cat")
    try folder.once()
    let queue = try JobQueue(path: folder.path + "/state/queue.db")
    try queue.connection.run(
      "UPDATE source SET unlink_state = 'pending', unlink_error = 'read-only file system'")
    #expect(
      sentences(folder) == [
        "inbox: a b.txt was accepted but cannot be removed: read-only file system | "
          + "rm -- '\(folder.path)/inbox/a b.txt'"
      ])
  }

  @Test("a newer database is told with its version")
  func newer() throws {
    let folder = RunnerFolder()
    try folder.once()
    let queue = try JobQueue(path: folder.path + "/state/queue.db")
    try queue.connection.execute("PRAGMA user_version=99")
    let found = sentences(folder)
    #expect(found.count == 1 && found[0].contains("has version 99"))
  }
}
