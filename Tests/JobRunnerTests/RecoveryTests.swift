import Foundation
import JSON
import JobStore
import OperatingSystem
import Spool
import Synchronization
import Testing

@testable import JobRunner

@Suite("Recovery")
struct RecoveryTests {
  /// A folder whose one job is claimed by a process that is gone.
  private func abandoned(claims: Int = 1) throws -> (RunnerFolder, Job) {
    let folder = RunnerFolder()
    try folder.drop("cat.txt", "a cat")
    try folder.once { $0.jobLimit = 0 }
    let queue = try JobQueue(path: folder.path + "/state/queue.db")
    var job: Job?
    for number in 1...claims {
      job = try queue.claim(now: WallClock.system.now, owner: "dead")
      if number < claims {
        _ = try queue.release(try #require(job?.lease), now: WallClock.system.now)
      }
    }
    return (folder, try #require(job))
  }

  @Test("a job of a dead process begins anew, and its start stays counted")
  func beginsAnew() throws {
    let (folder, _) = try abandoned()
    let summary = try folder.once()
    #expect(summary.done == 1)
    let job = try #require(try folder.jobs().first)
    #expect(job.claim == 2 && job.starts == 2 && job.attempts == 1)
    #expect(
      folder.told.lines.contains(
        "recovered from a run that was cut off: 0 finished, 0 dead, 0 cancelled,"
          + " 0 given up, 1 begun anew"))
    #expect(try folder.findings() == [])
  }

  @Test("a published result is recorded with its rounds, not made again")
  func publishedNotFinished() throws {
    let (folder, job) = try abandoned()
    let attempt = Attempt(
      number: 1, seeds: [7], temperature: 0.7, inputTokens: 1, outputTokens: 2, milliseconds: 3,
      verdict: "accepted", endedAt: 4)
    var members = JSONObject()
    members["score"] = 0.75
    members["flags"] = ["low-score"]
    members["engine"] = "stub"
    members["rounds"] = StandingResult.members([attempt])
    let name = JobName(slug: job.slug, key: job.key)
    _ = try Outbox.results(folder.spool()).publish(
      name, claim: 1, schema: "nightloom.manifest/1", members, [ResultFile("a.txt", [1])], now: 5)
    #expect(try folder.once().attempts == 0)
    let record = try #require(try folder.history.show(row: 1))
    #expect(record.job.state == .done && record.job.bestScore == 0.75 && record.job.claim == 1)
    #expect(record.job.flags.contains(.lowScore))
    #expect(record.attempts.map(\.seeds) == [[7]])
    #expect(folder.names(folder.folder("outbox", "cat-")) == ["a.txt", "manifest.json"])
    #expect(try folder.findings() == [])
  }

  @Test("a result that stands is synced before the queue says so", arguments: [1, 2])
  func syncedFirst(_ call: Int) throws {
    let (folder, job) = try abandoned()
    _ = try Outbox.results(folder.spool()).publish(
      JobName(slug: job.slug, key: job.key), claim: 1, schema: "s", JSONObject(), [], now: 5)
    let queue = try JobQueue(path: folder.path + "/state/queue.db")
    let spool = try folder.spool(FaultyDisk(.failsKind("fsync", call: call, code: EIO)))
    #expect(throws: SystemCallError.self) {
      try Recovery(spool).run(queue, owner: "me", now: 6)
    }
    #expect(try queue.job(row: job.row)?.state == .running)
    #expect(try Recovery(folder.spool()).run(queue, owner: "me", now: 7).finished == 1)
  }

  @Test("a folder in dead/ of the same claim ends the job")
  func buriedNotFinished() throws {
    let (folder, job) = try abandoned()
    let name = JobName(slug: job.slug, key: job.key)
    _ = try Outbox.deadLetters(folder.spool()).bury(
      name, claim: 1, ReasonFile(reason: "no-valid-answer", sentence: "nothing passed"),
      input: [1], now: 5)
    _ = try folder.once()
    let found = try #require(try folder.jobs().first)
    #expect(found.state == .dead && found.reason == .noValidAnswer)
    #expect(found.detail == "nothing passed")
    #expect(try folder.findings() == [])
  }

  @Test("a torn folder in the job's place is moved to hold/, and the job is made")
  func tornResult() throws {
    let (folder, job) = try abandoned()
    let place = folder.path + "/outbox/" + job.folderName
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try Data("half".utf8).write(to: URL(fileURLWithPath: place + "/1.api.json"))
    #expect(try folder.once().done == 1)
    #expect(folder.names("hold").count == 2)
    #expect(try folder.findings() == [])
  }

