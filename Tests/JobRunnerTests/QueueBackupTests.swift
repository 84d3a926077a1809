import Foundation
import JobStore
import OperatingSystem
import Spool
import Testing

@testable import JobRunner

@Suite("QueueBackup")
struct QueueBackupTests {
  private func restored(_ folder: RunnerFolder) throws -> String? {
    let spool = try folder.spool()
    return try QueueBackup(spool).restore(to: Array("copy.db".utf8), in: spool.state)
  }

  @Test("the newest sound copy is restored, damaged and torn ones are passed over")
  func newestSound() throws {
    let folder = RunnerFolder()
    try folder.drop("a.txt", "a cat")
    try folder.once()
    let place = folder.path + "/state/backup/"
    let whole = try Data(contentsOf: URL(fileURLWithPath: place + folder.names("state/backup")[0]))
    try whole.prefix(5000).write(to: URL(fileURLWithPath: place + "queue-29990101T000000000Z.db"))
    var bad = whole
    bad.replaceSubrange(4100..<4200, with: Data(repeating: 7, count: 100))
    try bad.write(to: URL(fileURLWithPath: place + "queue-29990102T000000000Z.db"))
    try Data("no database".utf8).write(
      to: URL(fileURLWithPath: place + "queue-29990103T000000000Z.db"))
    #expect(try restored(folder) == folder.names("state/backup")[0])
    #expect(folder.bytes("state/copy.db") == Array(whole))
  }

  @Test("without a sound copy nothing is restored and nothing is left")
  func none() throws {
    let folder = RunnerFolder()
    _ = try folder.spool()
    try Data([1, 2, 3]).write(
      to: URL(fileURLWithPath: folder.path + "/state/backup/queue-1.db"))
    #expect(try restored(folder) == nil)
    #expect(folder.names("state") == ["backup"])
  }
}
