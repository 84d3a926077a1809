import Foundation
import JSON
import JobStore
import OperatingSystem
import Spool
import Synchronization
import Testing

@testable import JobRunner

/// 1,000 hostile drops through the real intake: none is lost, none counts twice, each that is not
/// taken has exactly one reason, and no byte from outside the spool comes in.
@Suite("Hostile corpus", .serialized)
struct HostileCorpusTests {
  private static let marker = "SECRET-OUTSIDE-THE-SPOOL"

  /// A folder outside the spool that must stay as it is.
  private final class Outside {
    let path: String
    var secret: String { path + "/secret.txt" }

    init() throws {
      path = "/dev/shm/nightloom-outside-" + UUID().uuidString
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try Data(HostileCorpusTests.marker.utf8).write(to: URL(fileURLWithPath: secret))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var isUntouched: Bool {
      let names = try? FileManager.default.contentsOfDirectory(atPath: path)
      return Set(names ?? []).isSubset(of: ["secret.txt", "twin"])
        && FileManager.default.contents(atPath: secret) == Data(HostileCorpusTests.marker.utf8)
    }
  }

  private func put(_ item: HostileCase, _ folder: RunnerFolder, _ outside: Outside) throws {
    let disk = LinuxDisk()
    let inbox = try DirectoryHandle(folder.path + "/inbox")
    let text = folder.path + "/inbox/" + String(decoding: item.name, as: UTF8.self)
    switch item.kind {
    case .file(let bytes): try inbox.create(item.name, bytes, mode: 0o644)
    case .sparse(let size):
      disk.close(try inbox.open(item.name, [.write, .create, .exclusive]))
      try FileHandle(forWritingTo: URL(fileURLWithPath: text)).truncate(atOffset: size)
    case .link(let target):
      try FileManager.default.createSymbolicLink(atPath: text, withDestinationPath: target)
    case .pipe: _ = try ChildProcess.run(["mkfifo", "--", text])
    case .folder:
      try FileManager.default.createDirectory(
        atPath: text + "/deep/deeper", withIntermediateDirectories: true)
      try Data(Self.marker.utf8.prefix(6)).write(to: URL(fileURLWithPath: text + "/a.txt"))
    case .secondName:
      try Data("twin".utf8).write(to: URL(fileURLWithPath: outside.path + "/twin"))
      try FileManager.default.linkItem(atPath: outside.path + "/twin", toPath: text)
    }
  }

  private func intake(_ folder: RunnerFolder, _ queue: QueueOwner) throws -> Intake {
    let settings = RunnerFolder.settings { $0.settling.linked = 0 }
    return try Intake(
      folder.spool(), queue, settings, engine: "stub", watch: RunnerGround().watch,
      note: RunnerOutput { [told = folder.told] in told.add($0) }.note)
  }

