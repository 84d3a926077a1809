import Foundation
import JSON
import Testing

@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct DispatchTests {
  /// A paused runner with jobs that wait.
  private func head(_ jobs: Int) throws -> RunningSpool {
    let spool = try RunningSpool()
    try spool.start("run", delay: 0)
    _ = try spool.call(["pause"])
    try spool.drop((0..<jobs).map { "job\($0)" })
    spool.wait { spool.jobs("ready").count == jobs }
    return spool
  }

  @Test func `dispatch --engine local runs parts as children and brings results home`() throws {
    let spool = try head(5)
    let call = try spool.call([
      "dispatch", "--engine", "local", "--stub-model", "--jobs", "4", "--chunk", "2", "--json",
      "--parallel", "2",
    ])
    #expect(call.status == 0)
    let data = try JSONValue.parse(call.output)["data"]
    #expect(data?["jobs"] == 4 && data?["chunks"] == 2 && data?["left"] == 0)
    #expect(spool.jobs("ready").count == 1 && spool.names("outbox").count == 4)
    _ = try spool.call(["resume"])
    spool.wait { spool.names("outbox").count == 5 }
    #expect(try spool.stop() == 0)
    #expect(spool.ended().count == 5)
  }

  @Test func `What gives no result is in the queue again, and the call says so`() throws {
    let spool = try RunningSpool()
    try spool.start("run", delay: 0)
    _ = try spool.call(["pause"])
    try spool.drop(["bad"], text: "stub:no-answer")
    spool.wait { !spool.jobs("ready").isEmpty }
    let call = try spool.call(["dispatch", "--engine", "local", "--stub-model"])
    #expect(call.status == 75)
    #expect(
      call.output.hasPrefix("0 of 1 jobs of shipment ")
        && call.output.hasSuffix(" are done; the others are in the queue again\n"))
    #expect(spool.jobs("ready").count == 1)
    _ = try spool.stop()
  }

  @Test func `A host with another engine ends with 78 and writes nothing`() throws {
    let spool = try head(1)
    let call = try spool.call(["dispatch", "--engine", "local", "--config", spool.configuration])
    // Without --stub-model the parts find no model beside the test's configuration.
    #expect(call.status == 75)
    #expect(call.errors.contains("part 0 ended with 78: "))
    #expect(spool.jobs("ready").count == 1 && spool.names("outbox").isEmpty)
    let shipments = spool.names("state/shipments")
    let path = "\(spool.path)/state/shipments/\(shipments.first ?? "none")"
    let engine = path + "/engine.json"
    try String(contentsOfFile: engine, encoding: .utf8).replacing("stub", with: "stab")
      .write(toFile: engine, atomically: false, encoding: .utf8)
    let chunk = try Nightloom.run(
      "chunk", "--shipment", path, "--index", "0", "--stub-model", "--json")
    #expect(chunk.status == 78)
    let error = try JSONValue.parse(chunk.errors)["error"]
    #expect(
      error?["message"]
        == .string("the shipment \(path) is damaged: a file differs from its digest in SHA256"))
    #expect(spool.names("state/shipments/\(shipments.first ?? "none")/results") == [])
    _ = try spool.stop()
  }

  @Test func `A shipment is launched again or taken back by its id`() throws {
    let spool = try head(2)
    let first = try spool.call(["dispatch", "--engine", "slurm", "--stub-model"])
    let id = try #require(spool.names("state/shipments").first)
    #expect(first.status == 69)
    let errors = first.errors.split(separator: "\n").map(String.init)
    #expect(
      errors.dropFirst().first?.hasPrefix(
        "nightloom: error: shipment \(id) is written, but not launched: ") == true)
    #expect(
      errors.last == "hint: nightloom dispatch --engine slurm --resume \(id) tries again,"
        + " --take-back \(id) ends it")
    #expect(spool.jobs("remote").count == 2)
    let shown = spool.status["shipments"]?.array?.first
    #expect(shown?["id"] == .string(id) && shown?["jobs"] == 2 && shown?["closed"] == false)
    #expect(
      try spool.call(["status"]).output.contains(
        "\nshipment \(id): 0 of 2 results, no task has told anything yet\n"))
    let again = try spool.call(["dispatch", "--engine", "local", "--resume", id, "--stub-model"])
    #expect(again.status == 0 && again.output == "2 of 2 jobs of shipment \(id) are done\n")
    let over = try spool.call(["dispatch", "--take-back", id])
    #expect(over.status == 66)
    #expect(
      over.errors == "nightloom: error: shipment \(id) is over: its results are in the outbox\n")

    try spool.drop(["more"])
    spool.wait { !spool.jobs("ready").isEmpty }
    _ = try spool.call(["dispatch", "--engine", "slurm", "--stub-model"])
    let other = try #require(spool.names("state/shipments").first { $0 != id })
    let back = try spool.call(["dispatch", "--take-back", other])
    #expect(back.status == 0)
    #expect(
      back.output == "shipment \(other) is over: what had no result is in the queue again\n")
    #expect(spool.jobs("ready").count == 1)
    _ = try spool.stop()
  }

  @Test func `Without a runner, or with odd words, nothing is sent`() throws {
    let spool = try RunningSpool()
    let alone = try spool.call(["dispatch", "--engine", "local"])
    #expect(alone.status == 69)
    for (words, message) in [
      ([], "say --engine slurm or --engine local, or --take-back ID"),
      (["--engine", "ray"], "--engine wants slurm or local, not 'ray'"),
    ] {
      let call = try spool.call(["dispatch"] + words)
      #expect(call.status == 64 && call.errors.hasPrefix("nightloom: error: \(message)\n"))
    }
    let lost = try Nightloom.run("chunk", "--shipment", "/nonexistent/x", "--index", "0")
    #expect(lost.status == 66)
  }
}
