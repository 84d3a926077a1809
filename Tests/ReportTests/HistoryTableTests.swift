import JSON
import JobStore
import Testing

@testable import Report

@Suite struct HistoryTableTests {
  let fixture: QueueFixture
  let jobs: [Job]

  init() throws {
    fixture = try QueueFixture()
    try fixture.fill()
    jobs = try fixture.history.history()
  }

  @Test func endedJobsStandWithLocalTimes() {
    let text = HistoryTable.text(jobs, zone: { _ in 3 * 3600 }, .columns(width: 100))
    #expect(
      lines(text) == [
        "ROW  ID        ST  PRI  TRY  NAME        ENDED              TIME     M  REASON",
        "1    3f9a2c1b  DN    5  1/3  cat-poster  2026-02-01 01:03  02:00  0.58  low-score",
        "2    77aa1ccc  DD    0  -    city        2026-02-01 01:00      -     -  bad-header",
        "",
      ])
  }

  @Test func plainAndCSVKeepEveryColumn() {
    #expect(
      HistoryTable.text([jobs[1]], zone: { _ in 0 }, .plain)
        == "ROW\tID\tST\tPRI\tTRY\tNAME\tENDED\tTIME\tM\tREASON\n"
        + "2\t77aa1ccc\tDD\t0\t-\tcity\t2026-01-31 22:00\t-\t-\tbad-header\n")
    #expect(
      HistoryTable.text([jobs[1]], zone: { _ in 0 }, .csv)
        == "ROW,ID,ST,PRI,TRY,NAME,ENDED,TIME,M,REASON\r\n"
        + "2,77aa1ccc,DD,0,,city,\"2026-01-31 22:00\",,,bad-header\r\n")
  }

  @Test func theSchemaHoldsWholeJobs() throws {
    let json = HistoryTable.json(jobs, now: QueueFixture.minute(9))
    #expect(json["schema"] == "nightloom.history/1")
    let first = try #require(json["data"]?["jobs"]?[0])
    #expect(first["state"] == "done" && first["score"]?.double == 0.584)
    #expect(first["flags"] == ["low-score"] && first["tags"] == ["pets", "print"])
    #expect(first["ended"] == "2026-01-31T22:03:00.000Z")
  }

  @Test func followedEventsAreOneObjectEach() throws {
    let event = try #require(try fixture.history.events(after: 0).first)
    #expect(
      HistoryTable.eventJSON(event).text()
        == #"{"schema":"nightloom.event/1","row":1,"time":"2026-01-31T22:00:00.000Z","job":1,"#
        + #""kind":"change","from":null,"to":"ready","claim":0,"reason":null,"detail":null}"#)
  }
}
