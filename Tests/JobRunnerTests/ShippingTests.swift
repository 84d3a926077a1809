import Distribution
import Foundation
import JobStore
import Testing

@testable import JobRunner

@Suite("Shipping")
struct ShippingTests {
  @Test("so many jobs are sent as were asked for, in chunks of the size asked for")
  func limits() throws {
    let head = try Head(["a", "b", "c"], chunk: 2)
    #expect(head.sent.jobs == 3 && head.sent.chunks == 2 && Shipment.isID(head.sent.id))
    #expect(try Shipping(loop: head.loop).send(limit: 5, chunkSize: 1) == nil)
    try head.folder.drop("more.txt", "d\n---\ne")
    _ = try SteppedRun(head.loop).stepControl()
    let more = try #require(try Shipping(loop: head.loop).send(limit: 1, chunkSize: nil))
    #expect(more.jobs == 1 && more.chunks == 1 && more.id != head.sent.id)
    #expect(try head.loop.queue.sync { try $0.shipments() } == [head.sent.id, more.id])
    #expect(try Shipment(path: more.path).manifest().chunkSize == Shipping.startChunk)
  }

  @Test("a shipment that cannot be written leaves its jobs ready, uncounted")
  func unwritable() throws {
    let folder = RunnerFolder()
    try folder.drop("a.txt", "a cat")
    try Data().write(to: URL(fileURLWithPath: folder.path + "/no-folder"))
    let loop = try folder.loop(
      RunnerFolder.settings { [path = folder.path] in $0.shipments = path + "/no-folder" },
      mode: .run)
    _ = try SteppedRun(loop).stepControl()
    #expect(throws: (any Error).self) {
      try Shipping(loop: loop).send(limit: 1, chunkSize: nil)
    }
    let jobs = try folder.jobs()
    #expect(jobs.map(\.state) == [.ready] && jobs[0].failures == 0)
  }
}
