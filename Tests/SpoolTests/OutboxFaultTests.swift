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
      try outbox.sweepStages(now: 0) { _ in nil }
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
    let renames = disk.log.indices.filter { disk.log[$0] == "rename" }
    #expect(renames.count == 3)
    #expect(disk.log[renames[1]..<renames[2]].contains("fsync"))
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

  /// A spool that holds the lock until a successor takes it before the n-th rename, and acts.
  private func overtaken(
    _ scratch: ScratchSpool, before number: Int, _ fault: FaultyDisk.Fault? = nil,
    _ what: @escaping @Sendable (SpoolDirectory) throws -> Void = { _ in }
  ) throws -> (spool: SpoolDirectory, disk: FaultyDisk) {
    let successor = try scratch.reopened()
    let disk = FaultyDisk(fault) { kind, count in
      guard kind == "rename", count == number else { return }
      #expect(throws: Never.self) {
        try successor.state.remove(bytes("lock"))
        #expect(try successor.takeLock() == nil)
        try what(successor)
      }
    }
    let spool = try scratch.reopened(disk)
    #expect(try spool.takeLock() == nil)
    return (spool, disk)
  }

  /// How many syncs opening a spool, taking its lock and a publish make; the last one is that of
  /// the outbox.
  private func syncs() throws -> Int {
    let scratch = try ScratchSpool()
    let disk = FaultyDisk()
    let spool = try scratch.reopened(disk)
    #expect(try spool.takeLock() == nil)
    _ = try publish(Outbox.results(spool))
    return disk.log.count { $0 == "fsync" }
  }

  @Test func `a result that a successor may have recorded is put back, and lasts there`() throws {
    let scratch = try ScratchSpool()
    let (spool, disk) = try overtaken(
      scratch, before: 2, .failsKind("fsync", call: try syncs(), code: 5))
    #expect(throws: SpoolError.lockLost(path: scratch.path + "/state/lock")) {
      try publish(Outbox.results(spool))
    }
    let back = try #require(disk.log.lastIndex(of: "rename"))
    #expect(disk.log.count { $0 == "rename" } == 3)
    #expect(disk.log[back + 1] == "fsync")
    #expect(try Outbox.results(scratch.spool).check(job).key == job.key)
    #expect(try scratch.spool.outbox.list() == [bytes(job.folder)])
  }

  @Test func `a result that cannot be put back is left to the next sweep`() throws {
    let scratch = try ScratchSpool()
    let successor = try scratch.reopened()
    let disk = FaultyDisk(.failsKind("fsync", call: try syncs(), code: 5)) { kind, count in
      #expect(throws: Never.self) {
        switch (kind, count) {
        case ("rename", 2):
          try successor.state.remove(bytes("lock"))
          #expect(try successor.takeLock() == nil)
        case ("rename", 3): try successor.outbox.create(bytes(job.folder), [1], mode: 0o600)
        default: break
        }
      }
    }
    let spool = try scratch.reopened(disk)
    #expect(try spool.takeLock() == nil)
    #expect(throws: SpoolError.lockLost(path: scratch.path + "/state/lock")) {
      try publish(Outbox.results(spool))
    }
    let outbox = Outbox.results(scratch.spool)
    #expect(try outbox.check(bytes(".stage-back-\(job.folder)")).key == job.key)
    try outbox.sweepStages(now: 0) { record in record["key"]?.string == job.key ? job : nil }
    #expect(try outbox.check(job).key == job.key)
    #expect(try scratch.spool.outbox.list() == [bytes(job.folder)])
    #expect(try scratch.spool.hold.list().count == 2)
  }

  @Test func `a result that took the place of what was judged is put back, at any death`() throws {
    let name = bytes(job.folder)
    func overtakenPublish(_ scratch: ScratchSpool, _ fault: FaultyDisk.Fault?) throws -> FaultyDisk
    {
      try scratch.spool.outbox.makeFolder(name, mode: 0o755)
      try scratch.spool.outbox.folder(name).create(bytes("notes"), [1], mode: 0o600)
      // Between judging and moving it, the successor holds it and publishes.
      let (spool, disk) = try overtaken(scratch, before: 2, fault) { successor in
        try Outbox.results(successor).sweepStages(now: 0) { _ in nil }
        _ = try publish(Outbox.results(successor), claim: 2)
      }
      #expect(throws: SpoolError.self) { try publish(Outbox.results(spool)) }
      return disk
    }
    let log = try overtakenPublish(try ScratchSpool(), nil).log
    let renames = log.indices.filter { log[$0] == "rename" }
    #expect(renames.count == 3)
    #expect(log[renames[2] + 1] == "fsync")
    for call in renames[1] + 1...log.count {
      let scratch = try ScratchSpool()
      _ = try overtakenPublish(scratch, .dies(call: call))
      let outbox = Outbox.results(scratch.spool)
      try outbox.sweepStages(now: 0) { record in record["claim"] == 2 ? job : nil }
      guard case .whole(let record) = try outbox.check(job) else {
        Issue.record("call \(call): no result")
        continue
      }
      #expect(record["claim"] == 2)
      #expect(try scratch.spool.outbox.list() == [name], "call \(call)")
      #expect(try scratch.spool.hold.list().count == 2, "call \(call)")
    }
  }
}
