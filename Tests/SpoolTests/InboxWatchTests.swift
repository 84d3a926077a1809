import OperatingSystem
import Spool
import TestSupport
import Testing

@Suite struct InboxWatchTests {
  @Test func `a write and a move in are told with their signs`() throws {
    let scratch = try ScratchSpool()
    let inbox = scratch.spool.inbox
    let watch = try InboxWatch(inbox)
    try inbox.create(bytes("a.txt"), [1], mode: 0o600)
    try inbox.create(bytes("b.tmp"), [1], mode: 0o600)
    try inbox.rename(bytes("b.tmp"), to: inbox, bytes("b.txt"))
    #expect(watch.wait(milliseconds: 1000))
    var expected = InboxWatch.Changes()
    expected.signs = [(bytes("a.txt"), .closed), (bytes("b.txt"), .movedIn)]
    #expect(try watch.drain() == expected)
  }

  @Test func `lost notices and a folder that is gone ask for a scan`() {
    let changes = InboxWatch.changes([
      .init(watch: -1, change: .overflow, name: []), .init(watch: 1, change: .folderGone, name: []),
    ])
    #expect(changes.mustScan)
    #expect(changes.isGone)
    #expect(changes.signs.isEmpty)
  }
}
