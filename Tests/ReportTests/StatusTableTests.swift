import JSON
import JobStore
import Testing

@testable import Report

@Suite struct StatusTableTests {
  let fixture: QueueFixture
  let status: QueueStatus

  init() throws {
    fixture = try QueueFixture()
    try fixture.fill()
    status = try fixture.history.status()
  }

  private func entries() -> [StatusEntry] {
    var entries = StatusEntry.entries(
      status, throughput: nil, workers: 1, now: QueueFixture.minute(5))
    entries[0].bestScore = 0.3
    entries[1].expectedMilliseconds = 130_000
    return entries
  }

  @Test func liveJobsStandInFixedColumns() {
    let text = StatusTable.text(
      entries(), now: QueueFixture.minute(5), .columns(width: 120))
    #expect(
      lines(text) == [
        "ROW  ID        ST  PRI  TRY  NAME                            AGE   TIME    ETA     M  REASON",
        "4    aa00bb11  RN    0  1/3  next                          05:00  01:00      -  0.30  -",
        "3    90be77d2  RD  -10  -    a-very-long-name-of-a-poster  05:00      -  02:10     -  priority",
        "",
      ])
  }

  @Test func namesAreCutToTheTerminalAndEmptyColumnsLeftOut() {
    let now = QueueFixture.minute(5)
    let ready = [StatusEntry(entries()[1].job, reason: "paused")]
    #expect(
      lines(StatusTable.text(ready, now: now, .columns(width: 48))) == [
        "ROW  ID        ST  PRI  NAME         AGE  REASON",
        "3    90be77d2  RD  -10  a-very-l…  05:00  paused",
        "",
      ])
    let narrow = StatusTable.text(ready, now: now, .columns(width: 60))
    #expect(lines(narrow)[1] == "3    90be77d2  RD  -10  a-very-long-name-of-…  05:00  paused")
    #expect(lines(narrow).allSatisfy { $0.count <= 60 })
  }

  @Test func plainAndCSVKeepEveryColumnAndWholeNames() {
    let now = QueueFixture.minute(5)
    #expect(
      StatusTable.text(entries(), now: now, .plain)
        == "ROW\tID\tST\tPRI\tTRY\tNAME\tAGE\tTIME\tETA\tM\tREASON\n"
        + "4\taa00bb11\tRN\t0\t1/3\tnext\t05:00\t01:00\t-\t0.30\t-\n"
        + "3\t90be77d2\tRD\t-10\t-\ta-very-long-name-of-a-poster\t05:00\t-\t02:10\t-\tpriority\n"
    )
    #expect(
      StatusTable.text(entries(), now: now, .csv)
        == "ROW,ID,ST,PRI,TRY,NAME,AGE,TIME,ETA,M,REASON\r\n"
        + "4,aa00bb11,RN,0,1/3,next,05:00,01:00,,0.30,\r\n"
        + "3,90be77d2,RD,-10,,a-very-long-name-of-a-poster,05:00,,02:10,,priority\r\n")
  }

  @Test func noJobsLeaveTheHeadings() {
    #expect(
      StatusTable.text([], now: 0, .columns(width: 80))
        == "ROW  ID  ST  PRI  TRY  NAME  AGE  TIME  ETA  M  REASON\n")
  }

  @Test func hostileReasonsStayInTheirCell() {
    let now = QueueFixture.minute(5)
    let entry = StatusEntry(entries()[1].job, reason: "=1+1\u{1B}[2J\n\u{202E}x,\"")
    #expect(
      StatusTable.text([entry], now: now, .plain).hasSuffix(
        "\t=1+1\\x1b[2J\\n\\u{202e}x,\"\n"))
    #expect(
      StatusTable.text([entry], now: now, .csv).hasSuffix(
        ",\"'=1+1\u{1B}[2J\n\u{202E}x,\"\"\"\r\n"))
  }

  @Test func theSummaryNamesStatesThatHaveJobs() throws {
    #expect(StatusTable.summary(status) == "1 ready, 1 running, 1 done, 1 dead")
    #expect(StatusTable.summary(try QueueFixture().history.status()) == "no jobs yet")
  }

  @Test func expectedTimesFollowTheQueueAndThePauses() throws {
    for number in 1...5 {
      let job = NewJob(identity: "f\(number)", slug: "fast", request: [])
      let source = NewSource(
        name: [], device: 9, inode: UInt64(number), size: 0, modifiedNanoseconds: 0,
        changedNanoseconds: 0, sha256: "")
      _ = try fixture.queue.accept(
        [Drop(source: source, jobs: [job])], engine: "e1", now: QueueFixture.start
      ) { identity, _ in identity }
      let lease = try fixture.claim(4)
      #expect(try fixture.queue.recordAttempt(QueueFixture.attempt, lease))
      let result = JobResult(digest: "d", engine: "e1", bestScore: 1)
      #expect(try fixture.queue.finish(lease, .done(result), now: QueueFixture.minute(5)))
    }
    let throughput = try fixture.history.throughput()
    func expected() throws -> [Int64?] {
      StatusEntry.entries(
        try fixture.history.status(), throughput: throughput, workers: 1,
        now: QueueFixture.minute(4) + 1000
      ).map(\.expectedMilliseconds)
    }
    #expect(try expected() == [60_000, 122_000])
    try fixture.queue.pause(.claiming, reason: "", now: 1)
    #expect(try expected() == [60_000, nil])
  }

  @Test func theSchemaHasFixedNames() throws {
    try fixture.queue.pause(.intake, reason: "full", now: QueueFixture.start)
    let json = StatusTable.json(
      try fixture.history.status(), entries(), now: QueueFixture.minute(5),
      runner: ["pid": 7])
    #expect(json["schema"] == "nightloom.status/1")
    #expect(json["generated"] == "2026-01-31T22:05:00.000Z")
    let data = try #require(json["data"])
    #expect(
      data.object?.keys == [
        "runner", "counts", "pauses", "unlink_pending", "oldest_ready", "shipments", "jobs",
      ])
    #expect(data["counts"]?["running"] == 1 && data["unlink_pending"] == 1)
    #expect(
      data["pauses"]?.text()
        == #"[{"what":"intake","since":"2026-01-31T22:00:00.000Z","reason":"full"}]"#)
    #expect(
      data["jobs"]?[1]?.text()
        == #"{"row":3,"id":"90be77d21ccc","key":"90be77d21\#(String(repeating: "c", count: 55))","#
        + #""state":"ready","name":"a-very-long-name-of-a-poster","#
        + #""folder":"a-very-long-name-of-a-poster-90be77d21ccc","custom_id":null,"tags":[],"#
        + #""priority":-10,"drop":1,"attempts":0,"attempt_limit":3,"claim":0,"starts":0,"#
        + #""failures":0,"accepted":"2026-01-31T22:00:00.000Z","#
        + #""run_after":"1970-01-01T00:00:00.000Z","deadline":null,"window":null,"#
        + #""started":null,"ended":null,"score":null,"flags":[],"reason":null,"detail":null,"#
        + #""shipment":null,"result":null,"engine":null,"waits_for":"priority","#
        + #""expected_seconds":130}"#)
  }
}
