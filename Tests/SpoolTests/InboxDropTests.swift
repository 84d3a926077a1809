import OperatingSystem
import Spool
import TestSupport
import Testing

@Suite struct InboxDropTests {
  @Test func `a file appears whole under its name, or under the next free one`() throws {
    let scratch = try ScratchSpool()
    let names = try (1...3).map { number in
      try InboxDrop.submit(
        bytes("cat \(number)"), name: bytes("cat.txt"), to: scratch.spool.inbox, draft: "d")
    }
    #expect(names == [bytes("cat.txt"), bytes("cat-2.txt"), bytes("cat-3.txt")])
    #expect(try scratch.spool.inbox.read(bytes("cat-3.txt"), limit: 9) == bytes("cat 3"))
    #expect(try scratch.spool.inbox.folder(bytes("tmp")).list().isEmpty)
  }

  @Test func `a drop that fails leaves nothing in the inbox`() throws {
    let scratch = try ScratchSpool()
    let disk = FaultyDisk(.failsKind("fsync", call: 1, code: 28))
    let inbox = try scratch.reopened(disk).inbox
    let error = #expect(throws: SpoolError.self) {
      try InboxDrop.submit([1], name: bytes("a.txt"), to: inbox, draft: "d")
    }
    #expect(error?.hint == "free some space on that file system; see 'df -h'")
    #expect(try InboxScan.run(scratch.spool.inbox).isEmpty)
    #expect(try scratch.spool.inbox.folder(bytes("tmp")).list().isEmpty)
  }
}
