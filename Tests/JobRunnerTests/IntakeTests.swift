import Foundation
import JSON
import JobStore
import OperatingSystem
import Testing

@testable import JobRunner

@Suite("Intake")
struct IntakeTests {
  /// Runs once over one file and returns `dead/…/reason.json`.
  private func reason(_ name: String, _ bytes: [UInt8]) throws -> (RunnerFolder, JSONValue) {
    let folder = RunnerFolder()
    try folder.drop(name, bytes)
    let summary = try folder.once()
    #expect(summary.accepted == 1 && summary.dead == 1 && summary.exitCode == 65)
    #expect(folder.names("inbox").isEmpty)
    #expect(try folder.findings() == [])
    let place = try #require(folder.names("dead").first)
    #expect(folder.bytes("dead/\(place)/input") == bytes)
    return (folder, folder.json("dead/\(place)/reason.json"))
  }

  private static let bad: [(String, [UInt8], String, String)] = [
    (
      "a.txt", Array("ab".utf8) + [0xFF], "invalid-utf8",
      "line 1: byte 2 (0xff) is not UTF-8; save the file as UTF-8"
    ),
    (
      "b.txt", [0x7F, 0x45, 0x4C, 0x46, 0, 1, 2], "invalid-utf8",
      "the file is not text but a program"
    ),
    ("c.txt", [], "empty", "the file is empty"),
    ("d.txt", Array(" \n\n".utf8), "empty", "the file holds no prompt, only blanks"),
    (
      "e.txt", Array("---\nanswers: 99\n---\nhello\n".utf8), "bad-header",
      "line 2: 'answers' needs a whole number from 1 to 64, not '99'"
    ),
    (
      "g.jsonl", Array("{\"custom_id\":\"x\"}".utf8), "bad-line",
      "line 1: 'body' is missing or not an object"
    ),
    (
      "f.txt", [UInt8](repeating: 0x61, count: 1_048_577), "too-large",
      "the file has 1048577 bytes, more than the limit of 1048576"
    ),
  ]

  @Test(
    "bad input ends in dead/ with its bytes and a reason a person understands", arguments: 0..<7)
  func badInput(_ number: Int) throws {
    let (name, bytes, code, sentence) = Self.bad[number]
    let (_, reason) = try reason(name, bytes)
    #expect(reason["reason"]?.string == code)
    #expect(reason["sentence"]?.string == sentence)
    #expect(reason["hint"]?.string?.isEmpty == false)
    #expect(reason["claim"]?.int == 0)
  }

