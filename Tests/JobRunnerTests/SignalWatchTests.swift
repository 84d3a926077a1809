import Foundation
import JobStore
import Testing

@testable import JobRunner

/// On the real binary: signals belong to a whole process.
@Suite(
  "SignalWatch",
  .enabled(
    if: Binary.isBuilt, "skipped: .build/debug/nightloom is not there; 'swift build' makes it"))
struct SignalWatchTests {
  @Test("the first SIGTERM drains with exit code 0 and a summary, SIGHUP goes on")
  func drains() throws {
    let folder = RunnerFolder()
    try folder.drop("a.txt", "a cat")
    try folder.drop("b.txt", "a dog")
    let run = try Binary.start("run", folder, delay: 3000)
    Binary.wait { (try? folder.history.status().count(.running)) == 1 }
    kill(run.process.processIdentifier, SIGHUP)
    kill(run.process.processIdentifier, SIGTERM)
    run.process.waitUntilExit()
    #expect(run.process.terminationStatus == 0)
    #expect(Binary.text(run.output).hasPrefix("nightloom run: jobs=2 done=1 low=0 dead=0"))
    #expect(try folder.jobs().map(\.state) == [.done, .ready])
    #expect(try folder.jobs().map(\.starts) == [1, 0])
    #expect(try folder.findings() == [])
  }

  @Test("the second one leaves at once, and recovery needs no hand")
  func leaves() throws {
    let folder = RunnerFolder()
    try folder.drop("a.txt", "a cat")
    let run = try Binary.start("run", folder, delay: 60_000)
    Binary.wait { (try? folder.history.status().count(.running)) == 1 }
    kill(run.process.processIdentifier, SIGTERM)
    Thread.sleep(forTimeInterval: 0.2)
    kill(run.process.processIdentifier, SIGTERM)
    run.process.waitUntilExit()
    #expect(run.process.terminationStatus == 143)
    #expect(try folder.once().done == 1)
    #expect(try folder.findings() == [])
  }

  @Test("a second runner exits with 75 and names the process of the first")
  func locked() throws {
    let folder = RunnerFolder()
    let first = try Binary.start("run", folder, delay: 0)
    Binary.wait { folder.names("state").contains("live.json") }
    let second = try Binary.start("once", folder, delay: 0)
    second.process.waitUntilExit()
    #expect(second.process.terminationStatus == 75)
    let process = first.process.processIdentifier
    #expect(
      Binary.text(second.errors)
        == "nightloom: error: another runner works on \(folder.path) (process \(process))\n"
        + "hint: wait for its end, or end it with 'kill \(process)'; it finishes its job first\n")
    kill(process, SIGINT)
    first.process.waitUntilExit()
    #expect(first.process.terminationStatus == 0)
  }
}
