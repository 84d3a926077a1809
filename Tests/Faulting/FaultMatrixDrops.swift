import Foundation
import Glibc
import JSON
import JobStore
import TestSupport

/// Rows about what producers do in the inbox.
extension FaultMatrix {
  func dropRows(_ trials: Int, isShort: Bool) -> [HarnessReport] {
    [
      row("row 13: many files at once") { report in
        try manyFiles(isShort ? 1_000 : 100_000, &report)
        if trials >= 1_000 {
          try manyFiles(1_000_000, &report)
        } else {
          report.notes.append("1,000,000 files: not run, --rounds 1000 does")
        }
      },
      row("row 14: files change while they are read") { try changing(trials * 10, &$0) },
      row("row 15: producers die half-way") { try halfWritten(trials, &$0) },
      row("row 21: dropped again") { try droppedAgain(trials * 5, &$0) },
      row("row 31: answers against the policy") { try againstPolicy(trials, &$0) },
      row("row 37: a file of another user", root: true) { try unreadable(min(trials, 20), &$0) },
      row("row 38: equal names of other bytes") { try twins(trials, &$0) },
    ]
  }

  private func settling(_ folder: ScratchFolder, _ time: String) throws {
    try Data("min_free = 0\nsettle = \(time)\n".utf8)
      .write(to: URL(fileURLWithPath: folder.path + ".conf"))
  }

  private func jobs(_ folder: ScratchFolder) throws -> [AuditedJob] {
    try AuditedJob.all(try Connection(path: folder.path + "/state/queue.db", .readOnly))
  }

  // MARK: - Row 13

  private func manyFiles(_ count: Int, _ report: inout HarnessReport) throws {
    let folder = try ScratchFolder()
    let empty = try peak(folder).memory
    for number in 0..<count {
      let file = open(folder.path + "/inbox/f\(number).txt", O_CREAT | O_WRONLY, 0o640)
      let text = Array("wish \(number)".utf8)
      _ = write(file, text, text.count)
      close(file)
    }
    // The last ones come to rest: this run looks once.
    usleep(500_000)
    let found = try peak(folder)
    let rows = try states(folder).count
    report["files"] += count
    report["ms"] = found.milliseconds
    report["KiB more"] = (found.memory - empty) / 1024
    report["ms of status at most"] = found.status
    let limit = count <= 100_000 ? 30_000 : 300_000
    if rows != count || found.milliseconds > limit || found.memory - empty > 200 << 20 {
      report.findings.append(
        "row 13: \(rows) of \(count) files in \(found.milliseconds) ms,"
          + " memory +\(report["KiB more"]) KiB")
    }
  }

  /// Takes all files in, and nothing more.
  private func peak(
    _ folder: ScratchFolder
  ) throws -> (milliseconds: Int, memory: Int, status: Int) {
    let started = Date()
    let process = try runner.start(folder.path, "once", ["--max-jobs", "0"])
    var (memory, status, next) = (0, 0, 0)
    while process.isRunning {
      memory = max(memory, Self.memory(process))
      usleep(20_000)
      next += 1
      guard next % 50 == 0 else { continue }
      let asked = Date()
      // There is nothing to read before the queue is made.
      guard (try? command(runner.binary, "status", "--json", "--spool", folder.path)) != nil else {
        continue
      }
      status = max(status, Int(Date().timeIntervalSince(asked) * 1000))
    }
    process.waitUntilExit()
    return (Int(Date().timeIntervalSince(started) * 1000), memory, status)
  }

  // MARK: - Row 14

