import JSON
import OperatingSystem
import Spool
import TestSupport
import Testing

@Suite struct OutboxFaultTests {
  /// How many calls opening the spool and one publish make.
  private func counts() throws -> (opening: Int, all: Int) {
    let scratch = try ScratchSpool()
    let disk = FaultyDisk()
    let spool = try scratch.reopened(disk)
    let opening = disk.callCount
    _ = try publish(Outbox.results(spool))
    return (opening, disk.callCount)
  }

  @Test func `whichever call fails, nothing or a whole result is published, and a retry succeeds`()
    throws
  {
    let (opening, all) = try counts()
    #expect(all - opening > 20)
    for call in opening + 1...all {
      for code: Int32 in [5, 28] {
        let scratch = try ScratchSpool()
        let disk = FaultyDisk(.fails(call: call, code: code))
        let broken = Outbox.results(try scratch.reopened(disk))
        let outcome = try? publish(broken)
        let outbox = Outbox.results(scratch.spool)
        switch try outbox.check(job) {
        case .torn(let why): Issue.record("call \(call): torn: \(why)")
        case .whole: #expect(outcome == .published, "call \(call) failed and published")
        case .missing: #expect(outcome == nil, "call \(call) published nothing")
        }
        #expect(try scratch.spool.outbox.list().filter { $0.first == 0x2E }.isEmpty)
        _ = try publish(outbox, claim: 2)
        #expect(try outbox.check(job).key == job.key)
        #expect(try scratch.spool.outbox.list() == [bytes(job.folder)])
        #expect(try scratch.spool.hold.list().isEmpty)
      }
    }
  }

  @Test func `a death at any call leaves nothing or a whole result, and recovery ends in one`()
    throws
  {
    let (opening, all) = try counts()
    for call in opening + 1...all {
      let scratch = try ScratchSpool()
      let disk = FaultyDisk(.dies(call: call))
      #expect(throws: SpoolError.self) {
        try publish(Outbox.results(try scratch.reopened(disk)))
      }
      let outbox = Outbox.results(scratch.spool)
      if case .torn(let why) = try outbox.check(job) { Issue.record("call \(call): \(why)") }
      try outbox.removeStages()
      _ = try publish(outbox, claim: 2)
      #expect(try outbox.check(job).key == job.key)
      #expect(try scratch.spool.outbox.list() == [bytes(job.folder)])
      #expect(try scratch.spool.hold.list().isEmpty)
    }
  }

  @Test func `every file, the stage and the outbox are synced before a publish succeeds`() throws {
    let scratch = try ScratchSpool()
    let disk = FaultyDisk()
    let spool = try scratch.reopened(disk)
    let start = disk.log.count
    _ = try publish(Outbox.results(spool))
    let log = Array(disk.log[start...])
    let rename = try #require(log.firstIndex(of: "rename"))
    #expect(log[..<rename].count { $0 == "fsync" } == resultFiles.count + 1 + 1 + 1)
    #expect(log[rename...].count { $0 == "fsync" } == 1)
  }

  @Test func `a failed sync after the rename takes the result back`() throws {
    let scratch = try ScratchSpool()
    let disk = FaultyDisk(.failsKind("fsync", call: resultFiles.count + 4, code: 5))
    let error = #expect(throws: SpoolError.self) {
      try publish(Outbox.results(try scratch.reopened(disk)))
    }
    #expect(error?.description == "fsync \(scratch.path)/outbox: Input/output error")
    // What is taken back lasts before its files go.
    let back = try #require(disk.log.lastIndex(of: "rename"))
    #expect(disk.log[back + 1] == "fsync")
    #expect(try scratch.spool.outbox.list().isEmpty)
  }

  @Test func `who lost the lock publishes nothing, and says so`() throws {
    let scratch = try ScratchSpool()
    #expect(try scratch.spool.takeLock() == nil)
    #expect(try scratch.reopened().takeLock()?.process == ThisProcess.id)
    try scratch.spool.state.remove(bytes("lock"))
    let error = #expect(throws: SpoolError.self) { try publish(Outbox.results(scratch.spool)) }
    #expect(error == .lockLost(path: scratch.path + "/state/lock"))
    #expect(
      error?.description
        == "\(scratch.path)/state/lock was removed or replaced while nightloom held its lock, so"
        + " another runner may work here; nothing more is published or recorded")
    #expect(
      error?.hint
        == "start nightloom again; a lock file that nobody holds is in nobody's way, leave it there"
    )
    #expect(try scratch.spool.outbox.list().isEmpty)
    #expect(throws: SpoolError.lockLost(path: scratch.path + "/state/lock")) {
      try scratch.spool.checkPlaces()
    }
  }

  @Test func `a stage that a successor swept is not published by a late rename`() throws {
    let scratch = try ScratchSpool()
    let outbox = Outbox.results(scratch.spool)
    let stage = bytes(".stage-\(job.id)-1")
    try scratch.spool.outbox.makeFolder(stage, mode: 0o700)
    let open = try scratch.spool.outbox.folder(stage)
    try open.create(bytes("prompt.txt"), [1], mode: 0o600)
    // Still written into while it is swept.
    let late = FaultyDisk(.failsKind("rmdir", call: 1, code: 39))
    try Outbox.results(try scratch.reopened(late)).removeStages()
    #expect(throws: SystemCallError.self) {
      try scratch.spool.outbox.rename(
        stage, to: scratch.spool.outbox, bytes(job.folder), replacing: true)
    }
    #expect(try scratch.spool.outbox.list() == [bytes(".stage-swept-\(job.id)-1")])
    try outbox.removeStages()
    #expect(try scratch.spool.outbox.list().isEmpty)
  }
}
