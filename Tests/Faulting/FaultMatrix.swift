import Foundation
import Glibc
import JSON
import JobStore
import TestSupport

/// Rows of the fault matrix that need the real program and a real file system.
public struct FaultMatrix: Sendable {
  let runner: StubRunner

  /// Judges `runner`.
  public init(_ runner: StubRunner) { self.runner = runner }

  /// All rows that can be had here, each fault `trials` times at most; those that cannot say why.
  ///
  /// The short form takes what a commit has time for.
  public func run(trials: Int = 10, isShort: Bool = false) -> [HarnessReport] {
    (isShort ? [] : folderRows(trials)) + processRows(trials, isShort: isShort)
      + storeRows(trials, isShort: isShort) + dropRows(trials, isShort: isShort)
      + clockRows(trials)
  }

  private func folderRows(_ trials: Int) -> [HarnessReport] {
    [
      row("row 6: no space", root: true) { try noSpace(&$0) },
      row("row 7: few descriptors") { try fewDescriptors(&$0) },
      row("row 9: outbox read-only", root: true) { try readOnlyOutbox(&$0) },
      LinkSwap().run(),
      row("row 26: SIGTERM under load") { report in
        for number in 0..<trials { try terminated(number, &report) }
      },
      row("row 28: folders taken away") { report in
        for name in ["inbox", "outbox", "dead", "hold", "state"] { try taken(name, &report) }
      },
      row("row 35: inbox immutable", root: true) { try immutableInbox(&$0) },
      row("row 36: a user's folders in outbox") { try foreignFolders(&$0) },
    ]
  }

  func row(
    _ name: String, root: Bool = false, _ body: (inout HarnessReport) throws -> Void
  ) -> HarnessReport {
    var report = HarnessReport(name)
    let started = Date()
    if root, geteuid() != 0 {
      report.skipped = "needs root"
      return report
    }
    do {
      try body(&report)
    } catch {
      report.findings.append("\(error)")
    }
    report.seconds = Date().timeIntervalSince(started)
    return report
  }

  // MARK: - What rows share

  func filled(_ count: Int) throws -> ScratchFolder {
    let folder = try ScratchFolder()
    for number in 0..<count { try folder.drop("p\(number).txt", "prompt \(number)") }
    return folder
  }

