import Foundation
import Glibc
import JSON
import JobStore
import Spool

/// Rows about the database: its syncs, its locks, its versions, and shipments.
extension FaultMatrix {
  func storeRows(_ trials: Int, isShort: Bool) -> [HarnessReport] {
    let few = isShort ? 1 : trials
    return [
      SystemCallSweep(runner).run(stride: isShort ? 12 : 1, name: "row 8: EIO on fsync") {
        ["fsync", "fdatasync"].contains($0) && $1 == "EIO"
      },
      row("row 24: a reader holds a transaction") { report in
        for _ in 0..<few { try longReader(&report) }
        report.notes.append("held for 3 s in place of 10 min")
      },
      row("row 24: a foreign lock") { report in
        for _ in 0..<(isShort ? 0 : min(few, 3)) { try foreignLock(&report) }
        if isShort { report.skipped = "takes 12 s each" }
      },
      row("row 25: one writable handle") { report in
        for _ in 0..<few { try oneHandle(&report) }
      },
      row("row 32: migration killed") { try killedMigration(isShort ? 25 : 1, &$0) },
      row("row 34: a task runs twice") { report in
        try shippedTwice(trials, &report)
        report.notes.append(
          "queue and outbox only: this program launches no cluster, so no host can be lost")
      },
    ]
  }

  private func database(_ folder: ScratchFolder) -> String { folder.path + "/state/queue.db" }

  private func wasTaken(_ folder: ScratchFolder, _ count: Int) -> Bool {
    wait(seconds: 20) { areDone(folder, count) }
  }

  /// Takes files in and begins no job.
  private func accept(_ count: Int, _ folder: ScratchFolder) throws {
    for _ in 0..<20 where (try? states(folder))?.count != count {
      _ = try runner.run(folder.path, ["--max-jobs", "0"])
    }
    let found = try states(folder).count
    guard found == count else {
      throw CommandFailed(
        words: "once --max-jobs 0", complaint: "accepted \(found) of \(count) files")
    }
  }

  // MARK: - Row 24

  /// The log grows as long as somebody reads, and shrinks afterwards.
  private func longReader(_ report: inout HarnessReport) throws {
    let folder = try filled(1)
    let process = try runner.start(folder.path, "run")
    defer { end(process) }
    var isDone = wasTaken(folder, 1)
    let log = database(folder) + "-wal"
    let reader = try Connection(path: database(folder), .readOnly)
    let started = Date()
    let grown = try reader.snapshot { () throws(SQLiteError) in
      _ = try reader.integer("SELECT count(*) FROM job")
      for number in 0..<20 { try? folder.drop("r\(number).txt", "wish \(number)") }
      isDone = wasTaken(folder, 21) && isDone
      while Date().timeIntervalSince(started) < 3 { usleep(100_000) }
      return Self.size(log)
    }
    let isShort = wait(seconds: 10) { Self.size(log) == 0 }
    end(process)
    report["trials"] += 1
    report["KiB of log"] = grown / 1024
    if !isDone || grown == 0 || !isShort {
      report.findings.append(
        "row 24: jobs done \(isDone), log of \(grown) bytes, emptied afterwards: \(isShort)")
    }
    report.add(try folder.audit(), at: "row 24")
  }

  /// Another program has the database for itself: that is waited for, told, and over by itself.
  private func foreignLock(_ report: inout HarnessReport) throws {
    let folder = try filled(1)
    let process = try runner.start(folder.path, "run")
    defer { end(process) }
    var isDone = wasTaken(folder, 1)
    let foreign = try Connection(path: database(folder), .readWrite)
    try foreign.execute("BEGIN EXCLUSIVE")
    try folder.drop("late.txt", "a late wish")
    let isTold = wait(seconds: 20) { waiting(folder) == "disk" || !process.isRunning }
    let isAlive = process.isRunning
    try foreign.execute("ROLLBACK")
    let released = Date()
    isDone = wasTaken(folder, 2) && isDone
    report["trials"] += 1
    report["ms to go on"] = Int(Date().timeIntervalSince(released) * 1000)
    if !isTold || !isAlive || !isDone || report["ms to go on"] > 10_000 {
      report.findings.append("row 24: told \(isTold), alive \(isAlive), done \(isDone)")
    }
    end(process)
    report.add(try folder.audit(), at: "row 24, lock")
  }

