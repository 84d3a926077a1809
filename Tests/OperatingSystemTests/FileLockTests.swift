import OperatingSystem
import TestSupport
import Testing

@Suite struct FileLockTests {
  @Test func `a second holder is told who has the lock, and gets it afterwards`() throws {
    let folder = try ScratchFolder()
    let name = Array("lock".utf8)
    guard case .taken(let first) = try FileLock.take(name, in: folder.handle) else {
      Issue.record("the lock was free")
      return
    }
    guard case .busy(let process) = try FileLock.take(name, in: folder.handle) else {
      Issue.record("the lock was given twice")
      return
    }
    #expect(process == ThisProcess.id)
    withExtendedLifetime(first) {}
  }

  @Test func `a lock that is let go can be taken`() throws {
    let folder = try ScratchFolder()
    for _ in 0..<2 {
      guard case .taken = try FileLock.take([0x6C], in: folder.handle) else {
        Issue.record("the lock was not free")
        return
      }
    }
  }
}
