import Foundation
import OperatingSystem
import TestSupport
import Testing

@Suite struct DirectoryHandleTests {
  static let hostileNames: [[UInt8]] = [
    Array("a\nb".utf8), [0xFF, 0xFE], Array("-rf".utf8), [UInt8](repeating: 0x61, count: 255),
    Array("e\u{301}".utf8), Array("é".utf8), Array("\u{202E}gpj.txt".utf8), [0x1B, 0x5B, 0x32],
  ]

  @Test func `any bytes but slash and NUL are a name, and come back as they were`() throws {
    let folder = try ScratchFolder()
    for name in Self.hostileNames { try folder.handle.create(name, name, mode: 0o600) }
    #expect(Set(try folder.handle.list()) == Set(Self.hostileNames))
    for name in Self.hostileNames {
      #expect(try folder.handle.read(name, limit: 1000) == name)
      try folder.handle.remove(name)
    }
    #expect(try folder.handle.list().isEmpty)
  }

  @Test(arguments: ["", ".", "..", "a/b", "../x", "/etc/passwd", "a\0b"])
  func `names that are not one component are refused`(name: String) throws {
    let folder = try ScratchFolder()
    let bytes = Array(name.utf8)
    #expect(throws: SystemCallError.self) { try folder.handle.create(bytes, [], mode: 0o600) }
    #expect(throws: SystemCallError.self) { try folder.handle.read(bytes, limit: 10) }
    #expect(throws: SystemCallError.self) { try folder.handle.makeFolder(bytes, mode: 0o700) }
    #expect(throws: SystemCallError.self) { try folder.handle.status(bytes) }
    try folder.handle.create([0x78], [], mode: 0o600)
    #expect(throws: SystemCallError.self) {
      try folder.handle.rename([0x78], to: folder.handle, bytes)
    }
  }

  @Test func `a symbolic link is not followed`() throws {
    let folder = try ScratchFolder()
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: "/etc/passwd")
    let error = #expect(throws: SystemCallError.self) {
      try folder.handle.read(Array("link".utf8), limit: 1 << 20)
    }
    #expect(error?.isLink == true)
    #expect(try folder.handle.status(Array("link".utf8)).kind == .link)
  }

  @Test func `a rename does not replace unless told so`() throws {
    let folder = try ScratchFolder()
    let (old, new) = (Array("old".utf8), Array("new".utf8))
    try folder.handle.create(old, [1], mode: 0o600)
    try folder.handle.create(new, [2], mode: 0o600)
    let error = #expect(throws: SystemCallError.self) {
      try folder.handle.rename(old, to: folder.handle, new)
    }
    #expect(error?.isTaken == true)
    try folder.handle.rename(old, to: folder.handle, new, replacing: true)
    #expect(try folder.handle.read(new, limit: 10) == [1])
  }

  @Test func `a tree is removed without following its links`() throws {
    let folder = try ScratchFolder()
    try folder.handle.makeFolder([0x61], mode: 0o700)
    let inner = try folder.handle.folder([0x61])
    try inner.create([0x62], [1], mode: 0o600)
    try inner.makeFolder([0x63], mode: 0o700)
    try folder.handle.create(Array("kept".utf8), [1], mode: 0o600)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/a/c/up", withDestinationPath: folder.path)
    try folder.handle.removeFolder([0x61])
    #expect(try folder.handle.list() == [Array("kept".utf8)])
  }

  @Test func `free space and type of the file system are known`() throws {
    let status = try ScratchFolder().handle.fileSystem()
    #expect(status.freeBytes > 0)
    #expect(status.type != 0)
    #expect(FileSystemStatus(type: 0x6969, freeBytes: 0).networkName == "NFS")
  }

  @Test func `names are shown without control bytes`() {
    #expect(displayName(Array("a\nb\u{202E}".utf8)) == "a\\x0ab\\xe2\\x80\\xae")
    #expect(displayName([0x61, 0xFF]) == "a\\xff")
    #expect(displayName(Array("é 漢".utf8)) == "é 漢")
  }

  @Test func `a folder for lookup only can be written into, and sync asks nothing of it`() throws {
    let scratch = try ScratchFolder()
    let folder = try DirectoryHandle(scratch.path, lookupOnly: true)
    try folder.makeFolder(Array("tmp".utf8), mode: 0o700)
    let inner = try folder.folder(Array("tmp".utf8))
    #expect(inner.isLookupOnly)
    try inner.create(Array("a".utf8), [1, 2], mode: 0o640)
    try inner.rename(Array("a".utf8), to: folder, Array("b".utf8))
    try folder.sync()
    #expect(try folder.read(Array("b".utf8), limit: 9) == [1, 2])
    #expect(throws: SystemCallError.self) {
      try folder.disk.sync(folder.descriptor, Array("x".utf8))
    }
  }
}
