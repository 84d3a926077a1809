import Foundation
import Testing

@testable import Spool

@Suite("SpoolMeasures")
struct SpoolMeasuresTests {
  @Test("held things are counted without their reasons, the log and the newest backup found")
  func places() throws {
    let path = NSTemporaryDirectory() + "nightloom-measures-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    for folder in ["outbox", "hold", "state/backup"] {
      try FileManager.default.createDirectory(
        atPath: path + "/" + folder, withIntermediateDirectories: true)
    }
    for file in ["hold/a", "hold/a.reason.json", "hold/b", "state/backup/.draft"] {
      try Data().write(to: URL(fileURLWithPath: path + "/" + file))
    }
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path + "/state/queue.db-wal"))
    let before = SpoolMeasures(path)
    #expect(before.heldFiles == 2 && before.logBytes == 3 && before.backupTime == nil)
    #expect((before.outboxFreeBytes ?? 0) > 0 && before.stateFreeBytes != nil)
    try Data().write(to: URL(fileURLWithPath: path + "/state/backup/queue.db"))
    #expect(SpoolMeasures(path).backupTime != nil)
  }

  @Test("a spool that is not there measures as nothing, and nothing is made")
  func nothing() {
    let path = NSTemporaryDirectory() + "nightloom-measures-" + UUID().uuidString
    let measures = SpoolMeasures(path)
    #expect(measures.heldFiles == nil && measures.logBytes == nil && measures.backupTime == nil)
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
