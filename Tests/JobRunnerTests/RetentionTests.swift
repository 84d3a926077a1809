import Foundation
import JSON
import JobStore
import OperatingSystem
import Testing

@testable import JobRunner

@Suite("Retention")
struct RetentionTests {
  private func run(_ folder: RunnerFolder, aheadDays: Int64) throws -> Retention.Report {
    let queue = try JobQueue(path: folder.path + "/state/queue.db")
    let now = WallClock.system.now + aheadDays * 86_400_000
    return try Retention(folder.spool(), days: 90, now: now).run(queue)
  }

  @Test("after 90 days graves, held files and texts go; results and rows stay")
  func old() throws {
    let folder = RunnerFolder()
    try folder.drop("good.txt", "a cat")
    try folder.drop("bad.txt", "stub:no-answer")
    try folder.drop("tool.exe", "x")
    try folder.once()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/dead/.old-x-1/rejected", withIntermediateDirectories: true)
    #expect(try run(folder, aheadDays: 89) == Retention.Report())
    #expect(folder.names("dead").count == 2 && folder.names("hold").count == 2)
    #expect(
      try run(folder, aheadDays: 91) == Retention.Report(graves: 2, held: 2, requests: 2))
    #expect(folder.names("dead").isEmpty && folder.names("hold").isEmpty)
    #expect(folder.names("outbox").count == 1)
    let record = try #require(try folder.history.show(row: 1))
    #expect(record.job.request == nil && record.job.state.hasEnded)
    #expect(record.attempts.flatMap(\.answers).allSatisfy { $0.transcript == nil })
    #expect(!record.events.isEmpty)
    #expect(try run(folder, aheadDays: 91) == Retention.Report())
  }

  @Test("a removal that was cut off is ended the next time, whatever its age")
  func cutOff() throws {
    let folder = RunnerFolder()
    try folder.once()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/dead/.going-x-1", withIntermediateDirectories: true)
    #expect(try run(folder, aheadDays: 0).graves == 1)
    #expect(folder.names("dead").isEmpty)
  }
}
