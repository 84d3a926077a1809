import Foundation
import JSON
import Testing

@testable import Distribution

@Suite struct SegmentFileTests {
  @Test func `Each process has a file of its own, and torn lines are left out`() throws {
    let shipments = try ShipmentFolder()
    let shipment = try shipments.write()
    #expect(try SegmentFile.lines(shipment) == [])
    let first = try SegmentFile(shipment, host: "n1", process: 7)
    try first.append(JSONObject([("custom_id", "a")]))
    try first.append(JSONObject([("custom_id", "b")]))
    try SegmentFile(shipment, host: "../n2\n", process: 8).append(JSONObject([("custom_id", "c")]))
    let names = try FileManager.default.contentsOfDirectory(atPath: shipment.path + "/segments")
    #expect(names.sorted() == ["----n2--8.jsonl".replacing("----", with: "---"), "n1-7.jsonl"])
    let handle = try #require(
      FileHandle(forWritingAtPath: shipment.path + "/segments/n1-7.jsonl"))
    handle.seekToEndOfFile()
    handle.write(Data("{\"custom_id\": \"d".utf8))
    let ids = try SegmentFile.lines(shipment).compactMap { $0["custom_id"]?.string }
    #expect(ids == ["c", "a", "b"])
  }
}
