import Foundation
import JobStore
import OperatingSystem
import Synchronization
import Testing

@testable import JobRunner

@Suite("DailyDuties")
struct DailyDutiesTests {
  private func run(_ folder: RunnerFolder, day: Int64) throws {
    let now = WallClock.system.now + day * 86_400_000
    let loop = try JobLoop(
      folder.spool(), RunnerFolder.settings(), mode: .once,
      clocks: JobLoop.Clocks(wall: WallClock { now }),
      output: RunnerOutput { [told = folder.told] in told.add($0) }
    ) { StubGenerator() }
    _ = try loop.run()
  }

  @Test(
    "one backup a day, the newest seven are kept, each one sound and with the jobs before its day")
  func week() throws {
    let folder = RunnerFolder(inMemory: true)
    for day in Int64(0)..<9 {
      try folder.drop("p\(day).txt", "prompt \(day)")
      try run(folder, day: day)
      try run(folder, day: day)
      #expect(folder.names("state/backup").count == min(7, Int(day) + 1))
    }
    for (place, name) in folder.names("state/backup").enumerated() {
      let path = folder.path + "/state/backup/" + name
      #expect(name.hasPrefix("queue-2") && name.hasSuffix("Z.db"))
      let connection = try Connection(path: path, .readOnly)
      #expect(try connection.word("PRAGMA integrity_check") == "ok")
      #expect(try connection.integer("SELECT count(*) FROM job") == Int64(place + 2))
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
      #expect(mode as? Int == 0o640)
    }
  }

  @Test("a queue without jobs needs no backup")
  func empty() throws {
    let folder = RunnerFolder(inMemory: true)
    try run(folder, day: 0)
    #expect(folder.names("state/backup") == [])
  }

  @Test("a backup that cannot be written is told, and the jobs are done all the same")
  func failing() throws {
    let folder = RunnerFolder(inMemory: true)
    try folder.drop("p.txt", "a cat")
    try folder.once { $0.jobLimit = 0 }
    try FileManager.default.createDirectory(
      atPath: folder.path + "/state/backup/.draft.db/full", withIntermediateDirectories: true)
    let queue = try JobQueue(path: folder.path + "/state/queue.db")
    try queue.setMeta("duties", nil)
    #expect(try folder.once().done == 1)
    #expect(
      folder.told.lines.contains {
        $0.hasPrefix("the daily backup or clean-up failed, next try in an hour: ")
      })
  }
}