  @Test("1,000 cases: no crash, no escape, exactly one reason each")
  func corpus() throws {
    let (folder, outside) = (RunnerFolder(inMemory: true), try Outside())
    let cases = HostileCase.corpus(seed: 1, secret: outside.secret)
    #expect(cases.count == 1000 && Set(cases.map(\.name)).count == 1000)
    let spool = try folder.spool()
    let queue = try QueueOwner(path: folder.path + "/state/queue.db")
    let intake = try intake(folder, queue)
    let before = ThisProcess.residentBytes ?? 0
    for start in stride(from: 0, to: cases.count, by: 100) {
      for item in cases[start..<start + 100] { try put(item, folder, outside) }
      for _ in 0..<3 { try intake.step(boot: BootClock.system.now, wall: WallClock.system.now) }
    }
    let grown = (ThisProcess.residentBytes ?? 0) - before
    let left = try spool.inbox.list()

    let taken = try sources(folder)
    let held = self.held(folder)
    var counts: [String: Int] = [:]
    for item in cases {
      let name = item.name
      guard InboxScan.isCandidate(name) else {
        #expect(left.contains(name) && taken[name] == nil && held[name] == nil)
        continue
      }
      let places = (taken[name] == nil ? 0 : 1) + (held[name]?.count ?? 0)
      #expect(!left.contains(name))
      #expect(places == 1, "\(item.family) \(displayName(name)) is in \(places) places")
      for job in taken[name] ?? [] {
        let isDead = job.state == .dead
        #expect(isDead == (job.reason != nil), "\(displayName(name)): \(job)")
        let word = job.reason?.rawValue ?? "accepted"
        counts["\(item.family) \(word)", default: 0] += 1
        guard isDead else { continue }
        let reason = folder.json("dead/\(job.folderName)/reason.json")
        #expect(reason["reason"]?.string == word && reason["sentence"]?.string == job.detail)
        #expect(reason["hint"]?.string?.isEmpty == false)
      }
      for word in held[name] ?? [] { counts["\(item.family) hold: \(word)", default: 0] += 1 }
    }
    #expect(try folder.findings() == [])
    #expect(outside.isUntouched)
    #expect(try !holdsMarker(folder))
    for name in folder.names("dead") { #expect(isPlain(name), "\(name)") }
    for line in folder.told.lines { #expect(isDeadText(line), "\(line.debugDescription)") }
    #expect(grown < 512 << 20, "memory grew by \(grown >> 20) MiB")
    print("note: \(cases.count) hostile cases, memory +\(grown >> 20) MiB")
    for (word, count) in counts.sorted(by: { $0.key < $1.key }) { print("  \(word): \(count)") }
  }

  @Test("a name swapped between a file and a link outward never brings in what is outside")
  func swaps() throws {
    let (folder, outside) = (RunnerFolder(inMemory: true), try Outside())
    let swaps = Environment.value("NIGHTLOOM_SWAPS").flatMap { Int($0) } ?? 20_000
    _ = try folder.spool()
    let queue = try QueueOwner(path: folder.path + "/state/queue.db")
    let intake = try intake(folder, queue)
    let (inbox, secret) = (folder.path + "/inbox/", outside.secret)
    let isOver = Mutex(false)
    let swapper = Thread {
      for number in 0..<swaps {
        let draft = inbox + ".draft"
        if number % 2 == 0 {
          try? FileManager.default.createSymbolicLink(
            atPath: draft, withDestinationPath: secret)
        } else {
          try? Data("harmless \(number % 16)".utf8).write(to: URL(fileURLWithPath: draft))
        }
        _ = rename(draft, inbox + "swap.txt")
      }
      isOver.withLock { $0 = true }
    }
    swapper.start()
    var steps = 0
    while !isOver.withLock({ $0 }) {
      try intake.step(boot: BootClock.system.now, wall: WallClock.system.now)
      steps += 1
    }
    try intake.step(boot: BootClock.system.now, wall: WallClock.system.now)
    #expect(outside.isUntouched)
    #expect(try !holdsMarker(folder))
    let texts = try sources(folder).values.flatMap { $0 }
    #expect(!texts.isEmpty)
    #expect(try folder.findings() == [])
    print("note: \(swaps) swaps during \(steps) steps, \(texts.count) jobs, none from outside")
  }

  // MARK: - What came of it

  /// The jobs of each file by the bytes of its name.
  private func sources(_ folder: RunnerFolder) throws -> [[UInt8]: [Job]] {
    var found: [[UInt8]: [Job]] = [:]
    let history = try folder.history
    for job in try history.history() + history.status(limit: 100_000).live {
      guard let name = try history.show(row: job.row)?.source?.name else { continue }
      found[name, default: []].append(job)
    }
    return found
  }

  /// The reasons in `hold/` by the bytes of the names.
  private func held(_ folder: RunnerFolder) -> [[UInt8]: [String]] {
    var found: [[UInt8]: [String]] = [:]
    for file in folder.names("hold") where file.hasSuffix(".reason.json") {
      let reason = folder.json("hold/" + file)
      let digits = Array((reason["name_bytes"]?.string ?? "").utf8)
      let name = stride(from: 0, to: digits.count - 1, by: 2).compactMap { place in
        UInt8(String(decoding: digits[place...place + 1], as: UTF8.self), radix: 16)
      }
      found[name, default: []].append(reason["reason"]?.string ?? "none")
    }
    return found
  }

  /// Whether a file of the spool, links unfollowed, holds the bytes from outside.
  private func holdsMarker(_ folder: RunnerFolder) throws -> Bool {
    let found = try ChildProcess.run(
      ["grep", "-rlF", "--devices=skip", "--exclude-dir=hold", Self.marker, folder.path])
    return found.status == 0
  }

  private func isPlain(_ name: String) -> Bool {
    name.utf8.count <= 100 && !name.hasPrefix(".") && !name.hasPrefix("-")
      && name.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
          || [0x2D, 0x2E, 0x5F].contains(byte)
      }
  }

  /// Whether a terminal would do nothing but show the line.
  private func isDeadText(_ line: String) -> Bool {
    !line.unicodeScalars.contains { scalar in
      scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
  }
}
