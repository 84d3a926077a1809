import Foundation
import JSON
import TestSupport
import Testing

/// The program's commands that look into a spool, over one small run with the stub model.
@Suite(.enabled(if: Nightloom.isBuilt, "swift build makes .build/debug/nightloom first"))
struct MetricsTests {
  @Test func `metrics prints counters after a run, and nothing about the prompts`() throws {
    let spool = try WorkedSpool()
    defer { spool.remove() }
    let result = try Nightloom.run("metrics", "--spool", spool.path)
    #expect(result.status == 0 && result.errors == "")
    #expect(result.output.contains("nightloom_up 0\n"))
    #expect(result.output.contains("nightloom_jobs{state=\"done\"} 1\n"))
    #expect(!result.output.contains("fox"))
    let json = try JSONValue.parse(
      Array(try Nightloom.run("metrics", "--json", "--spool", spool.path).output.utf8))
    #expect(json["schema"] == "nightloom.metrics/1")
  }

  @Test func `metrics says when there is no queue`() throws {
    let result = try Nightloom.run("metrics", "--spool", "/nonexistent")
    #expect(result.status == 66 && result.output == "")
    #expect(
      result.errors.hasPrefix(
        "nightloom: error: there is no queue at /nonexistent/state/queue.db yet\n"))
  }
}

/// A spool with one done and one dead job.
struct WorkedSpool {
  let path: String
  let configuration: String
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    path = scratch.path("spool")
    let model = repositoryRoot.appendingPathComponent("Config/Models/nightloom.gguf").path
    configuration = try scratch.write(
      "min_free = 0\nsettle = 100 ms\nmodel = \(model)\n", to: "test.conf")
    let good = try scratch.write("a fox & <b>friends</b>", to: "fox.txt")
    let bad = try scratch.write("stub:no-answer", to: "bad.txt")
    for file in [good, bad] {
      _ = try Nightloom.run("submit", file, "--spool", path, "--config", configuration)
    }
    _ = try Nightloom.run(
      "once", "--stub-model", "--quiet", "--spool", path, "--config", configuration)
  }

  func remove() { scratch.remove() }
}