  /// Files are rewritten in place, one write a version, while the runner reads them; one more grows
  /// byte by byte meanwhile.
  private func changing(_ count: Int, _ report: inout HarnessReport) throws {
    let folder = try ScratchFolder()
    try settling(folder, "1 s")
    let process = try runner.start(folder.path, "run", ["--workers", "2"])
    defer { end(process) }
    _ = wait(seconds: 10) {
      FileManager.default.fileExists(atPath: folder.path + "/state/live.json")
    }
    let slow = open(folder.path + "/inbox/slow.txt", O_CREAT | O_WRONLY, 0o640)
    defer { close(slow) }
    var slowText: [UInt8] = []
    func grow() {
      slowText.append(UInt8(0x61 + slowText.count % 26))
      _ = write(slow, [slowText[slowText.count - 1]], 1)
    }
    for number in 0..<count {
      if number % 10 == 0 { grow() }
      rewrite(folder.path + "/inbox/r\(number).txt", number)
    }
    report["versions"] = count * Self.versions
    let isSeen = wait(seconds: 30) {
      grow()
      let found = (try? jobs(folder)) ?? []
      return Set(found.filter { $0.state == "done" }.map(\.source)).count >= count
    }
    if !isSeen { report.findings.append("row 14: the others waited for the slow writer") }
    if (try jobs(folder)).contains(where: { $0.source == "slow.txt" }) {
      report.findings.append("row 14: a file was taken that grew all the time")
    }
    let last = wait(seconds: 20) {
      ((try? jobs(folder)) ?? []).contains { $0.source == "slow.txt" && $0.state == "done" }
    }
    end(process)
    for job in try jobs(folder) where !isWhole(job, String(decoding: slowText, as: UTF8.self)) {
      report.findings.append("row 14: \(job.source) was read as a mixture")
    }
    if !last { report.findings.append("row 14: the slow file was not taken when it was done") }
    report["files"] = count + 1
    report.add(
      try SpoolAudit(path: folder.path, dropped: [], isFinished: true), at: "row 14")
  }

  private static let versions = 8

  private func version(_ file: Int, _ number: Int) -> String {
    "\(file) \(number) " + String(repeating: String(number), count: 11_900)
  }

  private func rewrite(_ path: String, _ number: Int) {
    var file = open(path, O_CREAT | O_WRONLY, 0o640)
    for next in 0..<Self.versions {
      let text = Array(version(number, next).utf8)
      _ = pwrite(file, text, text.count, 0)
      guard next == 0 else { continue }
      // The end of a writer is told, and the next one is at work before the file is read.
      close(file)
      file = open(path, O_WRONLY)
    }
    if file >= 0 { close(file) }
  }

  private func isWhole(_ job: AuditedJob, _ slow: String) -> Bool {
    guard job.source != "slow.txt" else { return job.original == slow }
    let number = Int(job.source.dropFirst().prefix { $0 != "." }) ?? -1
    return (0..<Self.versions).contains { version(number, $0) == job.original }
  }

  // MARK: - Row 15

  /// Half a file of a dead producer, and of one that hangs with the file open.
  private func halfWritten(_ count: Int, _ report: inout HarnessReport) throws {
    let folder = try ScratchFolder()
    for number in 0..<count {
      let producer = Process()
      producer.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      producer.arguments = [
        "bash", "-c", "printf 'half of %s' \"$1\" >\"$2\"; kill -9 $$", "_", "\(number)",
        folder.path + "/inbox/d\(number).txt",
      ]
      try producer.run()
      producer.waitUntilExit()
    }
    let process = try runner.start(folder.path, "run")
    defer { end(process) }
    let isDone = wait(seconds: 20) { areDone(folder, count) }
    let hung = (0..<count).map { number in
      let file = open(folder.path + "/inbox/h\(number).txt", O_CREAT | O_WRONLY, 0o640)
      let text = Array("half of \(number), and no end".utf8)
      _ = write(file, text, text.count)
      return file
    }
    let areTaken = wait(seconds: 20) { areDone(folder, 2 * count) }
    for file in hung { close(file) }
    end(process)
    let flagged = try Connection(path: folder.path + "/state/queue.db", .readOnly).integer(
      "SELECT count(*) FROM job WHERE flags LIKE '%settled-without-close%'")
    report["trials"] = 2 * count
    report["flagged"] = Int(flagged ?? 0)
    if !isDone || !areTaken || flagged != Int64(2 * count) {
      report.findings.append(
        "row 15: dead producers done \(isDone), hung ones \(areTaken), flagged \(flagged ?? 0)")
    }
    report.add(try SpoolAudit(path: folder.path, dropped: []), at: "row 15")
  }

  // MARK: - Row 21

