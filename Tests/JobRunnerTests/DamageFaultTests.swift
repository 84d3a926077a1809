import Foundation
import JSON
import JobStore
import OperatingSystem
import Spool
import TestSupport
import Testing

@testable import JobRunner

/// The queue's file is damaged at random; the next start finds it, restores and rebuilds.
///
/// `NIGHTLOOM_DAMAGES=1000` makes that many damages instead of 200.
@Suite("A damaged queue", .serialized)
struct DamageFaultTests {
  private static let damages =
    Environment.value("NIGHTLOOM_DAMAGES").flatMap { Int($0) } ?? 200

  /// One way of damage, applied to the files of the queue.
  enum Damage: CustomStringConvertible {
    case bytes([(offset: Int, value: UInt8)])
    case cut(Int)
    case log([(offset: Int, value: UInt8)])
    case logCut(Int)
    case missing

    var description: String {
      switch self {
      case .bytes(let changes): "\(changes.count) bytes from \(changes.map(\.offset).min() ?? 0)"
      case .cut(let length): "cut to \(length)"
      case .log(let changes): "\(changes.count) bytes of the log"
      case .logCut(let length): "log cut to \(length)"
      case .missing: "gone"
      }
    }

    static func random(
      _ generator: inout TestGenerator, bytes size: Int, log: Int
    ) -> Damage {
      func changes(_ size: Int) -> [(offset: Int, value: UInt8)] {
        let start = Int.random(in: 0..<size, using: &generator)
        let isNear = Bool.random(using: &generator)
        return (0..<Int.random(in: 1...64, using: &generator)).map { _ in
          let offset =
            isNear
            ? min(size - 1, start + Int.random(in: 0..<128, using: &generator))
            : Int.random(in: 0..<size, using: &generator)
          return (offset, UInt8.random(in: 0...255, using: &generator))
        }
      }
      switch Int.random(in: 0..<10, using: &generator) {
      case 0: return .cut(Int.random(in: 0..<size, using: &generator))
      case 1: return .log(changes(log))
      case 2: return .logCut(Int.random(in: 0..<log, using: &generator))
      case 3: return Int.random(in: 0..<4, using: &generator) == 0 ? .missing : .bytes(changes(100))
      default: return .bytes(changes(size))
      }
    }

    func apply(_ state: String) throws {
      let database = URL(fileURLWithPath: state + "/queue.db")
      let log = URL(fileURLWithPath: state + "/queue.db-wal")
      switch self {
      case .bytes(let list): try Self.change(database, list)
      case .cut(let length): try Data(contentsOf: database).prefix(length).write(to: database)
      case .log(let list): try Self.change(log, list)
      case .logCut(let length): try Data(contentsOf: log).prefix(length).write(to: log)
      case .missing: try FileManager.default.removeItem(at: database)
      }
    }

    private static func change(_ file: URL, _ list: [(offset: Int, value: UInt8)]) throws {
      var data = try Data(contentsOf: file)
      for change in list { data[change.offset] = change.value }
      try data.write(to: file)
    }
  }

  private static let prompts = (0..<12).map { "prompt number \($0)" }

  /// A spool with done, dead, waiting and abandoned jobs, a backup that is older than half of them,
  /// and a log that was not moved.
  private static func template() throws -> RunnerFolder {
    let folder = RunnerFolder(inMemory: true)
    for number in 0..<4 { try folder.drop("p\(number).txt", prompts[number]) }
    try folder.drop("bad.txt", "stub:no-answer")
    try folder.drop("empty.txt", "")
    try folder.once()
    #expect(folder.names("state/backup").count == 1)
    for number in 4..<8 { try folder.drop("p\(number).txt", prompts[number]) }
    try folder.once()
    for number in 8..<12 { try folder.drop("p\(number).txt", prompts[number]) }
    try folder.once { $0.jobLimit = 0 }
    let queue = try JobQueue(path: folder.path + "/state/queue.db")
    _ = try queue.claim(now: WallClock.system.now, owner: "dead")
    // The copy is made while the connection is open: so the log is still there, as after a kill.
    let copy = RunnerFolder(inMemory: true)
    try? FileManager.default.removeItem(atPath: copy.path)
    try FileManager.default.copyItem(atPath: folder.path, toPath: copy.path)
    try? FileManager.default.removeItem(atPath: copy.path + "/state/queue.db-shm")
    return copy
  }

