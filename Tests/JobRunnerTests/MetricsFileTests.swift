import Foundation
import Testing

@testable import JobRunner

@Suite("MetricsFile")
struct MetricsFileTests {
  @Test("a run leaves the file with its counts, readable for others, and no draft beside it")
  func afterARun() throws {
    let folder = RunnerFolder()
    try folder.drop("good.txt", "a cat")
    try folder.drop("bad.txt", "stub:no-answer")
    let place = folder.path + "/metrics"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try folder.once { settings in
      settings.metricsFile = place + "/nightloom.prom"
      settings.version = "test"
    }
    #expect(folder.names("metrics") == ["nightloom.prom"])
    let text = String(decoding: folder.bytes("metrics/nightloom.prom"), as: UTF8.self)
    for line in [
      "nightloom_up 0", #"nightloom_build_info{version="test"} 1"#,
      #"nightloom_jobs_ended_total{state="done",reason=""} 1"#,
      #"nightloom_jobs_ended_total{state="dead",reason="no-valid-answer"} 1"#,
      "nightloom_tokens_total 160", "nightloom_rescans_total 1",
      "nightloom_hold_files 0",
    ] {
      #expect(text.contains(line + "\n"), "\(line) is not in:\n\(text)")
    }
    let attributes = try FileManager.default.attributesOfItem(atPath: place + "/nightloom.prom")
    #expect(attributes[.posixPermissions] as? Int == 0o644)
  }

  @Test("a place that cannot be written keeps no job from being done")
  func unwritable() throws {
    let folder = RunnerFolder()
    try folder.drop("good.txt", "a cat")
    let summary = try folder.once { $0.metricsFile = folder.path + "/missing/nightloom.prom" }
    #expect(summary.done == 1)
    #expect(
      folder.told.lines.contains { $0.hasPrefix("the metrics file could not be written") })
  }
}
