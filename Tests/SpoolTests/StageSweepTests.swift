import JSON
import OperatingSystem
import Spool
import Synchronization
import TestSupport
import Testing

@Suite struct StageSweepTests {
  @Test func `stages left by a crash are removed, results are not`() throws {
    let scratch = try ScratchSpool()
    let outbox = Outbox.results(scratch.spool)
    _ = try publish(outbox)
    try scratch.spool.outbox.makeFolder(bytes(".stage-x-1"), mode: 0o700)
    try scratch.spool.outbox.folder(bytes(".stage-x-1")).create([0x61], [1], mode: 0o600)
    try outbox.sweepStages(now: 0) { _ in job }
    #expect(try scratch.spool.outbox.list() == [bytes(job.folder)])
  }

  @Test func `a whole stage is removed, unless the queue has it as a job's end`() throws {
    let names = ["\(job.id)-1", "swept-\(job.id)-1", "back-\(job.folder)", "aside-\(job.folder)"]
    for name in names.map({ ".stage-" + $0 }) {
      for isRecorded in [false, true] {
        let scratch = try ScratchSpool()
        let outbox = Outbox.results(scratch.spool)
        _ = try publish(outbox)
        try scratch.spool.outbox.rename(
          bytes(job.folder), to: scratch.spool.outbox, bytes(name))
        try outbox.sweepStages(now: 0) { record in
          #expect(record["key"]?.string == job.key)
          return isRecorded ? job : nil
        }
        #expect(try scratch.spool.outbox.list() == (isRecorded ? [bytes(job.folder)] : []))
        let isHeld = !isRecorded && name.hasPrefix(".stage-aside-")
        #expect(try scratch.spool.hold.list().count == (isHeld ? 2 : 0))
      }
    }
  }

  @Test func `what was on its way to hold goes there by the name it had`() throws {
    let scratch = try ScratchSpool()
    let outbox = scratch.spool.outbox
    try outbox.create(bytes(".stage-aside-cat-1"), [7], mode: 0o600)
    let disk = FaultyDisk()
    let spool = try scratch.reopened(disk)
    let start = disk.log.count
    try Outbox.results(spool).sweepStages(now: 0) { _ in nil }
    #expect(try outbox.list().isEmpty)
    // Its last name lasts first, so that no power cut shows it under two; then its reason, by
    // its bytes and its name.
    let log = disk.log[start...]
    let rename = try #require(log.firstIndex(of: "rename"))
    #expect(log[..<rename].count { $0 == "fsync" } == 3)
    let held = try scratch.spool.hold.list()
    #expect(
      held.count == 2 && held.allSatisfy { $0.starts(with: bytes("19700101T000000Z-cat-1-")) })
    #expect(try scratch.spool.hold.read(try #require(held.first), limit: 9) == [7])
  }

  @Test func `a process that lost its lock does not rename its successor's stage`() throws {
    let scratch = try ScratchSpool()
    let seen = Mutex<[[UInt8]]>([])
    let dead = scratch.spool.dead
    var holders: [SpoolDirectory] = []
    for _ in 1...2 {
      let disk = FaultyDisk(.failsKind("rename", call: 1, code: 5)) { kind, _ in
        guard kind == "rename" else { return }
        seen.withLock { $0 += (try? dead.list()) ?? [] }
      }
      let spool = try scratch.reopened(disk)
      // The lock of the one before it lives on, on a file that has no name any more.
      holders.append(spool)
      #expect(try spool.takeLock() == nil)
      #expect(throws: SpoolError.self) { try publish(Outbox.deadLetters(spool), claim: 0) }
      try scratch.spool.state.remove(bytes("lock"))
    }
    let stages = seen.withLock { $0 }
    #expect(stages.count == 2 && stages[0] != stages[1])
    #expect(stages.allSatisfy { $0.starts(with: bytes(".stage-\(job.id)-0-")) })
    withExtendedLifetime(holders) {}
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
    try Outbox.results(try scratch.reopened(late)).sweepStages(now: 0) { _ in nil }
    #expect(throws: SystemCallError.self) {
      try scratch.spool.outbox.rename(
        stage, to: scratch.spool.outbox, bytes(job.folder), replacing: true)
    }
    #expect(try scratch.spool.outbox.list() == [bytes(".stage-swept-\(job.id)-1")])
    try outbox.sweepStages(now: 0) { _ in nil }
    #expect(try scratch.spool.outbox.list().isEmpty)
  }
}
