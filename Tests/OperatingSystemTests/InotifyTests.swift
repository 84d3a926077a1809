import Foundation
import OperatingSystem
import TestSupport
import Testing

@Suite struct InotifyTests {
  @Test func `writing, linking and moving in are told with raw names`() throws {
    let folder = try ScratchFolder()
    let other = try ScratchFolder()
    let queue = try Inotify()
    let watch = try queue.watch(folder.handle)
    let hostile: [UInt8] = [0x0A, 0xFF]
    try folder.handle.create(hostile, [1], mode: 0o600)
    try other.handle.create([0x61], [1], mode: 0o600)
    try other.handle.rename([0x61], to: folder.handle, [0x62])
    #expect(
      try queue.drain() == [
        .init(watch: watch, change: .created, name: hostile),
        .init(watch: watch, change: .closed, name: hostile),
        .init(watch: watch, change: .movedIn, name: [0x62]),
      ])
    #expect(try queue.drain().isEmpty)
    #expect(!queue.wait(milliseconds: 0))
  }

  @Test func `a folder that is renamed says so`() throws {
    let folder = try ScratchFolder()
    try folder.handle.makeFolder([0x61], mode: 0o700)
    let queue = try Inotify()
    let watch = try queue.watch(try folder.handle.folder([0x61]))
    try folder.handle.rename([0x61], to: folder.handle, [0x62])
    #expect(queue.wait(milliseconds: 1000))
    #expect(try queue.drain() == [.init(watch: watch, change: .folderGone, name: [])])
  }

  @Test func `more events than the queue holds end in one overflow`() throws {
    let limit =
      (try? readFile("/proc/sys/fs/inotify/max_queued_events")).map {
        String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      }.flatMap(Int.init) ?? 0
    guard limit > 0, limit <= 20_000 else { return }
    let folder = try ScratchFolder()
    let queue = try Inotify()
    _ = try queue.watch(folder.handle)
    // Equal notices in a row are joined by the kernel, so two names take turns.
    try folder.handle.create([0x30], [], mode: 0o600)
    for number in 0..<limit + 10 {
      let turn = UInt8(number % 2)
      try folder.handle.rename([0x30 + turn], to: folder.handle, [0x31 - turn])
    }
    let events = try queue.drain()
    #expect(events.filter { $0.change == .overflow }.map(\.watch) == [-1])
  }
}