  /// What is wrong after the next runs.
  private static func problems(_ folder: RunnerFolder) throws -> [String] {
    var problems: [String] = []
    _ = try folder.once()
    let second = try folder.once()
    if second.done + second.dead > 0 { problems.append("a second run found work again") }
    problems += try folder.findings()
    let wanted = Set(prompts)
    for name in folder.names("outbox") {
      let text = String(decoding: folder.bytes("outbox/\(name)/prompt.txt"), as: UTF8.self)
      if !wanted.contains(text) { problems.append("a result for a prompt nobody dropped: \(text)") }
      let rank = folder.json("outbox/\(name)/rank.json")
      if rank["prompt"]?.string != text { problems.append("\(name) is the result of other words") }
    }
    let made = folder.names("outbox").map { folder.bytes("outbox/\($0)/prompt.txt") }
    if Set(made).count != made.count { problems.append("two results for one prompt") }
    if folder.names("outbox").count < 8 { problems.append("a result is gone") }
    return problems
  }

  @Test("200 random damages: never a crash, a loop, a wrong or a doubled result")
  func random() throws {
    let template = try Self.template()
    let state = template.path + "/state"
    let size = try Data(contentsOf: URL(fileURLWithPath: state + "/queue.db")).count
    let log = try Data(contentsOf: URL(fileURLWithPath: state + "/queue.db-wal")).count
    #expect(log > 0)
    var restored = 0
    var complete = 0
    var late = 0
    for number in 0..<Self.damages {
      var generator = TestGenerator(state: 7 &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
      let damage = Damage.random(&generator, bytes: size, log: log)
      let folder = RunnerFolder(inMemory: true)
      try? FileManager.default.removeItem(atPath: folder.path)
      try FileManager.default.copyItem(atPath: template.path, toPath: folder.path)
      try damage.apply(folder.path + "/state")
      do {
        do {
          _ = try folder.once()
        } catch RunnerError.queue(.damaged), SQLiteError.damaged {
          // Met at work, not at the start: this run stops, the next one mends it.
          late += 1
        }
        let problems = try Self.problems(folder)
        #expect(problems == [], "damage \(number): \(damage)")
      } catch {
        Issue.record("damage \(number) (\(damage)) stops the runner: \(error)")
      }
      if folder.names("state").contains(where: { $0.contains("damaged") }) { restored += 1 }
      if folder.names("outbox").count == 12 { complete += 1 }
    }
    print(
      "note: \(Self.damages) damages, \(restored) restored, \(complete) lost no prompt,"
        + " \(late) met at work")
    #expect(restored > Self.damages / 5)
  }

  @Test("a rescue that is cut off anywhere goes on at the next start")
  func cutOff() throws {
    let template = try Self.template()
    for stage in 0..<4 {
      let folder = RunnerFolder(inMemory: true)
      try? FileManager.default.removeItem(atPath: folder.path)
      try FileManager.default.copyItem(atPath: template.path, toPath: folder.path)
      try Damage.cut(5000).apply(folder.path + "/state")
      let spool = try folder.spool()
      let rescue = try QueueRescue.begin(spool, now: WallClock.system.now)
      if stage == 1 {
        try spool.state.rename(
          Array("queue.db-wal".utf8), to: spool.state, Array((rescue.damagedName + "-wal").utf8))
      }
      if stage >= 2 { _ = try rescue.restore() }
      if stage == 3 {
        let queue = try QueueOwner(path: folder.path + "/state/queue.db")
        let rebuild = QueueRebuild(spool, owner: "cut off", now: WallClock.system.now)
        _ = try queue.sync { queue in try rebuild.results(queue) }
      }
      #expect(try Self.problems(folder) == [], "stage \(stage)")
      #expect(!folder.names("state").contains("rescue.json"))
    }
  }

  @Test("without a backup the queue begins anew with what is published and what can be saved")
  func noBackup() throws {
    let folder = try Self.template()
    try FileManager.default.removeItem(atPath: folder.path + "/state/backup")
    var generator = TestGenerator(state: 3)
    let changes = (0..<40).map { _ in
      (offset: Int.random(in: 0..<100, using: &generator), value: UInt8(0xEE))
    }
    try Damage.bytes(changes).apply(folder.path + "/state")
    #expect(try Self.problems(folder) == [])
    #expect(
      folder.told.lines.contains("there is no sound backup of the queue; it begins anew"))
    let jobs = try folder.jobs()
    #expect(jobs.count { $0.state == .done } >= 8 && jobs.count { $0.state == .dead } == 2)
    try folder.drop("p1.txt", Self.prompts[1])
    #expect(try folder.once().duplicate == 1)
  }

  @Test("a request with one bit turned is never made, and the others are")
  func turnedBit() throws {
    let folder = try Self.template()
    let queue = try JobQueue(path: folder.path + "/state/queue.db")
    try queue.connection.run(
      "UPDATE job SET request = CAST("
        + "replace(CAST(request AS TEXT), 'number 9', 'number 8') AS BLOB) WHERE state = 'ready'")
    let summary = try folder.once()
    #expect(summary.dead == 1 && summary.done == 3)
    let reason = folder.json(folder.folder("dead", "p9-") + "/reason.json")
    #expect(reason["sentence"] == "the stored request cannot be read")
  }
}
