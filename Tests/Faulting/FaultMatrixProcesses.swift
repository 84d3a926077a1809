import Foundation
import Glibc
import JobStore
import TestSupport

/// Rows about processes: two of them, stopped ones, ones without memory, ones that run for long.
extension FaultMatrix {
  func processRows(_ trials: Int, isShort: Bool) -> [HarnessReport] {
    let few = isShort ? 1 : trials
    return [
      row("row 22: two runners") { report in
        for _ in 0..<few { try twoRunners(&report) }
        report.notes.append(Self.networkFileSystem)
      },
      row("row 23: stopped for long") { report in
        for _ in 0..<few { try stopped(&report) }
        report.notes.append("stopped for 2 s in place of 10 min: no promise counts time")
      },
      row("row 23: stopped, and its lock is lost") { report in
        for _ in 0..<few { try stoppedWithoutLock(&report) }
        report.notes.append(
          "a thread cannot be stopped from outside: one that does not obey is in AttendanceTests")
      },
      row("row 29: memory limit") { try littleMemory(isShort ? 4 : 16, &$0) },
      row("row 33: soak with faults") { report in
        let seconds = max(30, trials * 6)
        if isShort { report.skipped = "takes \(seconds) s; Jobs/soak.sh goes on for longer" }
        if !isShort { try soak(seconds, &report) }
        report.notes.append("\(seconds) s in place of 72 h")
      },
    ]
  }

  private static var networkFileSystem: String {
    let kinds = (try? String(contentsOfFile: "/proc/filesystems", encoding: .utf8)) ?? ""
    let isThere = kinds.split(whereSeparator: \.isWhitespace).contains { $0 == "nfs" }
    return isThere
      ? "state on NFS: not tried, no export is set up"
      : "state on NFS: not run, this kernel has no NFS; what is refused is in DirectoryHandleTests"
  }

  private func isRunning(_ folder: ScratchFolder) -> Bool {
    (try? states(folder))?.contains("running") == true
  }

  private func twoRunners(_ report: inout HarnessReport) throws {
    let folder = try filled(1)
    let first = try runner.start(folder.path, "run")
    defer { end(first) }
    _ = wait(seconds: 10) {
      FileManager.default.fileExists(atPath: folder.path + "/state/live.json")
    }
    let started = Date()
    let second = try runner.complaint(folder.path)
    let seconds = Date().timeIntervalSince(started)
    report["trials"] += 1
    let isNamed = second.text.contains("(process \(first.processIdentifier))")
    if second.status != 75 || seconds > 1 || !isNamed {
      report.findings.append(
        "row 22: exit \(second.status) after \(seconds) s, it said: \(second.text)")
    }
  }

  /// The runner stops in the middle of a job and goes on later.
  private func stopped(_ report: inout HarnessReport) throws {
    let folder = try filled(2)
    let process = try runner.start(folder.path, "run", delay: 800)
    defer { end(process) }
    let began = wait(seconds: 20) { isRunning(folder) }
    Glibc.kill(process.processIdentifier, SIGSTOP)
    defer { Glibc.kill(process.processIdentifier, SIGCONT) }
    let second = try runner.complaint(folder.path)
    usleep(2_000_000)
    Glibc.kill(process.processIdentifier, SIGCONT)
    let isDone = wait(seconds: 20) { areDone(folder, 2) }
    end(process)
    report["trials"] += 1
    if !began || second.status != 75 || !isDone {
      report.findings.append("row 23: began \(began), second \(second.status), done \(isDone)")
    }
    report.add(try folder.audit(), at: "row 23")
  }

  /// The same, while its lock is removed and another runner does its work.
  private func stoppedWithoutLock(_ report: inout HarnessReport) throws {
    let folder = try filled(2)
    let process = try runner.start(folder.path, "run", delay: 800)
    defer { end(process) }
    let began = wait(seconds: 20) { isRunning(folder) }
    Glibc.kill(process.processIdentifier, SIGSTOP)
    try FileManager.default.removeItem(atPath: folder.path + "/state/lock")
    let status = try runner.run(folder.path)
    Glibc.kill(process.processIdentifier, SIGCONT)
    let isOver = wait(seconds: 10) { !process.isRunning }
    report["trials"] += 1
    if !began || status != 0 || !isOver || process.terminationReason != .exit
      || process.terminationStatus != 74
    {
      report.findings.append(
        "row 23: began \(began), its successor ended with \(status), it is over: \(isOver)")
    }
    end(process)
    report.add(try folder.audit(), at: "row 23, lock lost")
  }

  /// The program under limits of its memory: it may end in any way, and a start without works.
  private func littleMemory(_ count: Int, _ report: inout HarnessReport) throws {
    for number in 1...count {
      let folder = try filled(2)
      var limited = runner
      // From what does not load the program to what lets it work.
      let bytes = (8 << 20) + number * ((400 << 20) / count)
      // A thread of OpenBLAS asks without a pause for a buffer of 128 MiB until it gets one.
      limited.wrapper = [
        "/usr/bin/env", "OPENBLAS_NUM_THREADS=1", "prlimit", "--as=\(bytes)", "--core=0",
      ]
      try limit(limited, folder, "address space of \(bytes >> 20) MiB", &report)
    }
    for mebibytes in [2, 4, 8] {
      guard let group = MemoryGroup(mebibytes: mebibytes) else {
        report.notes.append("MemoryMax: not run, no memory cgroup can be made here")
        return
      }
      let folder = try filled(2)
      var limited = runner
      limited.wrapper = group.wrapper
      try limit(limited, folder, "memory group of \(mebibytes) MiB", &report)
    }
  }

