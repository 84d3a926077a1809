import JobStore
import Spool
import Testing

@testable import JobRunner

@Suite("RunnerGround")
struct RunnerGroundTests {
  @Test("a loop takes queue, owner and notices from its ground")
  func ground() throws {
    let folder = RunnerFolder()
    var ground = RunnerGround()
    ground.owner = { "me" }
    ground.queue = { _ in QueueOwner(try JobQueue(try Connection(path: ":memory:", .inMemory))) }
    ground.watch = { (inbox) throws(SpoolError) in throw .badName("no notices") }
    let loop = try JobLoop(
      try folder.spool(), RunnerFolder.settings(), mode: .once, ground: ground
    ) { StubGenerator() }
    #expect(loop.owner == "me")
    #expect(try loop.makeIntake().isPolling)
    #expect(folder.names("state") == ["backup", "lock"])
  }

  @Test("each loop of the machine has another owner")
  func owners() {
    let ground = RunnerGround()
    #expect(ground.owner() != ground.owner())
  }
}
