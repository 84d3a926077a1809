import Dispatch
import JobStore
import OperatingSystem
import Spool
import Testing

@testable import JobRunner

@Suite("QueueOwner")
struct QueueOwnerTests {
  @Test("work from many threads is done one at a time")
  func oneAtATime() throws {
    let folder = RunnerFolder()
    _ = try folder.spool()
    let owner = try QueueOwner(path: folder.path + "/state/queue.db")
    try owner.sync { try $0.setMeta("count", "0") }
    DispatchQueue.concurrentPerform(iterations: 40) { _ in
      // A lost update would leave fewer than 40.
      try? owner.sync { queue in
        let count = Int(try queue.meta("count") ?? "") ?? 0
        try queue.setMeta("count", String(count + 1))
      }
    }
    #expect(try owner.sync { try $0.meta("count") } == "40")
  }

  @Test("nothing is recorded once the lock is lost, and the reason is the lock")
  func fence() throws {
    let folder = RunnerFolder()
    let spool = try folder.spool()
    #expect(try spool.takeLock() == nil)
    let owner = try QueueOwner(path: folder.path + "/state/queue.db")
    owner.fence(by: spool)
    try owner.sync { try $0.setMeta("count", "1") }
    try spool.state.remove(Array("lock".utf8))
    #expect(throws: SpoolError.lockLost(path: folder.path + "/state/lock")) {
      try owner.sync { try $0.setMeta("count", "2") }
    }
    #expect(try owner.sync { try $0.meta("count") } == "1")
    #expect(try owner.sync { try !$0.connection.checkpoint() })
  }
}
