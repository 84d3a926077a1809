import Foundation
import Glibc
import Synchronization

/// H5: calls of the system fail under the real program, one a run.
///
/// A first run under `strace` counts which calls of each thread touch the spool. Then, for each of
/// them, the n-th call of every thread fails once. The program may then end as a failure, but not
/// by a signal and not too late; a second run without faults ends the work, and the checker judges.
public struct SystemCallSweep: Sendable {
  private let runner: StubRunner

  /// One kind of fault.
  struct Fault: Sendable {
    let call: String
    let error: String
    let number: Int
  }

  private static let kinds: [(call: String, errors: [String])] = [
    ("fsync", ["EIO", "ENOSPC"]), ("fdatasync", ["EIO", "ENOSPC"]),
    ("pwrite64", ["EIO", "ENOSPC"]), ("write", ["EIO", "ENOSPC"]),
    ("openat", ["EMFILE", "EIO", "EACCES"]), ("renameat", ["EIO", "ENOSPC", "EROFS"]),
    ("renameat2", ["EIO", "ENOSPC"]), ("unlinkat", ["EIO", "EROFS"]),
    ("mkdirat", ["ENOSPC", "EIO"]), ("ftruncate", ["EIO"]), ("fchmod", ["EIO"]),
    ("getdents64", ["EIO"]), ("newfstatat", ["EIO"]), ("flock", ["EIO"]),
  ]

  /// Lets calls of `runner` fail.
  public init(_ runner: StubRunner) { self.runner = runner }

  /// Why nothing can be traced here, or `nil`.
  public static var obstacle: String? {
    (try? command("strace", "-o", "/dev/null", "true")) == nil ? "strace cannot be used" : nil
  }

  /// Lets every `stride`-th call fail.
  ///
  /// - Parameters:
  ///   - stride: 1 for all.
  ///   - lanes: How many runs at a time.
  ///   - name: What the report is called.
  ///   - isMeant: Which calls with which error, all when nothing is said.
  /// - Returns: What was done and found.
  public func run(
    stride: Int = 1, lanes: Int = 4, name: String = "calls",
    _ isMeant: (_ call: String, _ error: String) -> Bool = { _, _ in true }
  ) -> HarnessReport {
    let started = Date()
    var report = HarnessReport(name)
    if let obstacle = Self.obstacle {
      report.skipped = obstacle
      return report
    }
    do {
      let all = try faults().filter { isMeant($0.call, $0.error) }
      let chosen = Array(
        all.enumerated().filter { $0.offset % stride == stride / 2 }.map(\.element))
      report = lanesOf(report, lanes, until: { $0["started"] >= chosen.count }) { number in
        number <= chosen.count ? part(chosen[number - 1]) : HarnessReport("calls").started()
      }
      report["started"] = chosen.count
      report.notes = ["of \(all.count) pairs of call and error, every \(stride). was made to fail"]
    } catch {
      report.findings.append("\(error)")
    }
    report.seconds = Date().timeIntervalSince(started)
    return report
  }

  private func part(_ fault: Fault) -> HarnessReport {
    var report = HarnessReport("calls").started()
    let place = "\(fault.call):\(fault.error)@\(fault.number)"
    do {
      let folder = try filled()
      var traced = runner
      traced.wrapper = [
        "/usr/bin/env", "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(fault.call)", "-e",
        "inject=\(fault.call):error=\(fault.error):when=\(fault.number)",
      ]
      let process = try traced.start(folder.path)
      for _ in 0..<600 where process.isRunning { usleep(100_000) }
      if process.isRunning {
        report.findings.append("\(place): the program did not end within 60 s")
        Glibc.kill(process.processIdentifier, SIGKILL)
      }
      process.waitUntilExit()
      if process.terminationReason != .exit || process.terminationStatus >= 128 {
        report.findings.append("\(place): ended by signal \(process.terminationStatus)")
      }
      if process.terminationStatus != 65 { report["noticed"] += 1 }
      let status = try runner.run(folder.path)
      if status != 0, status != 65 {
        report.findings.append("\(place): the run after it ended with \(status)")
      }
      report.add(try folder.audit(), at: place)
    } catch {
      report.findings.append("\(place): \(error)")
    }
    return report
  }

  private func filled() throws -> ScratchFolder {
    let folder = try ScratchFolder()
    try folder.drop("good.txt", "a good wish")
    try folder.drop("none.txt", "a wish stub:no-answer")
    try folder.drop("blank.txt", " \n")
    return folder
  }

  /// The n-th calls of threads that touch the spool, from a run that only looks.
  private func faults() throws -> [Fault] {
    let folder = try filled()
    let log = folder.path + ".log"
    var traced = runner
    traced.wrapper = [
      "/usr/bin/env", "strace", "-f", "-qq", "-y", "-o", log, "-e",
      "trace=" + Self.kinds.map(\.call).joined(separator: ","),
    ]
    let status = try traced.run(folder.path)
    guard status == 65 else {
      throw CommandFailed(words: "strace of the program", complaint: "ended with \(status)")
    }
    var counts: [String: Int] = [:]
    var numbers: [String: Set<Int>] = [:]
    for line in try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
      guard words.count == 2, let end = words[1].firstIndex(of: "(") else { continue }
      let call = String(words[1][..<end].drop { $0 == " " })
      counts["\(words[0]) \(call)", default: 0] += 1
      guard line.contains(folder.path) else { continue }
      numbers[call, default: []].insert(counts["\(words[0]) \(call)"] ?? 0)
    }
    return Self.kinds.flatMap { kind in
      (numbers[kind.call] ?? []).sorted().flatMap { number in
        kind.errors.map { Fault(call: kind.call, error: $0, number: number) }
      }
    }
  }
}

extension HarnessReport {
  /// With one run started.
  fileprivate func started() -> HarnessReport {
    var report = self
    report["started"] += 1
    return report
  }
}
