import Distribution
import Generation
import JobStore
import Spool
import Testing

@testable import JobRunner

@Suite("ShippedJob")
struct ShippedJobTests {
  @Test("settings travel with the jobs")
  func settings() throws {
    let folder = RunnerFolder()
    try folder.drop("a.txt", "---\nanswers: 5\nseed: 7\nnegative: blur é\n---\na cat")
    let loop = try folder.loop(
      RunnerFolder.settings {
        $0.temperature = 0.35
        $0.topP = 0.9
        $0.onLowScore = .fail
      }, mode: .run)
    _ = try SteppedRun(loop).stepControl()
    let sent = try #require(try Shipping(loop: loop).send(limit: 1, chunkSize: nil))
    let manifest = try Shipment(path: sent.path).manifest()
    #expect(manifest.chunkSize == Shipping.startChunk)
    let shipped = try #require(ShippedJob(manifest.entries[0]))
    let job = try #require(try loop.queue.sync { queue in try queue.job(row: 1) })
    #expect(shipped.request == shipped.record.generation(job, loop.configuration))
    #expect(shipped.request.temperature == 0.35 && shipped.request.answers == 5)
    #expect(shipped.request.workflowSeed == 7 && shipped.failsLow)
    #expect(try Shipping(loop: loop).send(limit: 1, chunkSize: nil) == nil)
  }
}
