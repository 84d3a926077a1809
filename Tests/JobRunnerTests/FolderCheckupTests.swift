import Foundation
import OperatingSystem
import Testing

@testable import JobRunner

@Suite("FolderCheckup")
struct FolderCheckupTests {
  private func problems(_ folder: RunnerFolder, free: Int = 0, ahead: Int64 = 0) -> [String] {
    FolderCheckup(
      folder.path, user: ThisProcess.user, minimumFreeBytes: free,
      now: WallClock.system.now + ahead
    ).findings().filter { $0.level == .problem }.map { "\($0.check): \($0.repair ?? "")" }
  }

  @Test("a spool after a run is all right")
  func whole() throws {
    let folder = RunnerFolder()
    try folder.once()
    #expect(problems(folder) == [])
  }

  @Test("too little space, a forgotten draft and a database set aside are found")
  func lyingAbout() throws {
    let folder = RunnerFolder()
    try folder.once()
    try folder.drop("tmp/half.txt", "a c")
    try Data().write(
      to: URL(fileURLWithPath: folder.path + "/state/queue.db.damaged-20260101T000000Z"))
    let week: Int64 = 8 * 86_400_000
    #expect(
      problems(folder, free: .max, ahead: week) == [
        "space: du -xh --max-depth=1 \(folder.path) | sort -h",
        "drafts: find \(folder.path)/inbox/tmp -mindepth 1 -ctime +7 -exec ls -ld {} +",
        "damage: rm -f \(folder.path)/state/queue.db.damaged-20260101T000000Z "
          + "\(folder.path)/state/queue.db.damaged-20260101T000000Z-wal",
      ])
  }

  @Test("a spool of somebody else is not safe")
  func owner() throws {
    let folder = RunnerFolder()
    try folder.once()
    let other = FolderCheckup(
      folder.path, user: ThisProcess.user + 7, minimumFreeBytes: 0, now: 0)
    let found = other.findings().filter { $0.check == "rights" }
    #expect(ThisProcess.isRoot ? found.isEmpty : !found.isEmpty)
  }
}