  @Test("links, pipes, folders and foreign types go to hold/ unread, with a reason beside them")
  func heldFiles() throws {
    let folder = RunnerFolder()
    let inbox = folder.path + "/inbox/"
    try FileManager.default.createSymbolicLink(
      atPath: inbox + "link.txt", withDestinationPath: "/etc/hostname")
    _ = try ChildProcess.run(["mkfifo", inbox + "pipe.txt"])
    try FileManager.default.createDirectory(
      atPath: inbox + "deep", withIntermediateDirectories: true)
    try folder.drop("tool.exe", "x")
    let summary = try folder.once()
    #expect(summary.held == 4 && summary.accepted == 0 && summary.exitCode == 65)
    let reasons = folder.names("hold").filter { $0.hasSuffix(".reason.json") }
      .map { folder.json("hold/" + $0) }
    let found = Dictionary(
      uniqueKeysWithValues: reasons.map { ($0["name"]?.string ?? "", $0["reason"]?.string ?? "") })
    #expect(
      found == [
        "link.txt": "not-regular", "pipe.txt": "not-regular", "deep": "not-regular",
        "tool.exe": "unknown-type",
      ])
    #expect(folder.names("inbox").isEmpty)
  }

  @Test("a file that may not be read goes to hold/", .disabled(if: ThisProcess.isRoot))
  func unreadable() throws {
    let folder = RunnerFolder()
    try folder.drop("secret.txt", "a cat")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0], ofItemAtPath: folder.path + "/inbox/secret.txt")
    let summary = try folder.once()
    #expect(summary.held == 1)
    let kept = try #require(folder.names("hold").first { $0.hasSuffix(".reason.json") })
    #expect(folder.json("hold/" + kept)["sentence"]?.string == "nightloom may not read this file")
  }

  @Test("what is written to between look and reading is taken when it has come to rest")
  func lateWriter() throws {
    let folder = RunnerFolder()
    try folder.drop("a.txt", "a fox, version 0")
    let path = folder.path + "/inbox/a.txt"
    let disk = FaultyDisk(meanwhile: { kind, call in
      guard kind == "open", call <= 200, let file = FileHandle(forUpdatingAtPath: path) else {
        return
      }
      file.write(Data("a fox, version \(call)".utf8))
    })
    let summary = try folder.once(disk: disk)
    #expect(summary.accepted == 1 && summary.done == 1)
    let made = folder.names("outbox").map { folder.bytes("outbox/\($0)/prompt.txt") }
    #expect(made == [Array("a fox, version 200".utf8)])
  }

  @Test("a bad section or line fails alone; its neighbours are done")
  func neighbours() throws {
    let folder = RunnerFolder()
    try folder.drop(
      "b.jsonl",
      """
      {"custom_id":"a","body":{"prompt":"one"}}
      no json
      {"custom_id":"c","body":{"prompt":"three"}}
      """)
    let summary = try folder.once()
    #expect(summary.accepted == 3 && summary.done == 2 && summary.dead == 1)
    #expect(folder.bytes(folder.folder("dead", "b-") + "/input") == Array("no json".utf8))
    #expect(try folder.jobs().map(\.customID) == ["a", nil, "c"])
    #expect(try folder.findings() == [])
  }

  @Test("the same file dropped again makes no second job; after a failure it does")
  func duplicates() throws {
    let folder = RunnerFolder()
    try folder.drop("cat.txt", "a cat")
    try folder.drop("bad.txt", "stub:no-answer")
    #expect(try folder.once().accepted == 2)
    try folder.drop("cat.txt", "a cat")
    try folder.drop("bad.txt", "stub:no-answer")
    let second = try folder.once()
    #expect(second.duplicate == 1 && second.accepted == 1 && second.done == 0)
    #expect(folder.names("outbox").count == 1 && folder.names("dead").count == 2)
    #expect(folder.names("inbox").isEmpty)
    try folder.drop("cat.txt", "a dog")
    #expect(try folder.once().done == 1)
    #expect(folder.names("outbox").count == 2)
    #expect(try folder.findings() == [])
  }

  @Test("a damaged file dropped again and again is buried each time under a name of its own")
  func deadAgain() throws {
    let folder = RunnerFolder()
    for count in 1...3 {
      try folder.drop("empty.txt", "")
      try folder.drop("other.txt", "")
      #expect(try folder.once().dead == 2)
      #expect(folder.names("dead").count == 2 * count)
    }
    #expect(try folder.findings() == [])
  }

  @Test("equal names in other bytes are two jobs")
  func unicodeTwins() throws {
    let folder = RunnerFolder()
    try folder.drop("caf\u{E9}.txt", "a cat")
    try folder.drop("cafe\u{301}.txt", "a cat")
    #expect(try folder.once().done == 2)
    #expect(folder.names("outbox").count == 2)
  }

  @Test("a file that cannot be removed is accepted once, and removed as soon as that works")
  func commitBeforeUnlink() throws {
    let folder = RunnerFolder()
    try folder.drop("cat.txt", "a cat")
    let disk = FaultyDisk(.failsKind("unlink", call: 1, code: EACCES))
    let summary = try folder.once(disk: disk)
    #expect(summary.accepted == 1 && summary.done == 1)
    #expect(folder.names("inbox") == ["cat.txt"])
    #expect(try folder.history.status().unlinkPending.count == 1)
    #expect(
      folder.told.lines.contains {
        $0.hasPrefix("cat.txt was accepted but cannot be removed: unlink ")
          && $0.hasSuffix("inbox/cat.txt: Permission denied")
      })
    let second = try folder.once()
    #expect(second.accepted == 0 && second.duplicate == 0)
    #expect(folder.names("inbox").isEmpty)
    #expect(try folder.history.status().unlinkPending.isEmpty)
  }

  @Test("variants, sections and settings become jobs with their names")
  func sections() throws {
    let folder = RunnerFolder()
    try folder.drop(
      "many.prompt", "---\nname: Big City\nkeep: 1\n---\na {red|blue} cat\n---\na dog\n")
    #expect(try folder.once().done == 3)
    #expect(folder.names("outbox").allSatisfy { $0.hasPrefix("big-city-") })
    let manifest = folder.json(folder.folder("outbox", "big-city") + "/manifest.json")
    #expect(manifest["settings"]?["keep"]?.int == 1)
  }

  @Test("a refused file that a power cut brings back is recognised, and buried once")
  func refusedFileComesBack() throws {
    let folder = RunnerFolder()
    _ = try folder.spool()
    try folder.drop("bad.txt", "")
    try folder.once(disk: FaultyDisk(.failsKind("unlink", call: 1, code: EIO)))
    #expect(folder.names("inbox") == ["bad.txt"] && folder.names("dead").count == 1)
    // The removal was recorded, and the power cut undid it; the device has another number now.
    let connection = try Connection(path: folder.path + "/state/queue.db", .readWrite)
    try connection.run("UPDATE source SET unlink_state = 'removed', device = device + 1")
    try folder.once()
    #expect(folder.names("inbox").isEmpty && folder.names("dead").count == 1)
    #expect(try folder.findings() == [])
  }
}
