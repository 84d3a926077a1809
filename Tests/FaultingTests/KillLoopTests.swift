import Faulting
import TestSupport
import Testing

@Suite("The runner under kill -9", .serialized)
struct KillLoopTests {
  private let runner = StubRunner.built("debug", root: repositoryRoot)

  @Test(
    "50 kills at random moments lose, double and tear nothing",
    .enabled(
      if: StubRunner.built("debug", root: repositoryRoot) != nil,
      "skipped: .build/debug/nightloom is not there; 'swift build' makes it"))
  func kills() throws {
    let report = KillLoop(try #require(runner), seed: 20_26).run(kills: 50)
    print("note: \(report.line)")
    #expect(report.findings == [])
    #expect(report["kills"] >= 50)
  }

  @Test(
    "a prompt that ends the process is given up after three starts, and the others finish",
    .enabled(
      if: StubRunner.built("debug", root: repositoryRoot) != nil,
      "skipped: .build/debug/nightloom is not there; 'swift build' makes it"))
  func poison() throws {
    #expect(KillLoop(try #require(runner), seed: 1).poison().findings == [])
  }

  @Test(
    "a cancel that was answered survives a kill before the next token",
    .enabled(
      if: StubRunner.built("debug", root: repositoryRoot) != nil,
      "skipped: .build/debug/nightloom is not there; 'swift build' makes it"))
  func cancels() throws {
    let report = KillLoop(try #require(runner), seed: 1).cancels(trials: 2)
    #expect(report.findings == [] && report["trials"] == 2)
  }
}