  // MARK: - Row 25

  /// The program has the database open once, and what only reads moves no log.
  private func oneHandle(_ report: inout HarnessReport) throws {
    let folder = try filled(12)
    let process = try runner.start(folder.path, "run", delay: 40, ["--workers", "3"])
    defer { end(process) }
    var handles = 0
    let isBegun = wait(seconds: 20) {
      let open = Self.descriptors(process).filter { $0.hasSuffix("/state/queue.db") }
      handles = max(handles, open.count)
      return ((try? states(folder)) ?? []).contains("done")
    }
    Glibc.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let before = contents(folder)
    for question in [["status", "--json"], ["history", "--json"], ["metrics"]] {
      _ = try? command([runner.binary] + question + ["--spool", folder.path])
    }
    let reader = try Connection(path: database(folder), .readOnly)
    _ = try reader.integer("SELECT count(*) FROM job")
    let isMoved = (try? reader.checkpoint()) ?? false
    report["trials"] += 1
    report["bytes of log"] = before[1].count
    if !isBegun || handles != 1 || before[1].isEmpty || contents(folder) != before || isMoved {
      report.findings.append(
        "row 25: begun \(isBegun), \(handles) handles, log of \(before[1].count) bytes,"
          + " untouched \(contents(folder) == before), a reader moved it: \(isMoved)")
    }
    _ = try runner.run(folder.path)
    report.add(try folder.audit(), at: "row 25")
  }

  private func contents(_ folder: ScratchFolder) -> [Data] {
    ["", "-wal"].map {
      FileManager.default.contents(atPath: database(folder) + $0) ?? Data()
    }
  }

  // MARK: - Row 32

  /// A queue of the first version is brought up to date, killed at each of its writes.
  private func killedMigration(_ stride: Int, _ report: inout HarnessReport) throws {
    if let obstacle = SystemCallSweep.obstacle {
      report.skipped = obstacle
      return
    }
    let folder = try filled(4)
    try accept(4, folder)
    try makeOld(folder)
    let old = contents(folder)[0]
    var number = 1
    while true {
      try putBack(old, folder)
      var traced = runner
      traced.wrapper = [
        "/usr/bin/env", "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=pwrite64", "-e",
        "inject=pwrite64:signal=SIGKILL:when=\(number)",
      ]
      let status = try traced.run(folder.path, ["--max-jobs", "0"])
      guard status > 128 else { break }
      report["kills"] += 1
      if let fault = try halfway(folder) {
        report.findings.append("row 32: killed at write \(number): \(fault)")
      }
      number += stride
    }
    try putBack(old, folder)
    _ = try runner.run(folder.path)
    if report["kills"] < 60 / stride {
      report.findings.append("row 32: only \(report["kills"]) writes were met")
    }
    report.add(try folder.audit(), at: "row 32")
    try refuseNewer(folder, &report)
  }

  /// What a program before the second version would have left.
  private func makeOld(_ folder: ScratchFolder) throws {
    let connection = try Connection(path: database(folder), .readWrite)
    try connection.execute(
      """
      BEGIN IMMEDIATE;
      DROP TRIGGER job_is_added; DROP TRIGGER job_changes; DROP TRIGGER job_is_removed;
      DROP TABLE tally; DROP INDEX job_waiting; DROP INDEX job_time; DROP INDEX job_score;
      CREATE INDEX job_score ON job(score) WHERE score IS NOT NULL;
      DELETE FROM meta;
      UPDATE job SET request = CAST(substr(CAST(request AS TEXT), 1,
        instr(CAST(request AS TEXT), ',"sha256":') - 1) || '}' AS BLOB);
      PRAGMA user_version = 1;
      COMMIT
      """)
    try connection.checkpoint()
  }

  private func putBack(_ old: Data, _ folder: ScratchFolder) throws {
    for end in ["-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: database(folder) + end)
    }
    try old.write(to: URL(fileURLWithPath: database(folder)))
  }

