import Foundation
import JSON
import OperatingSystem
import Spool
import TestSupport
import Testing

@Suite struct HoldTests {
  @Test func `anything is moved with a reason, whatever its name`() throws {
    let scratch = try ScratchSpool()
    let names = [bytes("-rf"), bytes("a\nb"), [0xFF], [UInt8](repeating: 0x61, count: 255)]
    for name in names {
      try scratch.spool.inbox.create(name, name, mode: 0o600)
      let kept = try #require(
        try Hold(scratch.spool.hold).put(
          name, from: scratch.spool.inbox, .stillChanging, now: 1_772_403_300_000))
      #expect(kept.hasPrefix("20260301T221500Z-"))
      #expect(try scratch.spool.hold.read(bytes(kept), limit: 300) == name)
      let reason = try JSONValue.parse(
        try scratch.spool.hold.read(bytes(kept + ".reason.json"), limit: 9999))
      #expect(reason["reason"] == "still-changing")
      #expect(reason["sentence"] == "the file went on changing for too long")
      #expect(reason["name_bytes"]?.string?.count == name.count * 2)
    }
    #expect(try InboxScan.run(scratch.spool.inbox).isEmpty)
  }

  @Test func `a link is moved, not what it leads to`() throws {
    let scratch = try ScratchSpool()
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/inbox/link", withDestinationPath: "/etc/passwd")
    let kept = try Hold(scratch.spool.hold).put(
      bytes("link"), from: scratch.spool.inbox, .notRegular, now: 0)
    #expect(try scratch.spool.hold.status(bytes(try #require(kept))).kind == .link)
  }

  @Test func `the reason tells the name that a thing was known by`() throws {
    let scratch = try ScratchSpool()
    try scratch.spool.outbox.create(bytes(".stage-aside-cat"), [1], mode: 0o600)
    let kept = try #require(
      try Hold(scratch.spool.hold).put(
        bytes(".stage-aside-cat"), from: scratch.spool.outbox, .internalConflict,
        knownAs: bytes("cat"), now: 0))
    #expect(kept.hasPrefix("19700101T000000Z-cat-"))
    let reason = try JSONValue.parse(
      try scratch.spool.hold.read(bytes(kept + ".reason.json"), limit: 9999))
    #expect(reason["name"] == "cat" && reason["name_bytes"] == "636174")
    #expect(try scratch.spool.outbox.list().isEmpty)
  }

  @Test func `the reason lasts before anything is moved, and no failure leaves it alone`() throws {
    for call in 1...2 {
      let scratch = try ScratchSpool()
      try scratch.spool.inbox.create(bytes("cat.txt"), [7], mode: 0o600)
      let disk = FaultyDisk(.failsKind("fsync", call: call, code: 5))
      let spool = try scratch.reopened(disk)
      #expect(throws: SpoolError.self) {
        try Hold(spool.hold).put(bytes("cat.txt"), from: spool.inbox, .unreadable, now: 0)
      }
      #expect(!disk.log.contains("rename"), "sync \(call)")
      #expect(try scratch.spool.hold.list().isEmpty, "sync \(call)")
      #expect(try scratch.spool.inbox.read(bytes("cat.txt"), limit: 9) == [7])
    }
  }

  @Test func `what is gone leaves no reason behind`() throws {
    let scratch = try ScratchSpool()
    let kept = try Hold(scratch.spool.hold).put(
      bytes("none"), from: scratch.spool.inbox, .unreadable, now: 0)
    #expect(kept == nil)
    #expect(try scratch.spool.hold.list().isEmpty)
  }
}
