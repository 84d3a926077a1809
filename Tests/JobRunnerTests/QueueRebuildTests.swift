import Foundation
import JobStore
import OperatingSystem
import Spool
import Testing

@testable import JobRunner

@Suite("QueueRebuild")
struct QueueRebuildTests {
  @Test("a lost queue is rebuilt from the folders: rows, scores, rounds, reasons, custom ids")
  func lost() throws {
    let folder = RunnerFolder(inMemory: true)
    try folder.drop(
      "b.jsonl",
      """
      {"custom_id":"a","body":{"prompt":"stub:low-once"}}
      {"custom_id":"b","body":{"prompt":"stub:no-answer"}}
      no json
      """)
    try folder.once()
    let before = try folder.jobs()
    let again = RunnerFolder(inMemory: true)
    for place in ["outbox", "dead"] {
      try? FileManager.default.removeItem(atPath: again.path + "/" + place)
      try FileManager.default.copyItem(
        atPath: folder.path + "/" + place, toPath: again.path + "/" + place)
    }
    let summary = try again.once()
    #expect(summary.done == 0 && summary.attempts == 0)
    #expect(again.told.lines.contains { $0.contains("the file is gone") })
    let after = try again.jobs().sorted { $0.key < $1.key }
    for (old, new) in zip(before.sorted { $0.key < $1.key }, after) {
      #expect(new.key == old.key && new.identity == old.identity && new.slug == old.slug)
      #expect(new.state == old.state && new.reason == old.reason && new.detail == old.detail)
      #expect(new.customID == old.customID && new.attempts == old.attempts)
      #expect(new.bestScore == old.bestScore && new.resultDigest == old.resultDigest)
      #expect(new.request == nil)
    }
    #expect(before.count == 3 && after.count == 3)
    #expect(try again.findings() == [])
  }

  @Test("a torn or foreign folder makes no row")
  func torn() throws {
    let folder = RunnerFolder(inMemory: true)
    let place = folder.path + "/outbox/"
    for name in ["cat-0123456789ab", "my own folder", "x"] {
      try FileManager.default.createDirectory(
        atPath: place + name, withIntermediateDirectories: true)
      try Data("{}".utf8).write(to: URL(fileURLWithPath: place + name + "/manifest.json"))
    }
    try folder.once()
    #expect(try folder.jobs() == [])
  }
}
