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
    guard case .taken = try FileLock.take([0x6C], in: folder.handle) else {
      Issue.record("the lock was not free")
      return
    }
    // A child that another test starts shares the open file between its fork and its exec, so that
    // a lock held by nobody can look held for a moment.
    let end = BootClock.system.seconds + 60
    while BootClock.system.seconds < end {
      if case .taken = try FileLock.take([0x6C], in: folder.handle) { return }
      ThisProcess.pause(milliseconds: 10)
    }
    Issue.record("the lock was not let go")
  }

  @Test func `a lock stands until its file is removed, replaced or moved away`() throws {
    for how in 0..<3 {
      let folder = try ScratchFolder()
      let name = Array("lock".utf8)
      guard case .taken(let lock) = try FileLock.take(name, in: folder.handle) else {
        Issue.record("the lock was free")
        return
      }
      #expect(try lock.stands() && lock.path == folder.handle.path + "/lock")
      switch how {
      case 0: try folder.handle.remove(name)
      case 1:
        try folder.handle.create([0x6E], [], mode: 0o640)
        try folder.handle.rename([0x6E], to: folder.handle, name, replacing: true)
      default:
        try folder.handle.rename(name, to: folder.handle, [0x6E])
      }
      #expect(try !lock.stands())
      // The file that stands there now is another one's to lock.
      guard case .taken(let second) = try FileLock.take(name, in: folder.handle) else {
        Issue.record("the new file was locked")
        return
      }
      #expect(try second.stands() && !lock.stands())
    }
  }
}
