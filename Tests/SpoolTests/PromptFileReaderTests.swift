import Foundation
import OperatingSystem
import Spool
import TestSupport
import Testing

@Suite struct PromptFileReaderTests {
  private let name = bytes("a.txt")

  @Test func `a quiet file is read whole and removed once`() throws {
    let scratch = try ScratchSpool()
    let inbox = scratch.spool.inbox
    try inbox.create(name, bytes("a cat"), mode: 0o600)
    guard case .read(let read, let status) = try PromptFileReader.read(name, in: inbox, limit: 10)
    else {
      Issue.record("not read")
      return
    }
    #expect(read == bytes("a cat"))
    #expect(PromptFileReader.remove(name, in: inbox, if: status) == .removed)
    #expect(PromptFileReader.remove(name, in: inbox, if: status) == .removed)
    #expect(try PromptFileReader.read(name, in: inbox, limit: 10) == .gone)
  }

  @Test func `a new file under the same name is not removed with the old one`() throws {
    let scratch = try ScratchSpool()
    let inbox = scratch.spool.inbox
    try inbox.create(name, bytes("old"), mode: 0o600)
    let old = try inbox.status(name)
    try inbox.create(bytes("new"), bytes("new"), mode: 0o600)
    try inbox.rename(bytes("new"), to: inbox, name, replacing: true)
    #expect(PromptFileReader.remove(name, in: inbox, if: old) == .replaced)
    #expect(try inbox.read(name, limit: 10) == bytes("new"))
  }

  @Test func `a removal that fails is pending`() throws {
    let scratch = try ScratchSpool()
    try scratch.spool.inbox.create(name, [1], mode: 0o600)
    let status = try scratch.spool.inbox.status(name)
    let spool = try scratch.reopened(FaultyDisk(.failsKind("unlink", call: 1, code: 30)))
    guard case .pending(let error) = PromptFileReader.remove(name, in: spool.inbox, if: status)
    else {
      Issue.record("not pending")
      return
    }
    #expect(error.description.hasSuffix("/inbox/a.txt: Read-only file system"))
  }

  @Test func `size is looked at before anything is read`() throws {
    let scratch = try ScratchSpool()
    _ = try ChildProcess.run(["truncate", "-s", "1T", scratch.path + "/inbox/a.txt"])
    let disk = FaultyDisk()
    let inbox = try scratch.reopened(disk).inbox
    guard case .tooLarge(let count, _) = try PromptFileReader.read(name, in: inbox, limit: 1 << 20)
    else {
      Issue.record("not refused")
      return
    }
    #expect(count == 1 << 40)
    #expect(!disk.log.contains("read"))
  }

  @Test func `links, pipes and folders are never read`() throws {
    let scratch = try ScratchSpool()
    let inbox = scratch.spool.inbox
    try FileManager.default.createSymbolicLink(
      atPath: inbox.path + "/link", withDestinationPath: "/etc/passwd")
    _ = try ChildProcess.run(["mkfifo", inbox.path + "/pipe"])
    try inbox.makeFolder(bytes("folder"), mode: 0o700)
    for name in ["link", "pipe", "folder"] {
      let outcome = try PromptFileReader.read(bytes(name), in: inbox, limit: 10)
      #expect(outcome == .hold(.notRegular))
    }
  }

  @Test func `a file without the right to read is held`() throws {
    let scratch = try ScratchSpool()
    try scratch.spool.inbox.create(name, [1], mode: 0o600)
    let calls = FaultyDisk()
    _ = try scratch.reopened(calls)
    let opens = calls.log.count { $0 == "open" }
    let disk = FaultyDisk(.failsKind("open", call: opens + 1, code: 13))
    let outcome = try PromptFileReader.read(
      name, in: try scratch.reopened(disk).inbox, limit: 10)
    #expect(outcome == .hold(.unreadable))
  }

  @Test func `what changes while it is read is thrown away`() throws {
    let scratch = try ScratchSpool()
    try scratch.spool.inbox.create(name, bytes("one version"), mode: 0o600)
    let path = scratch.path + "/inbox/a.txt"
    let disk = MeddlingDisk { try? AppendingWriter.append(bytes("!"), to: path) }
    let outcome = try PromptFileReader.read(
      name, in: try scratch.reopened(disk).inbox, limit: 100)
    #expect(outcome == .changed)
  }
}

private enum AppendingWriter {
  static func append(_ bytes: [UInt8], to path: String) throws {
    let disk = LinuxDisk()
    let file = try disk.open(
      in: disk.workingFolder, Array(path.utf8), [.write, .append], mode: 0o600)
    defer { disk.close(file) }
    try disk.writeAll(file, bytes)
  }
}

/// The real disk, with something happening after each read.
private struct MeddlingDisk: Disk {
  let real = LinuxDisk()
  let meddle: @Sendable () -> Void

  init(_ meddle: @escaping @Sendable () -> Void) { self.meddle = meddle }

  func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer)
    throws(SystemCallError) -> Int
  {
    defer { meddle() }
    return try real.read(descriptor, into: buffer)
  }

  func open(in folder: Int32, _ name: [UInt8], _ options: OpenOptions, mode: UInt32)
    throws(SystemCallError) -> Int32
  { try real.open(in: folder, name, options, mode: mode) }
  func close(_ descriptor: Int32) { real.close(descriptor) }
  func write(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) throws(SystemCallError) -> Int {
    try real.write(descriptor, buffer)
  }
  func sync(_ descriptor: Int32, _ name: [UInt8]) throws(SystemCallError) {
    try real.sync(descriptor, name)
  }
  func status(_ descriptor: Int32) throws(SystemCallError) -> FileStatus {
    try real.status(descriptor)
  }
  func status(in folder: Int32, _ name: [UInt8]) throws(SystemCallError) -> FileStatus {
    try real.status(in: folder, name)
  }
  func rename(
    in folder: Int32, _ name: [UInt8], to target: Int32, _ newName: [UInt8], replacing: Bool
  ) throws(SystemCallError) {
    try real.rename(in: folder, name, to: target, newName, replacing: replacing)
  }
  func remove(in folder: Int32, _ name: [UInt8], isFolder: Bool) throws(SystemCallError) {
    try real.remove(in: folder, name, isFolder: isFolder)
  }
  func makeFolder(in folder: Int32, _ name: [UInt8], mode: UInt32) throws(SystemCallError) {
    try real.makeFolder(in: folder, name, mode: mode)
  }
  func setMode(_ descriptor: Int32, _ mode: UInt32) throws(SystemCallError) {
    try real.setMode(descriptor, mode)
  }
  func lock(_ descriptor: Int32) throws(SystemCallError) -> Bool { try real.lock(descriptor) }
  func empty(_ descriptor: Int32) throws(SystemCallError) { try real.empty(descriptor) }
  func list(_ descriptor: Int32) throws(SystemCallError) -> [[UInt8]] { try real.list(descriptor) }
  func fileSystem(_ descriptor: Int32) throws(SystemCallError) -> FileSystemStatus {
    try real.fileSystem(descriptor)
  }
}
