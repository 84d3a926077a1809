import Distribution
import Foundation
import JSON
import JobStore
import Testing

@testable import JobRunner

@Suite("ChunkRunner")
struct ChunkRunnerTests {
  @Test("a chunk begun again skips what exists, and one told to end drops its job")
  func again() throws {
    let head = try Head(["a cat", "a dog", "a fox"], chunk: 3)
    let stop = StopSignal()
    stop.raise(to: .drain)
    #expect(try head.work(0, stop: stop) == .init(isCutShort: true))
    #expect(try head.work(0) == .init(done: 3))
    #expect(try head.work(0) == .init(skipped: 3))
    let lines = try SegmentFile.lines(head.shipment)
    #expect(lines.count == 3 && lines.allSatisfy { $0["outcome"] == "done" })
    #expect(lines[0]["host"] == "n0" && lines[0]["restart"] == 0)
  }

  @Test("another engine writes nothing")
  func otherEngine() throws {
    struct Other: JobGenerator {
      let engine = "other"
      let facts = JSONObject([("model", "m2")])
      func makeWorker() -> any JobWorking { StubGenerator().makeWorker() }
    }
    let head = try Head(["a cat"])
    let before = try FileManager.default.subpathsOfDirectory(atPath: head.shipment.path)
    let error = #expect(throws: DistributionError.self) {
      try ChunkRunner(head.shipment, Other(), place: .init(host: "n1")).run(0)
    }
    #expect(error == .otherEngine(path: head.shipment.path, differs: ["model"]))
    #expect(try FileManager.default.subpathsOfDirectory(atPath: head.shipment.path) == before)
  }

  @Test("a job that fails does not stop the others, and says why")
  func failing() throws {
    let head = try Head(["stub:error", "stub:too-long", "a cat"], chunk: 3)
    #expect(try head.work(0) == .init(done: 1, failed: 2))
    let reasons = try SegmentFile.lines(head.shipment).compactMap { $0["reason"]?.string }
    #expect(
      reasons == ["the stub was told to fail", "the wish does not fit the model's context"])
  }
}