  /// Waits until a condition holds; whether it came true in time.
  func wait(seconds: Double, _ condition: () throws -> Bool) rethrows -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      if try condition() { return true }
      usleep(50_000)
    }
    return false
  }

  func waiting(_ folder: ScratchFolder) -> String? {
    let live = FileManager.default.contents(atPath: folder.path + "/state/live.json")
    return live.flatMap { try? JSONValue.parse(Array($0)) }?["waits"]?["reason"]?.string
  }

  func states(_ folder: ScratchFolder) throws -> [String] {
    try Connection(path: folder.path + "/state/queue.db", .readOnly)
      .rows("SELECT state FROM job ORDER BY row") { (row) throws(SQLiteError) in row.text(0) ?? "" }
  }

  func areDone(_ folder: ScratchFolder, _ count: Int) -> Bool {
    (try? states(folder))?.count { $0 == "done" } == count
  }

  func end(_ process: Process) {
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
  }

  /// Runs over a hindered folder: it has to be told, and over within ten seconds of its end.
  private func hindered(
    _ folder: ScratchFolder, _ count: Int, _ reason: String, _ report: inout HarnessReport,
    until mend: () throws -> Void
  ) throws {
    let process = try runner.start(folder.path, "run")
    defer { end(process) }
    let isTold = wait(seconds: 15) { waiting(folder) == reason || !process.isRunning }
    if !isTold || !process.isRunning {
      report.findings.append(
        "\(report.name): told \(waiting(folder) ?? "nothing"), not \(reason);"
          + " running: \(process.isRunning)")
    }
    try mend()
    let mended = Date()
    if wait(seconds: 20, { areDone(folder, count) }) {
      report["ms to go on"] = Int(Date().timeIntervalSince(mended) * 1000)
    }
    if !areDone(folder, count) || report["ms to go on"] > 10_000 {
      report.findings.append("\(report.name): not done 10 s after it was mended")
    }
    end(process)
    report.add(try folder.audit(), at: report.name)
  }

  // MARK: - Rows

  private func noSpace(_ report: inout HarnessReport) throws {
    let folder = try filled(3)
    let outbox = folder.path + "/outbox"
    try command("mount", "-t", "tmpfs", "-o", "size=256k,mode=750", "tmpfs", outbox)
    defer { _ = try? command("umount", "-l", outbox) }
    let filler = outbox + "/.filler"
    _ = FileManager.default.createFile(atPath: filler, contents: Data(count: 256 << 10))
    try hindered(folder, 3, "disk", &report) { try FileManager.default.removeItem(atPath: filler) }
  }

  private func fewDescriptors(_ report: inout HarnessReport) throws {
    for limit in stride(from: 8, through: 40, by: 4) {
      let folder = try filled(6)
      var limited = runner
      limited.wrapper = ["/usr/bin/env", "bash", "-c", "ulimit -n \(limit); exec \"$@\"", "_"]
      let process = try limited.start(folder.path)
      if !wait(seconds: 40, { !process.isRunning }) {
        report.findings.append("row 7: with \(limit) descriptors it did not end in 40 s")
      }
      end(process)
      if process.terminationReason != .exit {
        report.findings.append("row 7: with \(limit) descriptors it ended by a signal")
      }
      _ = try runner.run(folder.path)
      report["limits"] += 1
      report.add(try folder.audit(), at: "row 7, \(limit) descriptors")
    }
  }

  private func readOnlyOutbox(_ report: inout HarnessReport) throws {
    let folder = try filled(2)
    let outbox = folder.path + "/outbox"
    try command("mount", "--bind", outbox, outbox)
    defer { _ = try? command("umount", "-l", outbox) }
    try command("mount", "-o", "remount,ro,bind", outbox)
    try hindered(folder, 2, "outbox-unwritable", &report) {
      try command("mount", "-o", "remount,rw,bind", outbox)
    }
    let claims = try Connection(path: folder.path + "/state/queue.db", .readOnly)
      .integer("SELECT max(claim) FROM job")
    if claims != 1 { report.findings.append("row 9: a result was made anew") }
  }

  private func terminated(_ number: Int, _ report: inout HarnessReport) throws {
    var random = TestGenerator(state: UInt64(number))
    let folder = try filled(6)
    let process = try runner.start(folder.path, "run", delay: 200, ["--workers", "2"])
    usleep(UInt32.random(in: 100_000...700_000, using: &random))
    process.terminate()
    let isTwice = number % 2 == 1
    if isTwice {
      usleep(30_000)
      process.terminate()
    }
    let isOver = wait(seconds: 5) { !process.isRunning }
    process.waitUntilExit()
    report["trials"] += 1
    let status = process.terminationStatus
    if !isOver || process.terminationReason != .exit
      || !(isTwice ? [0, 143] : [0]).contains(status)
    {
      report.findings.append("row 26: exit \(status), over: \(isOver), twice: \(isTwice)")
    }
    let raised = try Connection(path: folder.path + "/state/queue.db", .readOnly).integer(
      "SELECT count(*) FROM job WHERE state IN ('ready', 'running') AND failures > 0"
        + (isTwice ? "" : " OR state = 'running' OR (state = 'ready' AND starts > 0)"))
    if raised != 0 { report.findings.append("row 26: counters of \(raised ?? 0) jobs were raised") }
    _ = try runner.run(folder.path)
    report.add(try folder.audit(), at: "row 26, trial \(number)")
  }

  /// A folder is renamed away and made anew under the running program.
  private func taken(_ name: String, _ report: inout HarnessReport) throws {
    let folder = try filled(1)
    let process = try runner.start(folder.path, "run")
    defer { end(process) }
    _ = wait(seconds: 10) { areDone(folder, 1) }
    let place = folder.path + "/" + name
    try FileManager.default.moveItem(atPath: place, toPath: place + ".away")
    usleep(300_000)
    if name != "state" { _ = try folder.spool() }
    try folder.drop("after.txt", "a wish after that")
    let isSeen = wait(seconds: 8) { areDone(folder, 2) || !process.isRunning }
    report["trials"] += 1
    if !process.isRunning, process.terminationReason != .exit {
      report.findings.append("row 28: \(name) taken away: ended by a signal")
    }
    if !isSeen {
      report.findings.append("row 28: \(name) taken away: neither seen nor ended within 8 s")
    }
    end(process)
    if ["inbox", "hold"].contains(name) {
      _ = try runner.run(folder.path)
      report.add(try folder.audit(), at: "row 28, \(name)")
    }
  }

  private func immutableInbox(_ report: inout HarnessReport) throws {
    let folder = try filled(2)
    let inbox = folder.path + "/inbox"
    do {
      try command("chattr", "+i", inbox)
    } catch {
      report.skipped = "chattr +i is not supported here"
      return
    }
    defer { _ = try? command("chattr", "-i", inbox) }
    for _ in 0..<2 { _ = try runner.run(folder.path) }
    let jobs = try states(folder)
    if jobs != ["done", "done"] { report.findings.append("row 35: the jobs are \(jobs)") }
    let told = try Connection(path: folder.path + "/state/queue.db", .readOnly)
      .integer("SELECT count(*) FROM source WHERE unlink_state = 'pending' AND unlink_error <> ''")
    if told != 2 { report.findings.append("row 35: \(told ?? 0) of 2 files are reported") }
    try command("chattr", "-i", inbox)
    _ = try runner.run(folder.path)
    report.add(try folder.audit(), at: "row 35")
  }

  private func foreignFolders(_ report: inout HarnessReport) throws {
    // The name of a result derives from name and words, so another spool tells it beforehand.
    let oracle = try filled(3)
    _ = try runner.run(oracle.path)
    let names = try FileManager.default.contentsOfDirectory(atPath: oracle.path + "/outbox")
      .sorted()
    let folder = try filled(3)
    let outbox = folder.path + "/outbox/"
    let files = FileManager.default
    try files.createDirectory(atPath: outbox + names[0], withIntermediateDirectories: false)
    try files.createDirectory(atPath: outbox + names[1], withIntermediateDirectories: false)
    try Data("mine".utf8).write(to: URL(fileURLWithPath: outbox + names[1] + "/notes.txt"))
    try Data("mine".utf8).write(to: URL(fileURLWithPath: outbox + names[2]))
    _ = try runner.run(folder.path)
    report.add(try folder.audit(), at: "row 36")
    let held = try files.contentsOfDirectory(atPath: folder.path + "/hold")
    if held.count(where: { !$0.hasSuffix(".reason.json") }) != 2 {
      report.findings.append("row 36: of two foreign things, hold/ has \(held)")
    }
    // A done job whose folder its user took away is never made again.
    try files.removeItem(atPath: outbox + names[0])
    _ = try runner.run(folder.path)
    if files.fileExists(atPath: outbox + names[0]) {
      report.findings.append("row 36: a result that its user removed was made again")
    }
    report["trials"] = 1
  }
}

extension StubRunner {
  /// Runs `once` to its end; its status and what it wrote to standard error.
  func complaint(_ spool: String) throws -> (status: Int32, text: String) {
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(fileURLWithPath: binary)
    process.arguments = ["once", "--config", spool + ".conf", "--spool", spool, "--stub-model"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let text = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }
}