  private func limit(
    _ limited: StubRunner, _ folder: ScratchFolder, _ what: String, _ report: inout HarnessReport
  ) throws {
    let process = try limited.start(folder.path)
    let isOver = wait(seconds: 8) { !process.isRunning }
    let isBusy = !isOver && Self.processorSeconds(process) > 2
    if !isOver {
      // libdispatch looks once a second for room for a thread, for ever.
      report["waited for a thread"] += 1
      Glibc.kill(process.processIdentifier, SIGKILL)
    }
    process.waitUntilExit()
    report["trials"] += 1
    if isOver, process.terminationReason != .exit { report["ended by signal"] += 1 }
    if process.terminationReason == .exit, process.terminationStatus == 0 { report["worked"] += 1 }
    let status = try runner.run(folder.path)
    if isBusy || status != 0 {
      report.findings.append("row 29: \(what): busy \(isBusy), the next start gave \(status)")
    }
    report.add(try folder.audit(), at: "row 29, \(what)")
  }

  // MARK: - For long

  /// Jobs come steadily, and something happens to the runner all the time.
  private func soak(_ seconds: Int, _ report: inout HarnessReport) throws {
    var random = TestGenerator(state: UInt64(seconds))
    let folder = try filled(1)
    let process = try runner.start(folder.path, "run", delay: 50, ["--workers", "2"])
    defer { end(process) }
    _ = wait(seconds: 10) { areDone(folder, 1) }
    var samples: [(memory: Int, files: Int)] = []
    var widest = 0
    for number in 0..<seconds * 2 {
      try folder.drop("s\(number).txt", "wish \(number)")
      report["faults"] += try disturb(process, folder, &random)
      usleep(500_000)
      samples.append((Self.memory(process), Self.descriptors(process).count))
      widest = max(widest, Self.size(folder.path + "/state/queue.db-wal"))
    }
    let isDone = wait(seconds: 20) { areDone(folder, seconds * 2 + 1) }
    let (early, late) = (samples[samples.count / 4], samples[samples.count - 1])
    report["seconds"] = seconds
    report["KiB grown"] = (late.memory - early.memory) / 1024
    report["KiB of log"] = widest / 1024
    if !isDone || late.memory - early.memory > 4 << 20 || late.files > early.files + 2
      || widest > 16 << 20
    {
      report.findings.append(
        "row 33: done \(isDone), memory \(early.memory) to \(late.memory), files \(early.files) to"
          + " \(late.files), log \(widest)")
    }
    end(process)
    report.add(try folder.audit(), at: "row 33")
  }

  /// One fault, or none; how many.
  private func disturb(
    _ process: Process, _ folder: ScratchFolder, _ random: inout TestGenerator
  ) throws -> Int {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: Glibc.kill(process.processIdentifier, SIGHUP)
    case 1:
      Glibc.kill(process.processIdentifier, SIGSTOP)
      usleep(200_000)
      Glibc.kill(process.processIdentifier, SIGCONT)
    case 2:
      let foreign = try Connection(path: folder.path + "/state/queue.db", .readWrite)
      try foreign.execute("BEGIN EXCLUSIVE")
      usleep(200_000)
      try foreign.execute("ROLLBACK")
    case 3:
      let reader = try Connection(path: folder.path + "/state/queue.db", .readOnly)
      try reader.snapshot { () throws(SQLiteError) in
        _ = try reader.integer("SELECT count(*) FROM job")
        usleep(200_000)
      }
    case 4:
      let (away, inbox) = (folder.path + "/inbox.away", folder.path + "/inbox/odd")
      try FileManager.default.createDirectory(atPath: away, withIntermediateDirectories: true)
      _ = symlink(away, inbox)
    default: return 0
    }
    return 1
  }

  static func memory(_ process: Process) -> Int {
    (number(1, "statm", process) ?? 0) * Int(getpagesize())
  }

  private static func processorSeconds(_ process: Process) -> Int {
    let ticks = (number(13, "stat", process) ?? 0) + (number(14, "stat", process) ?? 0)
    return ticks / sysconf(Int32(_SC_CLK_TCK))
  }

  /// A word of a file in `/proc`, counted from 0.
  private static func number(_ place: Int, _ file: String, _ process: Process) -> Int? {
    let path = "/proc/\(process.processIdentifier)/" + file
    let words = (try? String(contentsOfFile: path, encoding: .utf8))?.split(separator: " ") ?? []
    return place < words.count ? Int(words[place]) : nil
  }

  /// What the open descriptors of a process lead to.
  static func descriptors(_ process: Process) -> [String] {
    let folder = "/proc/\(process.processIdentifier)/fd"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/" + $0)
    }
  }

  static func size(_ path: String) -> Int {
    let facts = try? FileManager.default.attributesOfItem(atPath: path)
    return (facts?[.size] as? NSNumber)?.intValue ?? 0
  }
}

/// A group of processes whose memory is limited; version 1 of the kernel's groups.
private final class MemoryGroup {
  private let path: String

  /// `nil` where none can be made.
  init?(mebibytes: Int) {
    path = "/sys/fs/cgroup/memory/nightloom-faults-\(getpid())"
    guard mkdir(path, 0o755) == 0 else { return nil }
    do {
      try "\(mebibytes << 20)".write(
        toFile: path + "/memory.limit_in_bytes", atomically: false, encoding: .utf8)
    } catch {
      rmdir(path)
      return nil
    }
  }

  /// Puts a command into the group.
  var wrapper: [String] {
    ["/usr/bin/env", "bash", "-c", "echo $$ >\(path)/cgroup.procs && exec \"$@\"", "_"]
  }

  deinit { rmdir(path) }
}
