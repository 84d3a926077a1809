import OperatingSystem
import TestSupport
import Testing

@Suite struct AtomicFileTests {
  @Test func `a written file is read back, and no temporary name stays`() throws {
    let folder = try ScratchFolder()
    try AtomicFile.write([1, 2, 3], to: folder.path + "/a")
    try AtomicFile.write([4], to: folder.path + "/a")
    #expect(try readFile(folder.path + "/a") == [4])
    #expect(try folder.handle.list() == [Array("a".utf8)])
  }

  @Test func `the mode is the one asked for, whatever the umask`() throws {
    let folder = try ScratchFolder()
    try AtomicFile.write([], to: folder.path + "/a", mode: 0o664)
    #expect(try folder.handle.status(Array("a".utf8)).mode == 0o664)
  }

  @Test func `a death at any call leaves the old bytes or the new ones`() throws {
    let counting = FaultyDisk()
    let folder = try ScratchFolder()
    let path = folder.path + "/a"
    try AtomicFile.write([0], to: path, disk: counting)
    for call in 1...counting.callCount {
      try AtomicFile.write([1, 1, 1], to: path)
      #expect(throws: SystemCallError.self) {
        try AtomicFile.write([2, 2, 2], to: path, disk: FaultyDisk(.dies(call: call)))
      }
      let bytes = try readFile(path)
      #expect(bytes == [1, 1, 1] || bytes == [2, 2, 2])
    }
  }

  @Test func `a failed sync is a failed write and the old file stays`() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/a"
    try AtomicFile.write([1], to: path)
    let disk = FaultyDisk(.failsKind("fsync", call: 1, code: 5))
    #expect(throws: SystemCallError.self) { try AtomicFile.write([2], to: path, disk: disk) }
    #expect(try readFile(path) == [1])
    #expect(try folder.handle.list() == [Array("a".utf8)])
  }

  @Test func `files above the limit are refused before they are read`() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/a"
    try AtomicFile.write([UInt8](repeating: 1, count: 11), to: path)
    let error = #expect(throws: SystemCallError.self) { try readFile(path, limit: 10) }
    #expect(error?.isTooLarge == true)
    #expect(error?.description == "read \(path): File too large")
    #expect(try readFile(path, limit: 11).count == 11)
  }

  @Test func `a folder is not a file`() throws {
    let error = #expect(throws: SystemCallError.self) { try readFile("/tmp") }
    #expect(error?.description == "read /tmp: Is a directory")
  }
}
