import JSON
import JobStore
import OperatingSystem
import Testing

@testable import JobRunner

@Suite("JobWorker")
struct JobWorkerTests {
  private func outcome(
    _ prompt: String, _ edit: (inout RunnerConfiguration) -> Void = { _ in }
  ) throws -> (RunnerFolder, RunSummary, JobRecord) {
    let folder = RunnerFolder()
    try folder.drop("x.txt", prompt)
    let summary = try folder.once(edit)
    #expect(try folder.findings() == [])
    return (folder, summary, try #require(try folder.history.show(row: 1)))
  }

  @Test("a low first round is followed by a second with other seeds and more temperature")
  func secondRound() throws {
    let (folder, summary, record) = try outcome("stub:low-once")
    #expect(summary.done == 1 && summary.low == 0 && summary.attempts == 2)
    #expect(record.attempts.map(\.verdict) == ["low-score", "accepted"])
    #expect(record.attempts.map(\.temperature) == [0.7, 0.85])
    #expect(record.attempts[0].seeds != record.attempts[1].seeds)
    #expect(record.attempts.map(\.answers.count) == [1, 1])
    let rounds = folder.json(folder.folder("outbox", "x-") + "/manifest.json")["rounds"]?.array
    #expect(rounds?.count == 2)
  }

  @Test("a metric that stays low is published with a flag")
  func lowScore() throws {
    let (folder, summary, record) = try outcome("stub:low")
    #expect(summary.done == 1 && summary.low == 1 && summary.exitCode == 0)
    #expect(record.job.flags.contains(.lowScore) && record.job.attempts == 3)
    let manifest = folder.json(folder.folder("outbox", "x-") + "/manifest.json")
    #expect(manifest["flags"]?.array?.contains("low-score") == true)
  }

  @Test("with on_low_score = fail it is given up")
  func lowScoreFails() throws {
    let (folder, summary, record) = try outcome("stub:low") { $0.onLowScore = .fail }
    #expect(summary.dead == 1 && summary.exitCode == 65 && record.job.reason == .lowScore)
    let reason = folder.json(folder.folder("dead", "x-") + "/reason.json")
    #expect(
      reason["sentence"]?.string == "the best metric 0.30 is below the threshold of 0.6")
    #expect(record.job.detail == reason["sentence"]?.string)
  }

  @Test("when only the policy stood against an answer, it is the reason")
  func policy() throws {
    let (folder, summary, record) = try outcome("stub:policy") { $0.attempts = 1 }
    #expect(summary.dead == 1 && record.job.reason == .policy)
    let reason = folder.json(folder.folder("dead", "x-") + "/reason.json")
    #expect(
      reason["hint"]?.string
        == "rank.json says what each answer reached for; safe_nodes names classes you trust")
    #expect(record.attempts[0].answers[0].gates["failed_rule"]?.string == "policy")
  }

  @Test("what the policy only flags is published, and manifest and history say so")
  func flagged() throws {
    let (folder, summary, record) = try outcome("stub:flagged")
    #expect(summary.done == 1 && summary.exitCode == 0)
    #expect(record.job.flags.contains(.policy))
    let manifest = folder.json(folder.folder("outbox", "x-") + "/manifest.json")
    #expect(manifest["flags"]?.array?.contains("policy") == true)
    #expect(manifest["policy"]?["verdict"] == "flagged")
    #expect(
      manifest["policy"]?["findings"] == [
        ["answer": 1, "rule": "runs-code", "sentence": "The stub runs code."]
      ])
  }

  @Test("the log in dead/ tells when what happened")
  func log() throws {
    let (folder, _, record) = try outcome("stub:no-answer") { $0.attempts = 2 }
    let log = String(
      decoding: folder.bytes(folder.folder("dead", "x-") + "/log.txt"), as: UTF8.self)
    let job = record.job
    func time(_ milliseconds: Int64?) -> String { CalendarTime.text(utc: milliseconds ?? 0) }
    #expect(
      log == """
        \(time(job.acceptedAt)) accepted
        \(time(job.startedAt)) begun, claim 1, start 1, failures 0
        \(time(record.attempts[0].endedAt)) round 1: no-valid-answer, 40 tokens. Round 1.
        \(time(record.attempts[1].endedAt)) round 2: no-valid-answer, 40 tokens. Round 2.
        no-valid-answer: none of 2 answers in 2 rounds passed every rule

        """)
  }

  @Test("without a valid answer the job is dead with what was rejected")
  func noAnswer() throws {
    let (folder, summary, record) = try outcome("stub:no-answer")
    #expect(summary.dead == 1 && record.job.state == .dead && record.job.reason == .noValidAnswer)
    let place = folder.folder("dead", "x-")
    #expect(
      folder.json(place + "/reason.json")["sentence"]?.string
        == "none of 3 answers in 3 rounds passed every rule")
    #expect(
      folder.names(place) == ["input", "log.txt", "rank.json", "reason.json", "rejected"])
    #expect(folder.bytes(place + "/input") == Array("stub:no-answer".utf8))
    #expect(record.attempts.count == 3)
  }

  @Test("a wish that does not fit the context, and a fault of the product, are reasons")
  func failures() throws {
    let long = try outcome("stub:too-long").2
    #expect(long.job.reason == .inputTooLong)
    #expect(long.job.detail == "the wish does not fit the model's context")
    let fault = try outcome("stub:error").2
    #expect(fault.job.reason == .internal)
    #expect(fault.job.detail == "the generator failed: the stub was told to fail")
  }

  @Test("header values win over the configuration")
  func headerWins() throws {
    let (folder, _, record) = try outcome(
      "---\nattempts: 1\nretry-below: 0.2\nseed: 5\nanswers: 2\n---\nstub:low")
    #expect(record.job.attemptLimit == 1 && !record.job.flags.contains(.lowScore))
    let settings = folder.json(folder.folder("outbox", "x-") + "/manifest.json")["settings"]
    #expect(settings?["answers"]?.int == 2 && settings?["workflow_seed"]?.int == 5)
    #expect(settings?["temperature"]?.double == 0.7)
  }

  @Test("a round that begins after the time budget is not made")
  func timeBudget() throws {
    let (_, summary, record) = try outcome("stub:low") { $0.timeBudget = 0 }
    #expect(summary.done == 1 && record.job.attempts == 1)
    #expect(record.job.flags.contains(.cutShort) && record.job.flags.contains(.lowScore))
  }
}
