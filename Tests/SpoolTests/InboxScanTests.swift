import Foundation
import OperatingSystem
import Spool
import TestSupport
import Testing

@Suite struct InboxScanTests {
  @Test func `hidden and unfinished names are no candidates, hostile ones are`() throws {
    let scratch = try ScratchSpool()
    let inbox = scratch.spool.inbox
    let ignored = [".a", "a.tmp", "a.part", "a.crdownload", "a.swp", "a~"].map(bytes)
    let hostile = [
      bytes("-rf"), bytes("a\nb"), [0xFF], [UInt8](repeating: 0x61, count: 255), bytes("é"),
      bytes("e\u{301}"),
    ]
    for name in ignored + hostile { try inbox.create(name, name, mode: 0o600) }
    let names = try InboxScan.run(inbox).map(\.name)
    #expect(names == hostile.sorted { $0.lexicographicallyPrecedes($1) })
  }

  @Test func `kinds are told without opening anything`() throws {
    let scratch = try ScratchSpool()
    let inbox = scratch.spool.inbox
    try inbox.makeFolder(bytes("folder"), mode: 0o700)
    try FileManager.default.createSymbolicLink(
      atPath: inbox.path + "/link", withDestinationPath: "/etc/passwd")
    _ = try ChildProcess.run(["mkfifo", inbox.path + "/pipe"])
    try inbox.create(bytes("file"), [], mode: 0o600)
    let kinds = try InboxScan.run(inbox).map(\.status.kind)
    #expect(kinds == [.regular, .folder, .link, .pipe])
    #expect(try InboxScan.look(at: bytes("none"), in: inbox) == nil)
  }
}
