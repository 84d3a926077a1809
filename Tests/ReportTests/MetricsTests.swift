import JSON
import JobStore
import Testing

@testable import Report

@Suite struct MetricsTests {
  private func metrics() throws -> Metrics {
    let fixture = try QueueFixture()
    try fixture.fill()
    return Metrics(
      try fixture.history.tally(), try fixture.history.gauges(ClaimRules(), now: 0))
  }

  @Test func theTextNamesEverySeriesOnceWithItsType() throws {
    var metrics = try metrics()
    metrics.isUp = true
    metrics.version = "1.2"
    metrics.tokensPerSecond = 310.5
    (metrics.overflows, metrics.rescans, metrics.errors) = (0, 7, ["disk": 2])
    (metrics.logBytes, metrics.heldFiles, metrics.backupAt) = (4096, 1, 1_769_896_800_000)
    metrics.freeBytes = ["outbox": 5, "state": 6]
    let text = metrics.text(now: QueueFixture.minute(9))
    let expected = """
      # HELP nightloom_up Whether a runner is at work.
      # TYPE nightloom_up gauge
      nightloom_up 1
      # HELP nightloom_build_info The program's version.
      # TYPE nightloom_build_info gauge
      nightloom_build_info{version="1.2"} 1
      # HELP nightloom_jobs Jobs by state.
      # TYPE nightloom_jobs gauge
      nightloom_jobs{state="ready"} 1
      nightloom_jobs{state="running"} 1
      nightloom_jobs{state="remote"} 0
      nightloom_jobs{state="done"} 1
      nightloom_jobs{state="dead"} 1
      nightloom_jobs{state="cancelled"} 0
      nightloom_jobs{state="expired"} 0

      """
    #expect(text.hasPrefix(expected))
    for line in [
      #"nightloom_waiting{reason="priority"} 1"#,
      #"nightloom_jobs_ended_total{state="dead",reason="bad-header"} 1"#,
      #"nightloom_jobs_ended_total{state="done",reason=""} 1"#,
      #"nightloom_attempts_total{verdict="low-score"} 1"#, "nightloom_tokens_total 1200",
      #"nightloom_job_seconds_bucket{le="60"} 0"#, #"nightloom_job_seconds_bucket{le="120"} 1"#,
      #"nightloom_job_seconds_bucket{le="+Inf"} 1"#, "nightloom_job_seconds_sum 120",
      "nightloom_score_count 1", "nightloom_tokens_per_second 310.5",
      #"nightloom_errors_total{kind="disk"} 2"#, #"nightloom_free_bytes{place="state"} 6"#,
      "nightloom_backup_timestamp_seconds 1769896800",
    ] {
      #expect(lines(text).contains(line), "\(line)")
    }
    let types = lines(text).filter { $0.hasPrefix("# TYPE") }
    #expect(Set(types).count == types.count && types.count == 19)
  }

  @Test func whatIsNotKnownIsNotWritten() throws {
    let text = try metrics().text(now: 0)
    for name in ["rescans", "errors", "free_bytes", "wal_bytes", "hold_files", "backup"] {
      #expect(!text.contains("nightloom_\(name)"), "\(name)")
    }
  }

  @Test func noWordOfAJobIsALabel() throws {
    let fixture = try QueueFixture()
    var job = NewJob(identity: "1a", slug: "secret-name", request: Array("secret prompt".utf8))
    (job.tags, job.customID) = (["secret-tag"], "secret-id")
    try fixture.accept([job])
    let metrics = Metrics(
      try fixture.history.tally(), try fixture.history.gauges(ClaimRules(), now: 0))
    #expect(!metrics.text(now: 0).contains("secret"))
    #expect(!metrics.json(now: 0).text().contains("secret"))
  }

  @Test func aHindranceTakesThePlaceOfEveryOtherReasonToWait() throws {
    var metrics = try metrics()
    metrics.hindrance = .disk
    let text = metrics.text(now: 0)
    #expect(text.contains("nightloom_waiting{reason=\"disk\"} 1\n"))
    #expect(text.contains("nightloom_waiting{reason=\"priority\"} 0\n"))
  }

  @Test func theObjectHoldsTheSameSamples() throws {
    let metrics = try metrics()
    let json = metrics.json(now: 0)
    #expect(json["schema"] == "nightloom.metrics/1")
    let samples = try #require(json["data"]?["samples"]?.array)
    let text = lines(metrics.text(now: 0)).filter { !$0.hasPrefix("#") && !$0.isEmpty }
    #expect(samples.count == text.count)
    #expect(samples.first?["name"] == "nightloom_up" && samples.first?["value"] == 0)
  }
}
