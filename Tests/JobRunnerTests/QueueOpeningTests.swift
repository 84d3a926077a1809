import Foundation
import JSON
import OperatingSystem
import Spool
import Testing

@testable import JobRunner
@testable import JobStore

@Suite("QueueOpening")
struct QueueOpeningTests {
  private func told(_ folder: RunnerFolder, _ part: String) -> Bool {
    folder.told.lines.contains { $0.contains(part) }
  }

  @Test("a sound queue is opened without a word, and makes its file with the right mode")
  func sound() throws {
    let folder = RunnerFolder(inMemory: true)
    try folder.once()
    try folder.once()
    #expect(folder.told.lines == [])
    let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/state/queue.db")[
      .posixPermissions]
    #expect(mode as? Int == 0o640)
  }

  @Test("a damaged queue without results and backup begins anew, told in words")
  func damaged() throws {
    let folder = RunnerFolder(inMemory: true)
    try folder.once()
    try Data(repeating: 7, count: 8192).write(
      to: URL(fileURLWithPath: folder.path + "/state/queue.db"))
    try folder.drop("a.txt", "a cat")
    #expect(try folder.once().done == 1)
    #expect(told(folder, "file is not a database"))
    #expect(told(folder, "there is no sound backup of the queue; it begins anew"))
    #expect(told(folder, "the queue was rebuilt: 0 jobs from their folders, 0 waiting requests"))
    #expect(try folder.findings() == [])
  }

  @Test("damage that only work meets is mended at the next start")
  func metAtWork() throws {
    let folder = RunnerFolder(inMemory: true)
    try folder.drop("a.txt", "a cat")
    try folder.once()
    let queue = try JobQueue(path: folder.path + "/state/queue.db")
    // An index entry of another score: a look at the pages does not see it.
    let page = try #require(
      try queue.connection.integer(
        "SELECT rootpage FROM sqlite_schema WHERE name = 'job_score'"))
    try queue.connection.checkpoint()
    let file = URL(fileURLWithPath: folder.path + "/state/queue.db")
    var data = try Data(contentsOf: file)
    let score = Data([0x3F, 0xEC, 0xCC, 0xCC, 0xCC, 0xCC, 0xCC, 0xCD])
    let start = Int(page - 1) * 4096
    let place = try #require(data.range(of: score, in: start..<start + 4096))
    data[place.upperBound - 1] = 0xCC
    try data.write(to: file)
    #expect(try folder.once().exitCode == 0)
    #expect(!told(folder, "the queue is damaged"))
    QueueOpening.noteDamage(try folder.spool())
    try folder.once()
    #expect(told(folder, "the queue is damaged"))
    #expect(!folder.names("state").contains("damage-met"))
    #expect(try folder.findings() == [])
  }

  @Test("a queue of an older version is backed up before its tables change")
  func migration() throws {
    let folder = RunnerFolder(inMemory: true)
    try folder.once()
    let path = folder.path + "/state/queue.db"
    try FileManager.default.removeItem(atPath: path)
    let old = try Connection(path: path, .readWrite)
    _ = try Migrations.apply(to: old, [Migrations.steps[0]])
    try folder.once()
    let backup = try #require(folder.names("state/backup").first)
    let copy = try Connection(path: folder.path + "/state/backup/" + backup, .readOnly)
    #expect(try Migrations.version(of: copy) == 1)
    #expect(try Migrations.version(of: old) == Migrations.newest)
    #expect(told(folder, "the queue was backed up before its tables change from version 1"))
  }

  @Test("waiting requests of a build without digests are worked on, damaged ones are not")
  func requestsWithoutDigest() throws {
    let folder = RunnerFolder(inMemory: true)
    for name in ["cat", "dog", "cow"] { try folder.drop("\(name).txt", "a \(name)") }
    try folder.once { $0.jobLimit = 0 }
    let path = folder.path + "/state/queue.db"
    let jobs = try (1...3).compactMap { try JobQueue(path: path).job(row: $0) }
    for end in ["", "-wal", "-shm"] { try FileManager.default.removeItem(atPath: path + end) }
    let old = try Connection(path: path, .readWrite)
    _ = try Migrations.apply(to: old, [Migrations.steps[0]])
    for job in jobs {
      let sealed = String(decoding: try #require(job.request), as: UTF8.self)
      var request = String(sealed[..<(try #require(sealed.range(of: ",\"sha256\""))).lowerBound])
      // The one is damaged in the old form, the other in the new one.
      if job.slug == "dog" { request.removeLast(9) }
      request += job.slug == "cow" ? ",\"shb256\":\"\"}" : "}"
      try old.run(
        """
        INSERT INTO job(key, identity, drop_number, slug, request, priority, run_after,
          attempt_limit, state, accepted) VALUES(?1, ?2, 1, ?3, ?4, 0, 0, 3, 'ready', 7)
        """,
        [.text(job.key), .text(job.identity), .text(job.slug), .blob(Array(request.utf8))])
      try old.run(
        "INSERT INTO event(time, job, kind, to_state, claim) VALUES(7, ?1, 'change', 'ready', 0)",
        [.integer(old.lastRow)])
    }
    let summary = try folder.once()
    #expect(summary.done == 1 && summary.dead == 2)
    #expect(told(folder, "1 requests of an earlier build were given their digests"))
    #expect(
      folder.json(folder.folder("outbox", "cat-") + "/rank.json")["prompt"]?.string == "a cat")
    let ended = try folder.jobs().map { [$0.slug, $0.reason?.rawValue ?? "done"] }
    #expect(ended == [["cat", "done"], ["cow", "internal"], ["dog", "internal"]])
    #expect(try folder.findings() == [])
  }

  @Test("a newer version is refused and left as it is")
  func newer() throws {
    let folder = RunnerFolder(inMemory: true)
    try folder.once()
    let connection = try JobQueue(path: folder.path + "/state/queue.db").connection
    try connection.execute("PRAGMA user_version=9; DELETE FROM meta")
    #expect(throws: RunnerError.self) { try folder.loop() }
    #expect(!folder.names("state").contains { $0.contains("damaged") })
  }

  @Test("a file that may not be read is no damaged one", .disabled(if: ThisProcess.isRoot))
  func denied() throws {
    let folder = RunnerFolder(inMemory: true)
    try folder.once()
    try FileManager.default.setAttributes(
      [.posixPermissions: 0], ofItemAtPath: folder.path + "/state/queue.db")
    #expect(throws: RunnerError.self) { try folder.loop() }
    #expect(!folder.names("state").contains { $0.contains("damaged") })
  }
}
