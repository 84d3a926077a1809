import Foundation
import JSON
import JobStore
import OperatingSystem
import Testing

@testable import JobRunner

@Suite("JobLoop")
struct JobLoopTests {
  @Test("a prompt becomes a whole folder in outbox/ and a done row")
  func onePrompt() throws {
    let folder = RunnerFolder()
    try folder.drop("Red Fox.txt", "a red fox\n")
    let summary = try folder.once()
    #expect(
      summary.line("once").hasPrefix(
        "nightloom once: jobs=1 done=1 low=0 dead=0 expired=0 left=0 held=0 duplicate=0 attempts=1"
          + " best=0.90 median=0.90 tokens=40 time=00:00:"))
    #expect(summary.line("once").hasSuffix(" exit=0"))
    let place = folder.folder("outbox", "red-fox-")
    #expect(
      folder.names(place) == [
        "1.api.json", "1.code.txt", "manifest.json", "prompt.txt", "rank.json",
      ])
    #expect(folder.bytes(place + "/prompt.txt") == Array("a red fox".utf8))
    let job = try #require(try folder.jobs().first)
    #expect(job.state == .done && job.bestScore == 0.9 && job.attempts == 1 && job.engine == "stub")
    #expect(job.resultDigest == folder.json(place + "/manifest.json")["end"]?.string)
    #expect(try folder.findings() == [])
  }

  @Test("an empty inbox is no error")
  func nothing() throws {
    let folder = RunnerFolder()
    let summary = try folder.once()
    #expect(summary.accepted == 0 && summary.exitCode == 0 && summary.median == nil)
    #expect(
      folder.names("state") == ["backup", "lock", "queue.db", "queue.db-shm", "queue.db-wal"])
  }

  @Test("three workers give the same files as one, and every prompt exactly one folder")
  func workers() throws {
    var apis: [[[UInt8]]] = []
    for workers in [1, 3] {
      let folder = RunnerFolder()
      for number in 0..<20 { try folder.drop("p\(number).txt", "prompt \(number)") }
      let summary = try folder.once { $0.workers = workers }
      #expect(summary.done == 20 && summary.exitCode == 0)
      #expect(try folder.findings() == [])
      apis.append(folder.names("outbox").map { folder.bytes("outbox/\($0)/1.api.json") })
    }
    #expect(apis[0].count == 20 && apis[0] == apis[1])
  }

  @Test("with a seed for the run, files of other names give the same workflows")
  func runSeed() throws {
    let found = try ["a.txt", "b.txt"].map { name in
      let folder = RunnerFolder()
      try folder.drop(name, "a cat")
      try folder.once { $0.runSeed = 42 }
      return folder.json(folder.folder("outbox", String(name.prefix(1))) + "/1.api.json")
    }
    #expect(found[0] == found[1])
    #expect(found[0]["1"]?["inputs"]?["seed"]?.int == 42)
  }

  @Test("a second runner is refused with the process number of the first")
  func secondRunner() throws {
    let folder = RunnerFolder()
    let first = try folder.loop()
    let error = #expect(throws: RunnerError.self) { try folder.loop() }
    #expect(
      error?.description
        == "another runner works on \(folder.path) (process \(ThisProcess.id))")
    withExtendedLifetime(first) {}
  }

  @Test("a model that cannot be loaded touches no job")
  func badModel() throws {
    struct NoModel: Error {}
    let folder = RunnerFolder()
    try folder.drop("cat.txt", "a cat")
    #expect(throws: NoModel.self) {
      _ = try JobLoop(folder.spool(), RunnerFolder.settings(), mode: .once) { throw NoModel() }
    }
    #expect(folder.names("inbox") == ["cat.txt"])
    #expect(!folder.names("state").contains("queue.db"))
  }

  @Test("at the job limit the rest stays in the queue and the exit code says so")
  func jobLimit() throws {
    let folder = RunnerFolder()
    for number in 0..<3 { try folder.drop("p\(number).txt", "prompt \(number)") }
    let summary = try folder.once { $0.jobLimit = 2 }
    #expect(summary.done == 2 && summary.left == 1 && summary.exitCode == 75)
    #expect(try folder.once().done == 1)
  }

  @Test("a closed window and a later beginning are waited for, and are not work left")
  func window() throws {
    let folder = RunnerFolder()
    let now = CalendarTime(local: WallClock.system.now)
    let start = (now.hour + 2) % 24, end = (now.hour + 3) % 24
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    try folder.drop("w.txt", "---\nwindow: \(two(start)):00-\(two(end)):00\n---\na cat")
    try folder.drop("n.txt", "---\nnot-before: 2999-01-01 00:00\n---\na cat")
    try folder.drop("d.txt", "---\ndeadline: 2001-01-01 00:00\n---\na cat")
    let summary = try folder.once()
    #expect(summary.done == 0 && summary.left == 0 && summary.expired == 1)
    #expect(summary.exitCode == 0)
    #expect(try folder.jobs().map(\.state) == [.expired, .ready, .ready])
  }

  @Test("told to end at once, a running job goes back uncounted")
  func handBack() throws {
    let folder = RunnerFolder()
    try folder.drop("cat.txt", "a cat")
    let stop = StopSignal()
    let loop = try folder.loop(
      RunnerFolder.settings { $0.drainTime = 0 }, mode: .run, delay: 20_000, stop: stop)
    let ending = Thread {
      Thread.sleep(forTimeInterval: 0.5)
      stop.raise(to: .drain)
    }
    ending.start()
    let summary = try loop.run()
    #expect(summary.done == 0 && summary.left == 1)
    let job = try #require(try folder.jobs().first)
    #expect(job.state == .ready && job.starts == 0 && job.claim == 1 && job.failures == 0)
    #expect(try folder.findings() == [])
  }

  @Test("told to end, a running job that fits is finished, and nothing else begins")
  func drain() throws {
    let folder = RunnerFolder()
    try folder.drop("a.txt", "a cat")
    try folder.drop("b.txt", "a dog")
    let stop = StopSignal()
    let loop = try folder.loop(mode: .run, delay: 800, stop: stop)
    let ending = Thread {
      Thread.sleep(forTimeInterval: 0.4)
      stop.raise(to: .drain)
    }
    ending.start()
    let summary = try loop.run()
    #expect(summary.done == 1 && summary.left == 1)
  }

  @Test("the daemon takes a file that arrives while it watches")
  func daemon() throws {
    let folder = RunnerFolder()
    let stop = StopSignal()
    let loop = try folder.loop(mode: .run, stop: stop)
    let user = Thread { [path = folder.path] in
      Thread.sleep(forTimeInterval: 0.3)
      _ = FileManager.default.createFile(
        atPath: path + "/inbox/tmp/x", contents: Data("a cat".utf8))
      try? FileManager.default.moveItem(
        atPath: path + "/inbox/tmp/x", toPath: path + "/inbox/new.txt")
      for _ in 0..<100 {
        Thread.sleep(forTimeInterval: 0.1)
        let found = try? FileManager.default.contentsOfDirectory(atPath: path + "/outbox")
        if let found, found.contains(where: { $0.hasPrefix("new-") }) { break }
      }
      stop.raise(to: .drain)
    }
    user.start()
    let summary = try loop.run()
    #expect(summary.done == 1 && summary.exitCode == 0)
    #expect(try folder.jobs().first?.flags == [])
  }
}
