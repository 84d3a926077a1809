import Foundation
import JSON
import JobStore
import OperatingSystem
import Testing

@testable import JobRunner

/// The folders of a new spool take eight calls of `mkdir`; the next one makes the first stage.
private let firstStage = 9

@Suite("ResultPublisher under faults")
struct ResultPublisherFaultTests {
  @Test(
    "a full or unwritable outbox is waited for with the result in memory",
    arguments: [
      (ENOSPC, "disk"), (EROFS, "outbox-unwritable"), (EACCES, "outbox-unwritable"),
      (EMFILE, "outbox-unwritable"),
    ])
  func outage(_ code: Int32, _ reason: String) throws {
    let folder = RunnerFolder()
    try FileManager.default.removeItem(atPath: folder.path)
    let disk = FaultyDisk(.failsKind("mkdir", call: firstStage, code: code))
    let loop = try folder.loop(mode: .once, disk: disk)
    try folder.drop("cat.txt", "a cat")
    let summary = try loop.run()
    #expect(summary.done == 1 && summary.exitCode == 0 && summary.hindrance == nil)
    #expect(folder.told.lines.contains { $0.hasPrefix("waiting (\(reason)): mkdir ") })
    #expect(folder.told.lines.contains("going on: the hindrance is over"))
    let job = try #require(try folder.jobs().first)
    #expect(job.failures == 0 && job.claim == 1)
    #expect(try folder.findings() == [])
  }

  @Test("a failed sync is a failed publish: a new stage is written", arguments: 1...8)
  func failedSync(_ number: Int) throws {
    let folder = RunnerFolder()
    _ = try folder.spool()
    try folder.drop("cat.txt", "a cat")
    let disk = FaultyDisk(.failsKind("fsync", call: number, code: EIO))
    let summary = try folder.once(disk: disk)
    #expect(summary.done == 1)
    #expect(folder.names("outbox").count == 1)
    #expect(try folder.findings() == [])
  }

  @Test("any single failing call loses nothing: the next run ends what this one could not")
  func sweep() throws {
    var calls = 0
    for number in 1...400 {
      let folder = RunnerFolder()
      _ = try folder.spool()
      try folder.drop("cat.txt", "a cat")
      try folder.drop("bad.txt", "")
      let disk = FaultyDisk(.fails(call: number, code: EIO))
      do {
        try folder.once({ $0.outagePatience = 200 }, disk: disk)
      } catch {
        // The run may fail as a whole; what it promised must hold all the same.
        #expect(!"\(error)".isEmpty)
      }
      _ = try folder.once()
      calls = number
      let states = try folder.jobs().map(\.state).sorted { $0.rawValue < $1.rawValue }
      #expect(states.filter { $0 == .done }.count == 1, "call \(number)")
      #expect(folder.names("outbox").count == 1, "call \(number)")
      #expect(folder.names("dead").count == 1, "call \(number)")
      #expect(try folder.findings() == [], "call \(number)")
      if disk.callCount < number { break }
    }
    print("note: \(calls) calls of the disk were made to fail, one a run")
    #expect(calls < 400)
  }

  @Test("a result that is published and cannot be read again is done all the same")
  func unreadable() throws {
    var faults = 0
    for number in 1...60 {
      let folder = RunnerFolder(inMemory: true)
      try folder.drop("cat.txt", "a cat")
      let disk = FaultyDisk(.failsKind("read", call: number, code: EIO))
      do {
        try folder.once(disk: disk)
      } catch {
        _ = try folder.once()
      }
      _ = try folder.once()
      faults += disk.log.count { $0 == "read" } >= number ? 1 : 0
      let job = try #require(try folder.jobs().first)
      #expect(job.state == .done && job.failures == 0, "read \(number)")
      let events = try folder.history.events(after: 0)
      #expect(!events.contains { $0.kind == .publishConflict }, "read \(number)")
      #expect(try folder.findings() == [], "read \(number)")
    }
    #expect((5..<60).contains(faults))
  }

  @Test("an outbox that stays full gives the job back, and nothing is lost")
  func staysFull() throws {
    let folder = RunnerFolder()
    _ = try folder.spool()
    try folder.drop("cat.txt", "a cat")
    try folder.drop("dog.txt", "a dog")
    let summary = try folder.once { settings in
      settings.minimumFreeBytes = .max
      settings.outagePatience = 100
    }
    #expect(summary.done == 0 && summary.hindrance?.contains("min_free") == true)
    #expect(folder.names("inbox").count == 2)
    #expect(try folder.once().done == 2)
  }
}