  @Test("a job whose end was promised over the socket is cancelled, and can be retried")
  func cancelSurvives() throws {
    let (folder, job) = try abandoned(claims: 3)
    let queue = try JobQueue(path: folder.path + "/state/queue.db")
    #expect(try queue.wishEnd(try #require(job.lease), now: 8))
    let place = folder.path + "/outbox/" + job.folderName
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try Data("half".utf8).write(to: URL(fileURLWithPath: place + "/1.api.json"))
    let summary = try folder.once()
    #expect(summary.done == 0 && summary.dead == 0)
    let found = try #require(try folder.jobs().first)
    #expect(found.state == .cancelled && found.reason == .cancelled)
    #expect(folder.names("outbox").isEmpty && folder.names("dead").isEmpty)
    #expect(
      folder.told.lines.contains(
        "recovered from a run that was cut off: 0 finished, 0 dead, 1 cancelled,"
          + " 0 given up, 0 begun anew"))
    #expect(try queue.retry(row: job.row, now: 9, key: { identity, _ in identity }) == .changed)
    #expect(try folder.once().done == 1)
    #expect(try folder.findings() == [])
  }

  @Test("a result that stands wins over a wish for its end that came too late")
  func publishedBeforeCancel() throws {
    let (folder, job) = try abandoned()
    _ = try Outbox.results(folder.spool()).publish(
      JobName(slug: job.slug, key: job.key), claim: 1, schema: "nightloom.manifest/1",
      JSONObject(), [ResultFile("a.txt", [1])], now: 5)
    let queue = try JobQueue(path: folder.path + "/state/queue.db")
    #expect(try queue.wishEnd(try #require(job.lease), now: 8))
    _ = try folder.once()
    #expect(try folder.jobs().map(\.state) == [.done])
    #expect(try folder.findings() == [])
  }

  @Test("a torn folder of a job that begins anew is out of the way before it may be cancelled")
  func tornThenCancelled() throws {
    let (folder, job) = try abandoned()
    let place = folder.path + "/outbox/" + job.folderName
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try Data("half".utf8).write(to: URL(fileURLWithPath: place + "/1.api.json"))
    let queue = try JobQueue(path: folder.path + "/state/queue.db")
    #expect(try Recovery(folder.spool()).run(queue, owner: "me", now: 6).released == 1)
    #expect(try queue.cancel(row: job.row, now: 7) == .changed)
    #expect(folder.names("outbox").isEmpty && folder.names("hold").count == 2)
    #expect(try folder.findings() == [])
  }

  @Test("a torn folder of a job that is given up goes to hold/ too")
  func tornPoison() throws {
    let (folder, job) = try abandoned(claims: 3)
    let place = folder.path + "/outbox/" + job.folderName
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try Data("half".utf8).write(to: URL(fileURLWithPath: place + "/1.api.json"))
    #expect(try folder.once().dead == 1)
    #expect(folder.names("outbox").isEmpty && folder.names("hold").count == 2)
    #expect(try folder.findings() == [])
  }

  @Test("after three starts without an end the job is dead as poison, the others are done")
  func poison() throws {
    let (folder, job) = try abandoned(claims: 3)
    try folder.drop("dog.txt", "a dog")
    let summary = try folder.once()
    #expect(summary.done == 1 && summary.dead == 1)
    let found = try #require(try folder.jobs().first { $0.row == job.row })
    #expect(found.state == .dead && found.reason == .poison && found.starts == 3)
    #expect(
      folder.json(folder.folder("dead", "cat-") + "/reason.json")["sentence"]?.string
        == "the process ended 3 times while it worked on this prompt")
    #expect(folder.bytes(folder.folder("dead", "cat-") + "/input") == Array("a cat".utf8))
    #expect(try folder.findings() == [])
  }

  @Test("stages that a crash left are removed")
  func stages() throws {
    let (folder, _) = try abandoned()
    for place in ["outbox", "dead"] {
      let stage = folder.path + "/\(place)/.stage-abc-1"
      try FileManager.default.createDirectory(atPath: stage, withIntermediateDirectories: true)
      try Data([1]).write(to: URL(fileURLWithPath: stage + "/x"))
    }
    _ = try folder.once()
    #expect(try folder.findings() == [])
  }

  @Test("an end that a process without lock took away is put back as the queue has it")
  func takenAway() throws {
    for (place, words) in [("outbox", "a cat"), ("dead", "a cat stub:no-answer")] {
      for name in [".stage-back-cat-ID", ".stage-swept-back-cat-ID", ".stage-aside-cat-ID"] {
        let folder = RunnerFolder()
        try folder.drop("cat.txt", words)
        try folder.once()
        let job = try #require(try folder.jobs().first)
        let stage = name.replacing("ID", with: job.id)
        try FileManager.default.moveItem(
          atPath: folder.path + "/\(place)/\(job.folderName)",
          toPath: folder.path + "/\(place)/\(stage)")
        try folder.once()
        #expect(folder.names(place) == [job.folderName])
        #expect(folder.names("hold").isEmpty)
        #expect(try folder.findings() == [])
      }
    }
  }

  @Test("a whole stage of another claim is no end of the job")
  func otherClaim() throws {
    let folder = RunnerFolder()
    try folder.drop("cat.txt", "a cat")
    try folder.drop("dog.txt", "a dog stub:no-answer")
    try folder.once()
    let queue = try JobQueue(path: folder.path + "/state/queue.db")
    for job in try folder.jobs() {
      let spool = try folder.spool()
      let box: Outbox = job.state == .done ? .results(spool) : .deadLetters(spool)
      try FileManager.default.removeItem(atPath: box.folder.path + "/" + job.folderName)
      _ = try box.publish(
        JobName(slug: job.slug, key: job.key), claim: 7, schema: "s", JSONObject(), [], now: 5)
      try FileManager.default.moveItem(
        atPath: box.folder.path + "/" + job.folderName,
        toPath: box.folder.path + "/.stage-\(job.id)-7")
    }
    _ = try Recovery(folder.spool()).run(queue, owner: "me", now: 6)
    #expect(folder.names("outbox").isEmpty && folder.names("dead").isEmpty)
  }

  @Test("a grave that an older copy of the queue does not know makes room for the result")
  func graveOfOlderQueue() throws {
    for isPublished in [false, true] {
      let (folder, job) = try abandoned()
      let name = JobName(slug: job.slug, key: job.key)
      _ = try Outbox.deadLetters(folder.spool()).bury(
        name, claim: 3, ReasonFile(reason: "poison", sentence: "it ended its process"), input: [1],
        now: 5)
      if isPublished {
        _ = try Outbox.results(folder.spool()).publish(
          name, claim: 1, schema: "nightloom.manifest/1", JSONObject(), [ResultFile("a.txt", [1])],
          now: 5)
      }
      try folder.once()
      #expect(try folder.jobs().map(\.state) == [.done])
      #expect(folder.names("dead") == [".old-\(job.folderName)-1"])
      #expect(try folder.findings() == [])
    }
  }

  @Test("a late publish of a process without lock is recovered or finds no stage, at any call")
  func latePublish() throws {
    var calls = 0
    for number in 1...200 {
      let (folder, job) = try abandoned(claims: 3)
      let place = folder.path + "/outbox/"
      _ = try Outbox.results(folder.spool()).publish(
        JobName(slug: job.slug, key: job.key), claim: 3, schema: "nightloom.manifest/1",
        JSONObject(), [ResultFile("a.txt", [1])], now: 5)
      let stage = place + ".stage-\(job.id)-3"
      try FileManager.default.moveItem(atPath: place + job.folderName, toPath: stage)
      let count = Atomic<Int>(0)
      let disk = FaultyDisk { _, _ in
        guard count.add(1, ordering: .relaxed).newValue == number else { return }
        _ = rename(stage, place + job.folderName)
      }
      let queue = try JobQueue(path: folder.path + "/state/queue.db")
      let report = try Recovery(folder.spool(disk)).run(queue, owner: "me", now: 6)
      #expect(report.finished + report.poisoned == 1)
      #expect(try folder.findings() == [], "call \(number)")
      calls = number
      if count.load(ordering: .relaxed) < number { break }
    }
    #expect((20..<200).contains(calls))
  }

  @Test("a job that crashed its process runs alone")
  func suspectsRunAlone() throws {
    let (folder, job) = try abandoned()
    for number in 0..<6 { try folder.drop("p\(number).txt", "prompt \(number)") }
    let loop = try folder.loop(RunnerFolder.settings { $0.workers = 3 }, delay: 100)
    #expect(try loop.run().done == 7)
    let events = try folder.history.events(after: 0).filter { $0.kind == .change }
    let starts = events.filter { $0.to == .running }
    let suspect = try #require(starts.last { $0.job == job.row })
    let end = try #require(events.last { $0.job == job.row })
    #expect(!starts.contains { $0.row > suspect.row && $0.row < end.row })
    #expect(try folder.findings() == [])
  }
}
