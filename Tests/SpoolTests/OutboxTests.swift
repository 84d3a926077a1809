import Foundation
import JSON
import OperatingSystem
import Spool
import TestSupport
import Testing

let job = JobName(slug: "cat", key: String(repeating: "ab", count: 32))
let resultFiles = [
  ResultFile("1.workflow.json", bytes("{}")), ResultFile("prompt.txt", bytes("a cat")),
  ResultFile("rejected/1.txt", bytes("no")), ResultFile("empty", []),
]

func publish(_ outbox: Outbox, _ job: JobName = job, claim: Int = 1) throws(SpoolError)
  -> Outbox.Outcome
{
  try outbox.publish(
    job, claim: claim, schema: "nightloom.manifest/1", JSONObject([("seed", 7)]), resultFiles,
    now: 0)
}

@Suite struct OutboxTests {
  @Test func `a published result is whole, with its record last`() throws {
    let scratch = try ScratchSpool()
    let outbox = Outbox.results(scratch.spool)
    #expect(try outbox.check(job) == .missing)
    #expect(try publish(outbox) == .published)
    guard case .whole(let record) = try outbox.check(job) else {
      Issue.record("not whole")
      return
    }
    #expect(record.keys == ["schema", "job", "key", "claim", "seed", "files", "end"])
    #expect(record["key"]?.string == job.key)
    #expect(record["files"]?.array?.count == 4)
    #expect(record["files"]?[1]?["size"] == 5)
    #expect(try scratch.spool.outbox.list() == [bytes(job.folder)])
    #expect(try scratch.spool.outbox.status(bytes(job.folder)).mode == 0o750)
    let folder = try scratch.spool.outbox.folder(bytes(job.folder))
    #expect(try folder.status(bytes("prompt.txt")).mode == 0o640)
    #expect(try folder.folder(bytes("rejected")).read(bytes("1.txt"), limit: 9) == bytes("no"))
    #expect(try outbox.published() == [bytes(job.folder)])
  }

  @Test func `a second publish of the same key keeps the first`() throws {
    let scratch = try ScratchSpool()
    let outbox = Outbox.results(scratch.spool)
    #expect(try publish(outbox, claim: 1) == .published)
    #expect(try publish(outbox, claim: 2) == .alreadyPublished)
    guard case .whole(let record) = try outbox.check(job) else {
      Issue.record("not whole")
      return
    }
    #expect(record["claim"] == 1)
    #expect(try scratch.spool.outbox.list().count == 1)
  }

  @Test func `an empty folder in the way is replaced`() throws {
    let scratch = try ScratchSpool()
    try scratch.spool.outbox.makeFolder(bytes(job.folder), mode: 0o755)
    #expect(try publish(Outbox.results(scratch.spool)) == .published)
    #expect(try scratch.spool.hold.list().isEmpty)
  }

  @Test func `foreign, torn and other things in the way are moved to hold`() throws {
    for kind in 0..<3 {
      let scratch = try ScratchSpool()
      let outbox = Outbox.results(scratch.spool)
      let name = bytes(job.folder)
      switch kind {
      case 0:
        try scratch.spool.outbox.makeFolder(name, mode: 0o755)
        try scratch.spool.outbox.folder(name).create(bytes("mine"), [1], mode: 0o600)
      case 1: try scratch.spool.outbox.create(name, [1], mode: 0o600)
      default:
        let other = JobName(slug: "cat", key: job.id + String(repeating: "0", count: 52))
        #expect(try publish(outbox, other) == .published)
      }
      #expect(try publish(outbox) == .published)
      #expect(try outbox.check(job).key == job.key)
      let held = try scratch.spool.hold.list().map { String(decoding: $0, as: UTF8.self) }
      #expect(held.count == 2)
      #expect(held.allSatisfy { $0.hasPrefix("19700101T000000Z-cat-abababababab-") })
      #expect(held.last?.hasSuffix(".reason.json") == true)
    }
  }

  @Test func `any damage to a published folder is found`() throws {
    let scratch = try ScratchSpool()
    let outbox = Outbox.results(scratch.spool)
    _ = try publish(outbox)
    let folder = try scratch.spool.outbox.folder(bytes(job.folder))
    let manifest = try folder.read(bytes("manifest.json"), limit: 1 << 20)
    for place in stride(from: 0, to: manifest.count, by: 7) {
      var damaged = manifest
      damaged[place] ^= 1
      try AtomicFile.write(damaged, in: folder, bytes("manifest.json"))
      #expect(try outbox.check(job) == .torn("manifest.json does not end in its own digest"))
    }
    for length in [0, 1, 80, manifest.count - 1] {
      try AtomicFile.write(Array(manifest[..<length]), in: folder, bytes("manifest.json"))
      #expect(try outbox.check(job).key == nil)
    }
    try AtomicFile.write(manifest, in: folder, bytes("manifest.json"))
    #expect(try outbox.check(job).key == job.key)
    try AtomicFile.write(bytes("a cax"), in: folder, bytes("prompt.txt"))
    #expect(try outbox.check(job) == .torn("prompt.txt differs from its digest"))
    try AtomicFile.write(bytes("a cat and more"), in: folder, bytes("prompt.txt"))
    #expect(try outbox.check(job) == .torn("prompt.txt differs from its digest"))
    try folder.remove(bytes("prompt.txt"))
    #expect(try outbox.check(job) == .torn("prompt.txt is missing"))
    try folder.remove(bytes("manifest.json"))
    #expect(try outbox.check(job) == .torn("manifest.json is missing"))
  }

  @Test(arguments: ["", ".", "..", "../x", "/etc/x", "a/b/c", ".x", "a\n", "manifest.json"])
  func `names that could lead astray are refused`(name: String) throws {
    let outbox = Outbox.results(try ScratchSpool().spool)
    let error = #expect(throws: SpoolError.self) {
      try outbox.publish(job, claim: 1, schema: "s", JSONObject(), [ResultFile(name, [])], now: 0)
    }
    #expect(error == .badName(name))
  }

  @Test func `a dead job keeps its input and reason, and is set aside for a retry`() throws {
    let scratch = try ScratchSpool()
    let dead = Outbox.deadLetters(scratch.spool)
    let reason = ReasonFile(
      reason: "invalid-utf8", sentence: "byte 2 is not UTF-8",
      findings: [.init(line: 1, byte: 2, severity: "error", sentence: "byte 2 is not UTF-8")])
    for number in 1...2 {
      #expect(try dead.bury(job, claim: 0, reason, input: [0x61, 0xFF], now: 0) == .published)
      guard case .whole(let record) = try dead.check(job) else {
        Issue.record("not whole")
        return
      }
      #expect(record["reason"] == "invalid-utf8")
      #expect(record["diagnostics"]?[0]?["byte"] == 2)
      try dead.setAside(job)
      #expect(scratch.spool.dead.contains(bytes(".old-\(job.folder)-\(number)")))
      #expect(try dead.check(job) == .missing)
    }
    try dead.setAside(job)
    #expect(try dead.published().isEmpty)
  }
}
