import Foundation
import JSON
import JobStore
import TestSupport
import Testing

@testable import JobRunner

/// `kill -9` at random moments of runs of the real binary, with a stub for the model.
///
/// After every kill the run is started again. At the end every prompt has exactly one result, and
/// nothing is lost, doubled, torn or phantom.
@Suite("The runner under kill -9", .serialized)
struct KillFaultTests {
  private static let prompts = 20
  private static let killsPerSpool = 5

  @Test(
    "50 kills at random moments of runs of 20 prompts lose, double and tear nothing",
    .enabled(
      if: Binary.isBuilt,
      "skipped: .build/debug/nightloom is not there; 'swift build' makes it"))
  func kills() throws {
    var random = TestGenerator(state: 20_26)
    var tally = Tally()
    for number in 0..<10 {
      let folder = RunnerFolder()
      for prompt in 0..<Self.prompts {
        try folder.drop("p\(prompt).txt", "prompt \(prompt) of spool \(number)")
      }
      try torture(folder, &random, &tally, workers: number % 3 + 1)
      try check(folder, number)
    }
    print(
      "note: \(tally.kills) kills in \(tally.starts) starts;"
        + " \(tally.early) came before the first job ran, \(tally.late) after the end of a run")
    #expect(tally.kills >= 50)
  }

  private struct Tally {
    var kills = 0
    var starts = 0
    /// Kills before any job of that start was claimed.
    var early = 0
    /// Runs that ended before their kill: these are tried again.
    var late = 0
  }

  private func torture(
    _ folder: RunnerFolder, _ random: inout TestGenerator, _ tally: inout Tally, workers: Int
  ) throws {
    var kills = 0
    while kills < Self.killsPerSpool {
      let process = try start(folder, workers: workers)
      tally.starts += 1
      let claims = try? claimCount(folder)
      Thread.sleep(forTimeInterval: Double(Int.random(in: 30...450, using: &random)) / 1000)
      guard process.isRunning else {
        // All is done already: more prompts, so that the next kill meets work.
        process.waitUntilExit()
        tally.late += 1
        for extra in 0..<3 {
          try folder.drop("x\(tally.starts)-\(extra).txt", "extra \(tally.starts) \(extra)")
        }
        continue
      }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      kills += 1
      tally.kills += 1
      if let claims, claims == (try? claimCount(folder)) { tally.early += 1 }
    }
    // To the end, without a kill.
    let process = try start(folder, workers: workers)
    process.waitUntilExit()
    tally.starts += 1
  }

  private func start(_ folder: RunnerFolder, workers: Int) throws -> Process {
    try Binary.start("once", folder, delay: 40, ["--workers", "\(workers)", "--quiet"]).process
  }

  private func claimCount(_ folder: RunnerFolder) throws -> Int64 {
    try Connection(path: folder.path + "/state/queue.db", .readOnly)
      .integer("SELECT coalesce(sum(claim), 0) FROM job") ?? 0
  }

  /// Exactly one result for each prompt, whole and known to the queue.
  private func check(_ folder: RunnerFolder, _ number: Int) throws {
    #expect(try folder.findings() == [], "spool \(number)")
    #expect(folder.names("inbox").isEmpty, "spool \(number)")
    #expect(folder.names("hold").isEmpty, "spool \(number)")
    let jobs = try folder.jobs()
    #expect(jobs.allSatisfy { $0.state.hasEnded }, "spool \(number)")
    #expect(Set(jobs.map(\.identity)).count == jobs.count, "a prompt was accepted twice")
    for prompt in 0..<Self.prompts {
      let results = folder.names("outbox").filter { $0.hasPrefix("p\(prompt)-") }
      let graves = folder.names("dead").filter { $0.hasPrefix("p\(prompt)-") }
      #expect(results.count + graves.count == 1, "prompt \(prompt) of spool \(number)")
    }
    // A prompt that was hit by three kills running is given up, and only such a one.
    for job in jobs where job.state == .dead {
      #expect(job.reason == .poison && job.starts == JobQueue.startLimit)
    }
    let done = try folder.history.events(after: 0, limit: 10_000).filter { $0.to == .done }
    #expect(done.count == jobs.count { $0.state == .done })
  }
}