  private func droppedAgain(_ count: Int, _ report: inout HarnessReport) throws {
    let folder = try ScratchFolder()
    for (round, text) in ["first", "first", "second"].enumerated() {
      for number in 0..<count { try folder.drop("n\(number).txt", "\(text) wish \(number)") }
      _ = try runner.run(folder.path)
      let expected = (round == 2 ? 2 : 1) * count
      let found = try states(folder)
      if found != [String](repeating: "done", count: expected) {
        report.findings.append("row 21: round \(round) left \(found.count) jobs, not \(expected)")
      }
    }
    report["trials"] = count
    let results = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/outbox")
    if results.count != 2 * count {
      report.findings.append("row 21: \(results.count) results of \(2 * count) are kept")
    }
    report.add(try folder.audit(), at: "row 21")
  }

  // MARK: - Row 31

  private func againstPolicy(_ count: Int, _ report: inout HarnessReport) throws {
    let folder = try ScratchFolder()
    for number in 0..<count { try folder.drop("e\(number).txt", "stub:policy \(number)") }
    try folder.drop("good.txt", "a good wish")
    _ = try runner.run(folder.path)
    let ended = try jobs(folder).map { "\($0.state) \($0.reason)" }
    report["trials"] = count
    if ended.count(where: { $0 == "dead policy" }) != count {
      report.findings.append("row 31: the jobs ended as \(Set(ended).sorted())")
    }
    report.notes.append("the verdict's way to dead/; what the gate catches is in GenerationTests")
    report.add(try folder.audit(), at: "row 31")
  }

  // MARK: - Row 37

  private func unreadable(_ count: Int, _ report: inout HarnessReport) throws {
    let other: uid_t = 65_534
    // Below a folder that the other user may reach.
    let folder = try ScratchFolder(in: "/dev/shm")
    try folder.drop("open.txt", "a wish for all to read")
    try settling(folder, "100 ms")
    try command("chown", "-R", "\(other):\(other)", folder.path)
    for number in 0..<count {
      let path = folder.path + "/inbox/closed\(number).txt"
      try Data("secret \(number)".utf8).write(to: URL(fileURLWithPath: path))
      chmod(path, 0o600)
    }
    chmod(folder.path + "/inbox/open.txt", 0o644)
    var theirs = runner
    theirs.wrapper = [
      "/usr/bin/env", "setpriv", "--reuid=\(other)", "--regid=\(other)", "--clear-groups",
    ]
    let status = try theirs.run(folder.path)
    guard status != 126, status != 127 else {
      report.skipped = "another user cannot run the program where it was built"
      return
    }
    let held = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/hold")
      .filter { $0.hasSuffix(".reason.json") }
    let reasons = held.compactMap { name in
      FileManager.default.contents(atPath: folder.path + "/hold/" + name)
        .flatMap { try? JSONValue.parse(Array($0)) }
    }
    report["trials"] = count
    let hint = "chmod a+r the file, or chgrp it to nightloom, and drop it again"
    let told = reasons.count { $0["reason"]?.string == "unreadable" && $0["hint"]?.string == hint }
    let done = try states(folder)
    if told != count || done != ["done"] {
      report.findings.append("row 37: exit \(status), \(told) of \(count) held, jobs \(done)")
    }
  }

  // MARK: - Row 38

  private func twins(_ count: Int, _ report: inout HarnessReport) throws {
    let folder = try ScratchFolder()
    for number in 0..<count {
      for name in ["caf\u{E9}\(number).txt", "cafe\u{301}\(number).txt"] {
        try folder.drop(name, "the same wish \(number)")
      }
    }
    _ = try runner.run(folder.path)
    let names = try Connection(path: folder.path + "/state/queue.db", .readOnly)
      .integer("SELECT count(DISTINCT name) FROM source JOIN job ON job.source = source.row")
    let results = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/outbox")
    report["trials"] = count
    if names != Int64(2 * count) || results.count != 2 * count {
      report.findings.append(
        "row 38: \(names ?? 0) names and \(results.count) results of \(2 * count)")
    }
    report.add(try folder.audit(), at: "row 38")
  }
}
