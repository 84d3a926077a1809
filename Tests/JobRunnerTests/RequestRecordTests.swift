import Foundation
import JSON
import JobStore
import Testing

@testable import JobRunner

@Suite("RequestRecord")
struct RequestRecordTests {
  @Test("what was written is read again")
  func roundTrip() throws {
    var record = RequestRecord()
    record.settings = JSONObject([("prompt", "a \"cat\""), ("steps", 20)])
    record.original = "a cat\n"
    record.warnings = ["line 1: unknown key"]
    record.seedOffset = 3
    record.occurrence = 1
    #expect(RequestRecord(record.bytes) == record)
    #expect(RequestRecord(Array("no json".utf8)) == nil)
  }

  @Test("the form of builds without a digest is renewed, and nothing else is")
  func renewed() throws {
    var record = RequestRecord()
    record.settings = JSONObject([("prompt", "a cat")])
    let text = String(decoding: record.bytes, as: UTF8.self)
    let old = Array((text.components(separatedBy: ",\"sha256\"")[0] + "}").utf8)
    #expect(RequestRecord(old) == nil)
    let renewed = try #require(RequestRecord.renewed(old))
    #expect(renewed == record.bytes && RequestRecord(renewed) == record)
    #expect(RequestRecord.renewed(record.bytes) == nil)
    var damaged = record.bytes
    damaged[damaged.count - 3] ^= 1
    #expect(RequestRecord.renewed(damaged) == nil)
    #expect(RequestRecord.renewed(Array("no json".utf8)) == nil)
  }

  @Test("stated values are put into the words of the wish")
  func explicitWords() throws {
    let folder = RunnerFolder()
    try folder.drop("x.txt", "---\nsize: 512x768\nsteps: 30\ncfg: 7.5\nfamily: sdxl\n---\na cat")
    try folder.once()
    let rank = folder.json(folder.folder("outbox", "x-") + "/rank.json")
    #expect(rank["prompt"]?.string == "a cat\nsdxl, 512x768, 30 steps, cfg 7.5")
  }

  @Test("a request without a prompt gives nothing to generate")
  func noPrompt() {
    #expect(RequestRecord(RequestRecord().bytes)?.prompt == nil)
  }
}