  /// What is neither the old version nor the new one, or `nil`.
  private func halfway(_ folder: ScratchFolder) throws -> String? {
    let connection = try Connection(path: database(folder), .readOnly)
    let version = try connection.integer("PRAGMA user_version") ?? 0
    let tables = try connection.integer(
      "SELECT count(*) FROM sqlite_schema WHERE name IN ('tally', 'job_waiting', 'job_time')")
    let digests = try connection.integer(
      "SELECT count(*) FROM job WHERE CAST(request AS TEXT) LIKE '%\"sha256\":%'")
    guard (version == 1 && tables == 0) || (version == Int64(Migrations.newest) && tables == 3)
    else { return "version \(version) with \(tables ?? 0) of its tables" }
    guard digests == 0 || (digests == 4 && version > 1) else {
      return "\(digests ?? 0) of 4 requests have a digest in version \(version)"
    }
    return try connection.quickCheck().first
  }

  private func refuseNewer(_ folder: ScratchFolder, _ report: inout HarnessReport) throws {
    do {
      let connection = try Connection(path: database(folder), .readWrite)
      try connection.execute("PRAGMA user_version = 99; DELETE FROM meta WHERE key = 'schema'")
      try connection.checkpoint()
    }
    let before = contents(folder)
    let second = try runner.complaint(folder.path)
    report["refused"] += 1
    if second.status != 78 || !second.text.contains("has version 99")
      || contents(folder)[0] != before[0]
    {
      report.findings.append("row 32: a newer version gave \(second.status): \(second.text)")
    }
  }

  // MARK: - Row 34

  /// Two tasks make the same result, and the merge runs twice; what came too late is ignored.
  private func shippedTwice(_ count: Int, _ report: inout HarnessReport) throws {
    let folder = try filled(count + 1)
    try accept(count + 1, folder)
    do {
      let spool = try folder.spool()
      let queue = try JobQueue(path: database(folder))
      for row in 1...Int64(count + 1) {
        _ = try queue.dispatch(row: row, shipment: "s1", now: 5)
      }
      for row in 1...Int64(count) {
        guard let job = try queue.job(row: row) else { continue }
        for task in 0..<2 { try merge(job, task, spool, queue, &report) }
      }
      // The last one was on a host that is lost; its result comes when the job is at home again.
      guard let lost = try queue.job(row: Int64(count + 1)) else { return }
      let isBack = try queue.returnRemote(row: lost.row, shipment: "s1", now: 6)
      let isLate = try queue.finishRemote(
        row: lost.row, shipment: "s1",
        .done(JobResult(digest: "d", engine: "stub", bestScore: nil)), now: 7)
      if !isBack || isLate { report.findings.append("row 34: back \(isBack), late \(isLate)") }
    }
    _ = try runner.run(folder.path)
    let late = try Connection(path: database(folder), .readOnly).integer(
      "SELECT count(*) FROM event WHERE kind = 'late-result'")
    report["trials"] = count
    report["late results"] = Int(late ?? 0)
    if late != Int64(count + 1) {
      report.findings.append("row 34: \(late ?? 0) late results of \(count + 1) are told")
    }
    report.add(try folder.audit(), at: "row 34")
  }

  private func merge(
    _ job: Job, _ task: Int, _ spool: SpoolDirectory, _ queue: JobQueue,
    _ report: inout HarnessReport
  ) throws {
    let name = JobName(slug: job.slug, key: job.key)
    let box = Outbox.results(spool)
    let original = FileManager.default.contents(atPath: "/dev/null") ?? Data()
    let outcome = try box.publish(
      name, claim: 0, schema: "nightloom.manifest/1", JSONObject([("task", .int(task))]),
      [ResultFile("rank.json", Array(original))], now: 6)
    guard case .whole(let record) = try box.check(name) else {
      return report.findings.append("row 34: \(name.folder) is not whole")
    }
    let result = JobResult(
      digest: record["end"]?.string ?? "", engine: "stub", bestScore: nil)
    let isFirst = try queue.finishRemote(row: job.row, shipment: "s1", .done(result), now: 6)
    if isFirst != (task == 0) || (outcome == .published) != (task == 0) {
      report.findings.append("row 34: task \(task) of \(name.folder): \(outcome), \(isFirst)")
    }
  }
}
