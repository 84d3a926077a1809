import OperatingSystem
import TestSupport
import Testing

@Suite struct LockPlaceTests {
  @Test func `a place holds what it took, names who has it, and tells when it is lost`() throws {
    let folder = try ScratchFolder()
    let name = Array("lock".utf8)
    let (first, second) = (LockPlace(), LockPlace())
    #expect(try first.lostPath() == nil)
    #expect(try first.take(name, in: folder.handle) == nil)
    #expect(try second.take(name, in: folder.handle)?.process == ThisProcess.id)
    #expect(try first.lostPath() == nil)
    try folder.handle.remove(name)
    #expect(try first.lostPath() == folder.handle.path + "/lock")
    #expect(try second.lostPath() == nil)
    #expect(try second.take(name, in: folder.handle) == nil)
    #expect(try second.lostPath() == nil)
  }
}
