import JSON
import JobStore
import Testing

@testable import Report

@Suite struct NightReportTests {
  @Test func onlyAnswersThatHaveFilesAreShown() throws {
    let fixture = try QueueFixture()
    try fixture.fill()
    var entry = NightReport.Entry(try #require(try fixture.history.history().first))
    entry.files = ["1.api.json", "2.code.txt", "rank.json"]
    entry.take(
      rank: [
        "answers": [
          ["place": 1, "metric": 0.9, "why": "best"], ["place": 2], ["place": 3, "why": "late"],
          ["place": -1], ["why": "no place"],
        ]
      ])
    #expect(entry.answers.map(\.place) == [1, 2] && entry.answers[0].why == "best")
    #expect(entry.answers[1].score == nil)
  }

  @Test func whatAnAnswerNeedsIsToldAsRankJSONSaysIt() throws {
    let needs: JSONValue = [
      "packs": [["pack": "Impact-Pack", "class_types": ["A"]]],
      "services": [["service": "Kling", "class_types": ["B"]]],
      "files": [["name": "x.safetensors", "folders": ["vae"], "nodes": ["1"]]],
    ]
    let answer = try #require(NightReport.Answer(["place": 1, "needs": needs]))
    #expect(answer.needs == ["pack Impact-Pack", "paid service Kling", "x.safetensors"])
  }

  @Test func filesOfAnAnswerStandInTheOrderPeopleWantThem() throws {
    let fixture = try QueueFixture()
    try fixture.fill()
    var entry = NightReport.Entry(try #require(try fixture.history.history().first))
    entry.files = ["1.api.json", "1.code.txt", "1.preview.svg", "1.workflow.json", "10.api.json"]
    #expect(
      entry.files(of: 1) == ["1.workflow.json", "1.api.json", "1.preview.svg", "1.code.txt"])
  }

  @Test func doneJobsAreRankedByScoreThenByNumber() throws {
    let fixture = try QueueFixture()
    let scores = [0.5, 0.9, 0.9, 0.7]
    try fixture.accept(
      scores.indices.map { NewJob(identity: "\($0)aa", slug: "job\($0)", request: []) })
    for score in scores {
      let lease = try fixture.claim(1)
      let result = JobResult(digest: "d", engine: "e1", bestScore: score)
      #expect(try fixture.queue.finish(lease, .done(result), now: QueueFixture.minute(2)))
    }
    let report = NightReport(
      since: 0, now: 0, try fixture.history.history().map { NightReport.Entry($0) })
    #expect(report.entries.map(\.job.slug) == ["job1", "job2", "job3", "job0"])
    #expect(report.medianScore == 0.7 && report.totals == "4 done")
  }
}
