import JSON
import JobStore
import Testing

@testable import Report

/// Numbers that only a damaged or forged file can hold are shown somehow, never trapped on.
@Suite struct DamagedValuesTests {
  @Test(arguments: [Int64.min, -1, 0, .max])
  func noStoredNumberTraps(number: Int64) throws {
    let fixture = try QueueFixture()
    try fixture.fill()
    let columns = [
      "accepted", "started", "run_after", "deadline", "claim", "failures", "attempts",
      "attempt_limit",
    ]
    for column in columns {
      try fixture.queue.connection.run("UPDATE job SET \(column) = ?1", [.integer(number)])
    }
    try fixture.queue.connection.run(
      "UPDATE job SET ended = ?1 WHERE ended IS NOT NULL", [.integer(number)])
    for column in ["milliseconds", "input_tokens", "output_tokens", "claim", "ended"] {
      try fixture.queue.connection.run("UPDATE attempt SET \(column) = ?1", [.integer(number)])
    }
    let now = QueueFixture.minute(5)
    let status = try fixture.history.status()
    let entries = StatusEntry.entries(
      status, throughput: try fixture.history.throughput(), workers: 1, now: now)
    #expect(!StatusTable.text(entries, now: now, .columns(width: 80)).isEmpty)
    #expect(StatusTable.json(status, entries, now: now)["data"] != nil)
    let jobs = try fixture.history.history()
    #expect(!HistoryTable.text(jobs, zone: { _ in 0 }, .csv).isEmpty)
    let record = try #require(try fixture.history.show(row: 1))
    #expect(!JobPage.text(record, zone: { _ in 0 }, width: 80).isEmpty)
    #expect(JobPage.json(record, now: now)["data"] != nil)
    #expect(try !StoreAudit.findings(fixture.queue.connection).isEmpty)
  }
}
