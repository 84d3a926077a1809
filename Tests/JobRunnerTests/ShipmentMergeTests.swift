import Distribution
import Foundation
import JSON
import JobStore
import OperatingSystem
import Spool
import Testing

@testable import JobRunner

@Suite("Shipments")
struct ShipmentMergeTests {
  @Test("results come home as a single host would have made them")
  func home() throws {
    let head = try Head(["a cat", "a dog", "stub:low-once"])
    #expect(head.sent.jobs == 3 && head.sent.chunks == 2)
    #expect(try head.states() == [.remote, .remote, .remote])
    #expect(try head.work(0) == .init(done: 2))
    head.merge()
    #expect(try head.states() == [.done, .done, .remote])
    #expect(try head.work(1) == .init(done: 1))
    try head.shipment.close()
    head.merge()
    #expect(try head.states() == [.done, .done, .done])
    #expect(head.shipment.isMerged)
    #expect(try head.folder.findings() == [])

    let single = RunnerFolder()
    for (number, prompt) in ["a cat", "a dog", "stub:low-once"].enumerated() {
      try single.drop("job\(number).txt", prompt)
    }
    try single.once()
    #expect(single.names("outbox") == head.folder.names("outbox"))
    for name in single.names("outbox") {
      for file in single.names("outbox/" + name) where file != "manifest.json" {
        let path = "outbox/\(name)/\(file)"
        #expect(single.bytes(path) == head.folder.bytes(path), "\(path)")
      }
      let pair = [single, head.folder].map { $0.json("outbox/\(name)/manifest.json") }
      for member in ["key", "settings", "engine", "identity", "score", "policy"] {
        #expect(pair[0][member] == pair[1][member], "\(member)")
      }
    }
    let rounds = try head.folder.history.show(row: 3)?.attempts.map(\.verdict)
    #expect(rounds == ["low-score", "accepted"])
  }

  @Test("merging again changes nothing, also when it was cut off between publish and record")
  func again() throws {
    let head = try Head(["a cat", "a dog"])
    _ = try head.work(0)
    let job = try #require(try head.folder.history.show(row: 1)?.job)
    let name = JobName(slug: job.slug, key: job.key)
    let results = try head.shipment.results()
    guard case .whole(let record) = try results.check(name) else {
      Issue.record("not whole")
      return
    }
    // As far as a merge came that was cut off.
    _ = try Outbox.results(head.loop.spool).publish(
      name, claim: 0, schema: "nightloom.manifest/1", record, try results.files(name, record),
      now: 0)
    try head.shipment.close()
    head.merge()
    #expect(try head.states() == [.done, .done])
    let events = try head.folder.history.events(after: 0)
    let published = head.folder.names("outbox")
    head.merge()
    #expect(try head.folder.history.events(after: 0) == events)
    #expect(head.folder.names("outbox") == published)
    #expect(try head.folder.findings() == [])
  }

  @Test("what a closed shipment did not answer is ready again, with the reason")
  func missing() throws {
    let head = try Head(["a cat", "stub:no-answer"], chunk: 1)
    #expect(try head.work(1) == .init(failed: 1))
    head.merge()
    #expect(try head.states() == [.remote, .remote])
    try head.shipment.close()
    head.merge()
    #expect(try head.states() == [.ready, .ready])
    let jobs = try head.folder.jobs()
    #expect(jobs.map(\.failures) == [1, 1] && jobs.map(\.attempts) == [0, 0])
    #expect(try head.events(.note) == ["on host n1: no answer passed every rule"])
    let told = head.folder.told.lines.filter { $0.contains("ready again") }
    let id = head.sent.id
    #expect(
      told == [
        "\(jobs[0].folderName): ready again, shipment \(id) gave no result",
        "\(jobs[1].folderName): ready again, shipment \(id) gave no result"
          + " (on host n1: no answer passed every rule)",
      ])
  }

  @Test("a result of a job that was cancelled meanwhile is ignored, with an event")
  func late() throws {
    let head = try Head(["a cat"])
    _ = try head.loop.queue.sync { queue in try queue.cancel(row: 1, now: 5) }
    _ = try head.work(0)
    try head.shipment.close()
    head.merge()
    head.merge()
    #expect(try head.states() == [.cancelled] && head.folder.names("outbox") == [])
    #expect(
      try head.events(.lateResult) == ["a result of shipment \(head.sent.id) was ignored"])
  }

  @Test("results that are torn, or of another engine or key, are not taken")
  func foreign() throws {
    let head = try Head(["a cat", "a dog"])
    _ = try head.work(0)
    let results = head.shipment.path + "/results/"
    let names = try FileManager.default.contentsOfDirectory(atPath: results).sorted()
    try "torn".write(
      toFile: results + names[0] + "/rank.json", atomically: false, encoding: .utf8)
    try FileManager.default.removeItem(atPath: results + names[1])
    try FileManager.default.moveItem(
      atPath: results + names[0], toPath: results + names[1])
    try head.shipment.close()
    head.merge()
    #expect(try head.states() == [.ready, .ready] && head.folder.names("outbox") == [])
  }

  @Test("a shipment that was damaged on its way gives its jobs back")
  func damaged() throws {
    let head = try Head(["a cat"])
    _ = try head.work(0)
    try "{}".write(
      toFile: head.shipment.path + "/engine.json", atomically: false, encoding: .utf8)
    #expect(throws: DistributionError.self) { try head.work(0) }
    try head.shipment.close()
    head.merge()
    #expect(try head.states() == [.ready] && head.folder.names("outbox") == [])
  }

  @Test("a one-shot run takes home what came while no runner was at work")
  func once() throws {
    var head: Head? = try Head(["a cat", "a dog"])
    _ = try head?.work(0)
    try head?.shipment.close()
    let folder = try #require(head?.folder)
    head = nil
    let summary = try folder.once()
    #expect(summary.done == 2 && summary.attempts == 2 && summary.exitCode == 0)
    #expect(try folder.jobs().map(\.state) == [.done, .done])
    #expect(try folder.history.shipments() == [])
  }

  @Test("jobs whose shipment was never written are ready again")
  func unwritten() throws {
    let head = try Head(["a cat"])
    try FileManager.default.removeItem(atPath: head.shipment.path)
    head.merge()
    #expect(try head.states() == [.ready])
    #expect(try head.folder.jobs()[0].failures == 0)
  }
}
