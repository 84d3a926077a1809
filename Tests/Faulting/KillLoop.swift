import Foundation
import Glibc
import JSON
import JobRunner
import JobStore
import TestSupport

/// `kill -9` at random moments of runs of the real program, with a stub for the model.
///
/// Every spool gets prompts, a few of them while the program runs, and some kills: at random
/// moments, and in one spool of four ten in a row so early that most hit recovery. At last the
/// program runs to its end, and the checker judges.
public struct KillLoop: Sendable {
  private let runner: StubRunner
  private let seed: UInt64
  private let parent: String?

  /// Kills `runner`; spools are made below `parent`.
  public init(_ runner: StubRunner, seed: UInt64, in parent: String? = nil) {
    self.runner = runner
    self.seed = seed
    self.parent = parent
  }

  /// Makes at least `kills` kills, `lanes` spools at a time.
  public func run(kills: Int, lanes: Int = 4) -> HarnessReport {
    let started = Date()
    var report = lanesOf(HarnessReport("kill"), lanes, until: { $0["kills"] >= kills }) { number in
      spool(number)
    }
    report.seconds = Date().timeIntervalSince(started)
    return report
  }

  /// One spool from its first prompt to the checker.
  func spool(_ number: Int) -> HarnessReport {
    var report = HarnessReport("kill")
    var random = TestGenerator(state: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
    do {
      let folder = try ScratchFolder(in: parent)
      for prompt in 0..<12 { try folder.drop("p\(prompt).txt", "prompt \(prompt) of \(number)") }
      try folder.drop("blank.txt", " \n")
      report["spools"] = 1
      if number % 4 == 0 {
        try killEarly(folder, &random, &report)
      } else {
        try killAnywhere(folder, number, &random, &report)
      }
      let status = try runner.run(folder.path, ["--workers", "\(number % 3 + 1)"])
      report["starts"] += 1
      // 65: a request is dead for good, which the blank one is in the run that takes it.
      if status != 0, status != 65 {
        report.findings.append("spool \(number): the last run ended with \(status)")
      }
      report.add(try folder.audit(), at: "spool \(number), seed \(seed)")
    } catch {
      report.findings.append("spool \(number), seed \(seed): \(error)")
    }
    return report
  }

  private func killAnywhere(
    _ folder: ScratchFolder, _ number: Int, _ random: inout TestGenerator,
    _ report: inout HarnessReport
  ) throws {
    for round in 0..<10 {
      let process = try runner.start(
        folder.path, delay: Int.random(in: 0...30, using: &random),
        ["--workers", "\(number % 3 + 1)"])
      report["starts"] += 1
      pause(Int.random(in: 2...140, using: &random))
      try folder.drop("x\(round).txt", "extra \(round) of \(number)")
      pause(Int.random(in: 0...60, using: &random))
      kill(process, &report)
    }
  }

  /// One long run is cut off, then ten recoveries.
  private func killEarly(
    _ folder: ScratchFolder, _ random: inout TestGenerator, _ report: inout HarnessReport
  ) throws {
    let process = try runner.start(folder.path, delay: 20, ["--workers", "3"])
    report["starts"] += 1
    pause(Int.random(in: 60...200, using: &random))
    kill(process, &report)
    for _ in 0..<10 {
      let again = try runner.start(folder.path, delay: 20)
      report["starts"] += 1
      pause(Int.random(in: 5...35, using: &random))
      kill(again, &report)
      report["in recovery"] += 1
    }
  }

  /// A cancel that was answered holds although the process is killed right after the answer.
  public func cancels(trials: Int) -> HarnessReport {
    var report = HarnessReport("cancel")
    let started = Date()
    do {
      for trial in 0..<trials { try cancelled(trial, &report) }
    } catch {
      report.findings.append("cancel: \(error)")
    }
    report.seconds = Date().timeIntervalSince(started)
    return report
  }

  private func cancelled(_ trial: Int, _ report: inout HarnessReport) throws {
    let folder = try ScratchFolder(in: parent)
    try folder.drop("slow.txt", "a slow prompt")
    // A round of an hour: the next token never comes.
    let process = try runner.start(folder.path, "run", delay: 3_600_000)
    defer { if process.isRunning { kill(process, &report) } }
    let client = ControlClient(path: folder.path + "/state/control.sock")
    var key: String?
    for _ in 0..<400 where key == nil {
      pause(25)
      key = try? Connection(path: folder.path + "/state/queue.db", .readOnly)
        .word("SELECT key FROM job WHERE state = 'running'")
    }
    guard let key else {
      report.findings.append("cancel \(trial): the job did not begin")
      return
    }
    let answer = try client.ask(.cancel(keys: [key]))
    kill(process, &report)
    let outcome = answer["jobs"]?[0]?["outcome"]?.string ?? ""
    _ = try runner.run(folder.path)
    let state = try Connection(path: folder.path + "/state/queue.db", .readOnly)
      .word("SELECT state FROM job")
    report["trials"] += 1
    if outcome != "stopping" || state != "cancelled" {
      report.findings.append(
        "cancel \(trial): answered \(outcome), then it was \(state ?? "gone")")
    }
    report.add(try folder.audit(), at: "cancel \(trial)")
  }

  /// A prompt that ends the process whenever it runs: dead as poison after three starts, and
  /// the others finish.
  public func poison() -> HarnessReport {
    var report = HarnessReport("poison")
    let started = Date()
    do {
      let folder = try ScratchFolder(in: parent)
      try folder.drop("a.txt", "stub:abort")
      for number in 0..<4 { try folder.drop("b\(number).txt", "prompt \(number)") }
      var crashes = 0
      while try runner.run(folder.path, ["--workers", "2"]) == 134, crashes < 10 { crashes += 1 }
      report["crashes"] = crashes
      let audit = try folder.audit()
      report.add(audit, at: "poison")
      if crashes != JobQueue.startLimit || audit.dead != 1 || audit.results != 4 {
        report.findings.append(
          "poison: \(crashes) crashes, \(audit.dead) dead, \(audit.results) results")
      }
    } catch {
      report.findings.append("poison: \(error)")
    }
    report.seconds = Date().timeIntervalSince(started)
    return report
  }

  private func pause(_ milliseconds: Int) { usleep(UInt32(milliseconds) * 1000) }

  private func kill(_ process: Process, _ report: inout HarnessReport) {
    if process.isRunning {
      Glibc.kill(process.processIdentifier, SIGKILL)
      report["kills"] += 1
    } else {
      report["late"] += 1
    }
    process.waitUntilExit()
  }
}
