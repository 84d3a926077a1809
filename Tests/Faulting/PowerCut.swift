import Foundation
import Glibc
import JobStore
import TestSupport

/// Images of a live file system, as a power cut would leave them.
///
/// An ext4 image of 64 MiB is mounted through a loop device, the real program works on it, and at
/// random moments the image is copied as it stands: what the kernel still holds in memory is not
/// in the copy. The program is stopped meanwhile, since a copy takes time: of a program that goes
/// on it would show later writes without the earlier ones, which no power cut does. Each copy is
/// mounted, which replays the journal, the program recovers in it, and the checker judges what the
/// producer had synced before.
public struct PowerCut: Sendable {
  private let runner: StubRunner
  private let seed: UInt64
  private static let imagesPerRun = 5

  /// Cuts the power of `runner`.
  public init(_ runner: StubRunner, seed: UInt64) {
    self.runner = runner
    self.seed = seed
  }

  /// Why images cannot be made here, or `nil`.
  public static var obstacle: String? {
    if geteuid() != 0 { return "needs root" }
    for tool in ["mkfs.ext4", "losetup", "mount"] {
      let places = ["/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"]
      if !places.contains(where: { access($0 + tool, X_OK) == 0 }) { return "\(tool) is missing" }
    }
    return access("/dev/loop-control", R_OK | W_OK) == 0 ? nil : "no loop devices"
  }

  /// Makes and judges at least `images` copies, `lanes` file systems at a time.
  public func run(images: Int, lanes: Int = 3) -> HarnessReport {
    let started = Date()
    var report = HarnessReport("power")
    if let obstacle = Self.obstacle {
      report.skipped = obstacle
      return report
    }
    report = lanesOf(report, lanes, until: { $0["images"] >= images }) { number in
      var part = HarnessReport("power")
      part["runs"] = 1
      do {
        try cut(number, &part)
      } catch let error as CommandFailed where number == 1 && "\(error)".contains("loop") {
        part.skipped = "no loop device can be had: \(error)"
      } catch {
        part.findings.append("run \(number), seed \(seed): \(error)")
      }
      return part
    }
    report.seconds = Date().timeIntervalSince(started)
    return report
  }

  private func cut(_ number: Int, _ report: inout HarnessReport) throws {
    var random = TestGenerator(state: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
    let folder = NSTemporaryDirectory() + "/faults-power-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: folder + "/mount", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let image = folder + "/image"
    try command("truncate", "-s", "64M", image)
    try command("mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", image)
    let taken: [Copy] = try mounted(image, at: folder + "/mount") { mount in
      let work = try worked(mount, number, &random)
      return try copies(of: image, work, &random)
    }
    for (place, copy) in taken.enumerated() {
      report["images"] += 1
      try mounted(copy.path, at: folder + "/mount") { mount in
        try judge(mount + "/spool", copy.dropped, "run \(number).\(place), seed \(seed)", &report)
      }
      try FileManager.default.removeItem(atPath: copy.path)
    }
  }

  private func mounted<Result>(
    _ image: String, at mount: String, _ body: (String) throws -> Result
  ) throws -> Result {
    try command("mount", "-o", "loop", image, mount)
    defer {
      // A process that was just killed may keep it busy for a moment.
      if (try? command("umount", mount)) == nil { _ = try? command("umount", "-l", mount) }
    }
    return try body(mount)
  }

  private typealias Copy = (path: String, dropped: [DroppedPrompt])
  private typealias Work = (process: Process, folder: ScratchFolder)

  /// The program at work on prompts that are on the medium.
  private func worked(_ mount: String, _ number: Int, _ random: inout TestGenerator) throws -> Work
  {
    let folder = try ScratchFolder(at: mount)
    for prompt in 0..<15 { try folder.drop("p\(prompt).txt", "prompt \(prompt) of \(number)") }
    try folder.drop("blank.txt", " \n")
    let process = try runner.start(
      folder.path, "run", delay: Int.random(in: 0...20, using: &random),
      ["--workers", "\(number % 2 + 1)"])
    return (process, folder)
  }

  private func copies(
    of image: String, _ work: Work, _ random: inout TestGenerator
  ) throws -> [Copy] {
    defer {
      kill(work.process.processIdentifier, SIGKILL)
      work.process.waitUntilExit()
    }
    var copies: [Copy] = []
    for number in 0..<Self.imagesPerRun {
      usleep(UInt32.random(in: 5_000...200_000, using: &random))
      let dropped = work.folder.dropped
      kill(work.process.processIdentifier, SIGSTOP)
      try command("cp", "--sparse=always", image, "\(image).\(number)")
      kill(work.process.processIdentifier, SIGCONT)
      copies.append(("\(image).\(number)", dropped))
      for extra in 0..<4 {
        try work.folder.drop("x\(number)-\(extra).txt", "extra \(number) \(extra)")
      }
    }
    return copies
  }

  private func judge(
    _ spool: String, _ dropped: [DroppedPrompt], _ place: String, _ report: inout HarnessReport
  ) throws {
    let isFresh = !FileManager.default.fileExists(atPath: spool + "/state/queue.db")
    let acknowledged = isFresh ? [] : try Self.done(spool)
    let status = try runner.run(spool)
    if status != 0, status != 65 {
      report.findings.append("\(place): recovery ended with \(status)")
    }
    // What was dropped after the copy may be in it in part: such files are the producer's loss.
    let audit = try SpoolAudit(path: spool, dropped: dropped)
    report["acknowledged"] += acknowledged.count
    report.add(audit, at: place)
    let lost = acknowledged.subtracting(try Self.done(spool))
    report.findings += lost.sorted().map { "\(place): lost: \($0) was done before the cut" }
  }

  /// The keys of the done jobs that the image knows, read from a copy so that nothing is touched.
  private static func done(_ spool: String) throws -> Set<String> {
    let copy = spool + "/state/audit"
    try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: copy) }
    for name in ["queue.db", "queue.db-wal"] {
      let source = spool + "/state/" + name
      guard FileManager.default.fileExists(atPath: source) else { continue }
      try FileManager.default.copyItem(atPath: source, toPath: copy + "/" + name)
    }
    let connection = try Connection(path: copy + "/queue.db", .readWrite)
    guard try connection.integer("PRAGMA user_version") ?? 0 > 0 else { return [] }
    let keys = try connection.rows("SELECT key FROM job WHERE state = 'done'") {
      (row) throws(SQLiteError) in row.text(0) ?? ""
    }
    return Set(keys)
  }
}
