import Foundation
import Generation
import JSON
import JobStore
import OperatingSystem
import Synchronization
import Testing

@testable import JobRunner

@Suite("ControlDesk")
struct ControlDeskTests {
  let folder = RunnerFolder()

  private func ask(_ loop: JobLoop, _ request: ControlRequest) -> JSONValue {
    ControlDesk(loop: loop).answer(request.json.bytes())
  }

  private func outcomes(_ answer: JSONValue) -> [String] {
    (answer["jobs"]?.array ?? []).compactMap { $0["outcome"]?.string }
  }

  @Test("hello tells the process, and a line that is no request is refused")
  func hello() throws {
    let loop = try folder.loop()
    let answer = ask(loop, .hello)
    #expect(answer["ok"]?.bool == true && answer["pid"]?.int == ThisProcess.id)
    #expect(answer["command"]?.string == "once")
    #expect(
      ControlDesk(loop: loop).answer(Array("{".utf8)) == [
        "schema": "nightloom.control/1", "ok": false,
        "error": [
          "code": "bad-request", "message": "a request is one JSON object on one line",
        ],
      ])
  }

  @Test("a dead job is retried: its folder is set aside, the next end has a folder of its own")
  func retryDead() throws {
    try folder.drop("cat.txt", "a cat stub:no-answer")
    try folder.once { $0.attempts = 1 }
    let first = try #require(try folder.jobs().first)
    #expect(first.state == .dead)
    do {
      let loop = try folder.loop(RunnerFolder.settings { $0.attempts = 1 })
      #expect(outcomes(ask(loop, .retry(keys: [first.key]))) == ["changed"])
      #expect(outcomes(ask(loop, .retry(keys: [first.key]))) == ["refused"])
      #expect(folder.names("dead") == [".old-\(first.folderName)-1"])
      _ = try loop.run()
    }
    #expect(folder.names("dead") == [".old-\(first.folderName)-1", first.folderName])
    let again = try #require(try folder.jobs().first)
    #expect(again.state == .dead && again.attempts == 2 && again.claim == 2)
    #expect(folder.json("dead/\(first.folderName)/reason.json")["claim"]?.int == 2)
    #expect(try folder.findings() == [])
  }

  @Test("what the disk does not let is told of its job, and the others are changed")
  func diskFault() throws {
    try folder.drop("cat.txt", "a cat stub:no-answer")
    try folder.drop("dog.txt", "a dog stub:no-answer")
    try folder.once { $0.attempts = 1 }
    let dead = try folder.jobs()
    // The first rename is that of the folder in dead/.
    let loop = try folder.loop(disk: FaultyDisk(.failsKind("rename", call: 1, code: 28)))
    let answer = ask(loop, .retry(keys: dead.map(\.key)))
    #expect(outcomes(answer) == ["failed", "changed"])
    let path = "\(folder.path)/dead/\(dead[0].folderName)"
    #expect(
      answer["jobs"]?[0]?["message"]?.string == "rename \(path): No space left on device")
    #expect(try folder.jobs().map(\.state) == [.dead, .ready])
    #expect(folder.names("dead").contains(dead[0].folderName))
  }

  @Test("a done job is retried as a new one beside it, with new seeds")
  func retryDone() throws {
    try folder.drop("cat.txt", "a cat")
    try folder.once()
    let first = try #require(try folder.jobs().first)
    do {
      let loop = try folder.loop()
      let answer = ask(loop, .retry(keys: [first.key]))
      #expect(outcomes(answer) == ["new"])
      #expect(answer["jobs"]?[0]?["new"]?["row"]?.int == 2)
      _ = try loop.run()
    }
    let jobs = try folder.jobs()
    #expect(jobs.map(\.state) == [.done, .done] && jobs[1].dropNumber == 2)
    #expect(folder.names("outbox") == jobs.map(\.folderName).sorted())
    #expect(jobs[0].resultDigest != jobs[1].resultDigest)
    #expect(try folder.findings() == [])
  }

  @Test("ready jobs are cancelled, priorities change, unknown keys are told")
  func readyJobs() throws {
    try folder.drop("a.txt", "a cat")
    try folder.drop("b.txt", "a dog")
    try folder.once { $0.jobLimit = 0 }
    let keys = try folder.jobs().map(\.key)
    let loop = try folder.loop()
    #expect(keys.count == 2)
    #expect(outcomes(ask(loop, .priority(keys: keys, 7))) == ["changed", "changed"])
    #expect(outcomes(ask(loop, .cancel(keys: [keys[1]]))) == ["changed"])
    let nobody = String(repeating: "0", count: 64)
    #expect(outcomes(ask(loop, .priority(keys: [keys[1], nobody], 1))) == ["refused", "unknown"])
    let jobs = try folder.jobs()
    #expect(jobs.map(\.state) == [.ready, .cancelled] && jobs.map(\.priority) == [7, 7])
    #expect(outcomes(ask(loop, .retry(keys: [keys[1]]))) == ["changed"])
    #expect(try loop.run().done == 2)
  }

  @Test("a running job is stopped at the next token, and its worker takes the next one")
  func running() throws {
    try folder.drop("a.txt", "a cat")
    let stop = StopSignal()
    let loop = try folder.loop(mode: .run, delay: 60_000, stop: stop)
    let user = Thread { [folder] in
      let desk = ControlDesk(loop: loop)
      Binary.wait { (try? folder.history.status().count(.running)) == 1 }
      let key = (try? folder.jobs().first?.key) ?? ""
      let answer = desk.answer(ControlRequest.cancel(keys: [key]).json.bytes())
      folder.told.add(answer["jobs"]?[0]?["outcome"]?.string ?? "none")
      Binary.wait { (try? folder.history.status().count(.cancelled)) == 1 }
      stop.raise(to: .drain)
    }
    user.start()
    _ = try loop.run()
    let job = try #require(try folder.jobs().first)
    #expect(job.state == .cancelled && job.failures == 0)
    #expect(folder.told.lines.contains("stopping"))
    #expect(folder.told.lines.contains("\(job.folderName): cancelled"))
    #expect(folder.names("outbox").isEmpty && folder.names("dead").isEmpty)
    #expect(try folder.findings() == [])
  }

  @Test("a job whose result is being published is left to it")
  func publishing() throws {
    try folder.drop("a.txt", "a cat")
    try folder.once { $0.jobLimit = 0 }
    let loop = try folder.loop()
    let job = try #require(try loop.claim(0))
    loop.state.withLock { $0.running[0]?.isGenerating = false }
    #expect(outcomes(ask(loop, .cancel(keys: [job.key]))) == ["refused"])
    loop.state.withLock { $0.running[0]?.isGenerating = true }
    #expect(outcomes(ask(loop, .cancel(keys: [job.key]))) == ["stopping"])
    #expect(loop.state.withLock { $0.running[0]?.isCancelled } == true)
    #expect(try folder.jobs().first?.isEndWished == true)
    // A worker that went away without writing the end leaves the row to whoever asks.
    loop.state.withLock { $0.running[0] = nil }
    #expect(outcomes(ask(loop, .cancel(keys: [job.key]))) == ["changed"])
    #expect(try folder.jobs().map(\.state) == [.cancelled])
  }

  @Test("a cancel that comes after the last token still holds")
  func afterTheLastToken() throws {
    try folder.drop("a.txt", "a cat")
    let late = AfterTheLast()
    let loop = try JobLoop(folder.spool(), RunnerFolder.settings(), mode: .run) { late }
    late.then.withLock { then in
      then = { [folder] in
        let key = (try? folder.jobs().first?.key) ?? ""
        let answer = ControlDesk(loop: loop).answer(ControlRequest.cancel(keys: [key]).json.bytes())
        folder.told.add(answer["jobs"]?[0]?["outcome"]?.string ?? "none")
      }
    }
    defer { late.then.withLock { $0 = nil } }
    let run = try SteppedRun(loop)
    _ = try run.stepControl()
    #expect(run.stepWorker(0))
    #expect(folder.told.lines == ["stopping"])
    #expect(try folder.jobs().map(\.state) == [.cancelled])
    #expect(folder.names("outbox").isEmpty)
    #expect(try folder.findings() == [])
  }

  @Test("a wish that cannot be written is no promise: the job goes on")
  func unwrittenWish() throws {
    try folder.drop("a.txt", "a cat")
    try folder.once { $0.jobLimit = 0 }
    let loop = try folder.loop()
    let job = try #require(try loop.claim(0))
    try loop.queue.sync { $0.connection.askBeforeCommits { false } }
    let answer = ask(loop, .cancel(keys: [job.key]))
    #expect(answer["ok"]?.bool == false)
    #expect(loop.state.withLock { $0.running[0]?.isCancelled } == false)
    try loop.queue.sync { $0.connection.askBeforeCommits { true } }
    #expect(try folder.jobs().first?.isEndWished == false)
  }

  @Test("a pause stops claiming over restarts, and resume lifts it")
  func pauses() throws {
    try folder.drop("a.txt", "a cat")
    do {
      let loop = try folder.loop()
      #expect(
        ask(loop, .pause([.claiming], reason: "noise")) == [
          "schema": "nightloom.control/1", "ok": true, "changed": ["claiming"],
          "pauses": [["what": "claiming", "reason": "noise"]],
        ])
      #expect(try loop.run().done == 0)
    }
    let loop = try folder.loop()
    #expect(ask(loop, .resume([.claiming, .intake]))["changed"] == ["claiming"])
    #expect(try loop.run().done == 1)
  }
}

/// A stub after whose last token something happens.
private final class AfterTheLast: JobGenerator {
  let then = Mutex<(@Sendable () -> Void)?>(nil)
  private let stub = StubGenerator()

  var engine: String { stub.engine }
  var facts: JSONObject { stub.facts }
  func makeWorker() -> any JobWorking { Worker(stub: stub.makeWorker(), late: self) }

  private struct Worker: JobWorking {
    let stub: any JobWorking
    let late: AfterTheLast

    func work(
      _ request: GenerationRequest, isStopped: () -> Bool, progress: (Int, Int) -> Void
    ) throws -> JobOutcome {
      let outcome = try stub.work(request, isStopped: isStopped, progress: progress)
      late.then.withLock { $0 }?()
      return outcome
    }
  }
}
